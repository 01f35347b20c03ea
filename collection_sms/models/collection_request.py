from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

from ..engine import RequestKind, RequestVerdict, judge_request
from .request_words import DAY_PARTS, KINDS, REASONS, describe, settled_note, to_do
from .spoken import are_new

STATES = [
    ("waiting", "Waiting"),
    ("granted", "Granted"),
    ("declined", "Declined"),
    ("done", "Done"),
    ("withdrawn", "Taken back"),
    ("expired", "Expired"),
]

# States in which a request counts: it may hold the ladder, and somebody may still answer it.
RUNNING = ("waiting", "granted")

# What people may write down; all else is recorded, and nothing of it can be changed afterwards.
_SPOKEN = {
    *("case_id", "kind", "date", "part", "number", "reference", "reason", "note", "line_ids"),
}
_RECORDED = _SPOKEN | {
    *("state", "origin", "rests_until", "granted_until", "made_on", "made_by_id", "ip_address"),
    *("answer", "answered_by_id", "answered_on", "settled_on"),
}

_ACTIVITIES = ["mail.mail_activity_data_todo", "mail.mail_activity_data_call"]


class CollectionRequest(models.Model):
    """What a customer asks for, how long the ladder rests for it, and what we answered."""

    _name = "collection.request"
    _description = "Request of a Customer"
    _inherit = ["collection.agreement"]
    _order = "id desc"

    kind = fields.Selection(KINDS, required=True, readonly=True, index=True)
    state = fields.Selection(
        STATES,
        default="waiting",
        required=True,
        readonly=True,
        index=True,
        tracking=True,
        group_expand=True,
    )
    date = fields.Date(
        required=True,
        readonly=True,
        index=True,
        help="More time, difficulty: until when. Paid: on which day. Call: when. "
        "Dispute: when it was made.",
    )
    part = fields.Selection(DAY_PARTS, "Time of Day", readonly=True)
    number = fields.Char("Number to Call", readonly=True)
    reference = fields.Char("Payment Reference", readonly=True)
    reason = fields.Selection(REASONS, readonly=True)
    note = fields.Text("Customer's Words", readonly=True)
    line_ids = fields.One2many("collection.request.line", "request_id", "Invoices", readonly=True)
    rests_until = fields.Date(
        readonly=True, help="Last day on which the follow-up rests because of this request."
    )
    granted_until = fields.Date(readonly=True, tracking=True)
    answer = fields.Text("Our Answer", readonly=True, help="The customer reads it on the page.")
    answered_by_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    answered_on = fields.Datetime(readonly=True)
    settled_on = fields.Date("Over Since", readonly=True)

    _one_running = models.UniqueIndex(
        "(case_id, kind) WHERE state IN ('waiting', 'granted') AND kind != 'dispute'",
        "A request of this kind is running already.",
    )

    @api.depends("partner_id.name", "kind", "date", "line_ids.move_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for request in self:
            request.display_name = f"{request.partner_id.name}: {describe(request)}"

    @api.model_create_multi
    def create(self, vals_list):
        """Take requests down: decide what is granted at once, block, remind, hold.

        Raises ``UserError`` for what makes no sense, or runs already.
        """
        cases = self.env["collection.case"].browse(vals["case_id"] for vals in vals_list)
        self.check_access("create")
        cases.check_access("write")
        cases._require_open()
        if not self.env.su:
            vals_list = [self._only_spoken(vals) for vals in vals_list]
        vals_list = [
            {**vals, **case._prepare_request(vals)}
            for case, vals in zip(cases, vals_list, strict=True)
        ]
        requests = super(CollectionRequest, self.sudo()).create(vals_list)
        for request in requests:
            request._for_staff()._begin()
        cases._decide_again()
        return requests.with_env(self.env)

    def write(self, vals):
        """A request is a record: answering it is a button, the rest is up to the follow-up."""
        if not self.env.su and set(vals) & _RECORDED:
            raise UserError(self.env._("What was asked for cannot be changed. Answer it instead."))
        return super().write(vals)

    def _only_spoken(self, vals):
        if set(vals) - _SPOKEN or not are_new(vals.get("line_ids"), {"move_id"}):
            raise UserError(self.env._("This part of a request is recorded by itself."))
        return vals

    def _for_staff(self):
        """In the language of whoever will read the notes, whatever the customer's is."""
        user = self._answering_user()
        return self.with_context(lang=user.lang or self.company_id.partner_id.lang)

    def _answering_user(self):
        self.ensure_one()
        return self.company_id._collection_assignee(self.user_id)

    def _begin(self):
        """Block what is disputed, assign whom it needs, and leave notes and a to-do."""
        self.line_ids._block()
        if self.kind == "hardship" and not self.case_id.user_id:
            self.case_id.user_id = self._answering_user()
        self._note_made()
        if not (self.kind == "extension" and self.state == "granted"):
            self._remind()

    def _note_made(self):
        heading = {
            "page": self.env._("Request on the customer's page: %s"),
            "staff": self.env._("Request told to us: %s"),
            "reply": self.env._("Request by text: %s"),
        }[self.origin]
        body = Markup("<p>%s</p>%s") % (heading % describe(self), self._quoted())
        author = self.made_by_id.id
        for record in (self.case_id, self, *self.line_ids.move_id):
            record._message_log(body=body, author_id=author)

    def _quoted(self):
        """The customer's own words, escaped."""
        return plaintext2html(self.note) if self.note else Markup()

    def _remind(self):
        """Schedule the activity that this request asks for, with the customer's words."""
        self.activity_schedule(
            _ACTIVITIES[self.kind == "call"],
            date_deadline=self.date if self.kind == "call" else self.case_id._today(),
            summary=to_do(self),
            note=self._quoted(),
            user_id=self._answering_user().id,
        )

    def _is_running(self):
        return self.state in RUNNING

    def action_answer(self):
        """Open the form in which staff answer this request."""
        self.ensure_one()
        self._require_running()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "collection_sms.collection_request_answer_action"
        )
        return {**action, "context": {"default_request_id": self.id}}

    def action_withdraw(self):
        """The customer has taken these requests back: the follow-up goes on at once."""
        self._lock_running()._settle("withdrawn")
        self.case_id._decide_again()

    def action_close(self):
        """Nothing is left to do about these requests: the follow-up goes on at once."""
        self._lock_running()._settle("done")
        self.case_id._decide_again()

    def _require_running(self):
        if any(not request._is_running() for request in self):
            raise UserError(self.env._("This request is over already."))

    def _lock_running(self):
        """Those of these requests that are running, with their cases locked."""
        self.check_access("write")
        cases = self.case_id
        if cases.filtered(lambda case: case.state != "closed") - cases._lock_open():
            raise UserError(self.env._("This customer is being worked on. Try again in a moment."))
        self.invalidate_recordset(["state"])
        return self.filtered(lambda request: request._is_running())

    def _answer(self, verdict, words, until=None):
        """Record what staff answered: ``granted`` (until a day), ``declined`` or ``done``.

        Raises ``UserError`` if the request is over, or the day has passed.
        """
        self.ensure_one()
        self._lock_running()
        self._require_running()
        if verdict == "granted" and (not until or until < self.case_id._today()):
            raise UserError(self.env._("Choose a day that is still to come."))
        request = self.sudo()
        values = {"granted_until": until, "rests_until": until} if verdict == "granted" else {}
        request.write(
            {
                **values,
                "answer": (words or "").strip(),
                "answered_by_id": self.env.uid,
                "answered_on": fields.Datetime.now(),
            }
        )
        if verdict == "granted":
            request._grant()
        else:
            request._settle(verdict)
        self.case_id._decide_again()

    def _grant(self):
        self.state = "granted"
        self.activity_feedback(_ACTIVITIES, feedback=self.answer)
        self.case_id._message_log(body=settled_note(self, "granted"))

    def _judge(self):
        """Settle those of these requests that are over by the calendar or by the ledger."""
        paid = self.filtered(lambda request: request.kind == "paid").case_id._where_money_came()
        self.line_ids.filtered(lambda line: line.running and line._is_settled())._release()
        by_verdict = dict.fromkeys(RequestVerdict, self.browse())
        for request in self:
            by_verdict[request._verdict(paid)] |= request
        by_verdict[RequestVerdict.DONE]._settle("done")
        by_verdict[RequestVerdict.EXPIRED]._settle("expired")

    def _verdict(self, paid_cases):
        settled = self.case_id in paid_cases
        if self.kind == "dispute":
            settled = not any(self.line_ids.mapped("running"))
        return judge_request(
            RequestKind(self.kind),
            self.state == "granted",
            self.rests_until or None,
            settled,
            self.case_id._today(),
        )

    def _settle(self, state):
        """Let those of these requests that are running end as ``state``, with a note on the case.

        What has expired may still need a person, so its to-do stays.
        """
        for request in self.sudo().filtered(lambda request: request._is_running()):
            request.write({"state": state, "settled_on": request.case_id._today()})
            request.line_ids._release()
            if state != "expired":
                request.activity_feedback(_ACTIVITIES, feedback=request.answer)
            staff = request._for_staff()
            staff.case_id._message_log(body=settled_note(staff, state))
