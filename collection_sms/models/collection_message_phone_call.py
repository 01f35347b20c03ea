"""Phone calls: an activity with a call script for whoever is responsible; a person calls."""

from markupsafe import Markup
from odoo import fields, models
from odoo.exceptions import UserError

from ..engine import Channel

OUTCOMES = [
    ("reached", "Reached"),
    ("no_answer", "No answer"),
    ("callback", "Asked to be called back"),
    ("wrong_number", "Wrong number"),
]


class CollectionMessage(models.Model):
    _inherit = "collection.message"

    activity_id = fields.Many2one(
        "mail.activity", readonly=True, ondelete="set null", index="btree_not_null"
    )
    call_outcome = fields.Selection(OUTCOMES, readonly=True)
    call_note = fields.Text("What Was Said", readonly=True)

    def _case_note(self):
        if self.channel != Channel.PHONE:
            return super()._case_note()
        heading = self.env._("To say on the phone:")
        return Markup("<p><em>%s</em></p><p>%s</p>") % (heading, super()._case_note())

    def _release_call(self):
        """Ask whoever is responsible to call, once per message."""
        for call in self.filtered(lambda call: call.state == "queued" and not call.activity_id):
            case = call.case_id._in_companys_language()
            call.activity_id = case.activity_schedule(
                "mail.mail_activity_data_call",
                date_deadline=case._today(),
                summary=case.env._("Call %s", case.recipient_id.display_name),
                note=call.with_env(case.env)._call_script(),
                user_id=case.company_id._collection_assignee(case.user_id).id,
            )

    def _call_script(self):
        """The note of the activity: whom to call, about what, and what can be agreed on."""
        case = self.case_id
        hours = dict(case._wish_choices()["hours"])
        values = {"call": self, "case": case, "hours": hours, "policy": case._find_policies()[case]}
        return self.env["ir.qweb"]._render("collection_sms.call_script", values)

    def action_log_call(self):
        """Ask for what came of this call."""
        self.ensure_one()
        self._require_waiting_call()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Log Call"),
            "res_model": "collection.call.log",
            "view_mode": "form",
            "target": "new",
            "context": {"default_message_id": self.id},
        }

    def _require_waiting_call(self):
        if self.channel != Channel.PHONE or self.state != "queued":
            raise UserError(self.env._("This call is over, or not to be made any more."))

    def _log_call(self, outcome, note):
        """Record what came of this call, and complete its activity."""
        self.check_access("write")
        self._require_waiting_call()
        self.sudo().call_outcome = outcome
        label = dict(self._fields["call_outcome"]._description_selection(self.env))[outcome]
        feedback = "\n".join(part for part in (label, note) if part)
        self._call_done(feedback)
        self.sudo().activity_id.action_feedback(feedback)

    def _call_done(self, feedback):
        """The activity of these calls was completed: the customer was called."""
        for call in self.sudo().filtered(lambda call: call.state == "queued"):
            call.write({"claimed_at": fields.Datetime.now(), "call_note": feedback})
            if call.call_outcome == "wrong_number":
                call._apply_state("undelivered", self.env._("Wrong number"), address_failed=True)
            else:
                call._apply_state("sent")

    def _cancel(self, reason):
        """A call that is not to be made any more is nobody's activity."""
        result = super()._cancel(reason)
        if activities := self.sudo().activity_id:
            activities.unlink()
        return result
