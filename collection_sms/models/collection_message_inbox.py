"""Replies that people answer: who looks after them, whether that is done, how many wait."""

from odoo import api, fields, models
from odoo.exceptions import UserError

# What people may change of a reply.
_TRIAGE = {"assigned_id", "inbox_state"}

# Tells open browsers that the inbox has changed; what is in it, they ask for themselves.
NOTIFICATION = "collection_sms/replies"


class CollectionMessage(models.Model):
    _inherit = "collection.message"

    answered_text = fields.Text(
        "Our Latest Text",
        compute="_compute_answered_text",
        help="What the customer had read last when this was written.",
    )
    country_id = fields.Many2one(related="partner_id.country_id")
    balance_display = fields.Char(related="case_id.balance_display")

    _unread_idx = models.Index("(company_id, create_date) WHERE inbox_state = 'unread'")

    @api.depends("case_id", "number", "direction")
    def _compute_answered_text(self):
        for message in self:
            latest = self.sudo().search(message._get_answered_domain(), limit=1)
            message.answered_text = message.direction == "in" and latest.body

    def _get_answered_domain(self):
        """What had been sent to the writer of this reply before it came."""
        where = ("case_id", "=", self.case_id.id) if self.case_id else ("number", "=", self.number)
        return [
            where,
            ("company_id", "=", self.company_id.id),
            ("direction", "=", "out"),
            ("state", "in", ("sent", "delivered", "unknown")),
            ("id", "<", self._origin.id),
        ]

    @api.constrains("assigned_id", "company_id")
    def _check_assigned_id(self):
        for message in self.filtered("assigned_id"):
            if message.company_id not in message.assigned_id.company_ids:
                raise UserError(
                    self.env._(
                        "%(user)s does not work in %(company)s.",
                        user=message.assigned_id.name,
                        company=message.company_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Open browsers hear of new replies."""
        messages = super().create(vals_list)
        if any(message.direction == "in" for message in messages):
            self._tell_inbox()
        return messages

    def write(self, vals):
        """People also say who looks after a reply, and that it is done."""
        is_triage = set(vals) <= _TRIAGE and all(message.direction == "in" for message in self)
        if is_triage:
            self.check_access("write")
        result = super(CollectionMessage, self.sudo() if is_triage else self).write(vals)
        if _TRIAGE & set(vals):
            self._after_triage()
        return result

    def _ask_person(self, summary):
        """Schedule a to-do for this reply; it is completed when somebody has answered."""
        self.activity_id = self.case_id._remind(summary, self.body)

    def _after_triage(self):
        self.filtered(lambda reply: reply.inbox_state != "unread")._close_to_dos()
        self._tell_inbox()

    def _close_to_dos(self):
        """Complete the activities that asked for an answer, once nothing they ask for waits."""
        activities = self.sudo().activity_id
        domain = [("activity_id", "in", activities.ids), ("inbox_state", "=", "unread")]
        over = activities - self.sudo().search(domain).activity_id
        if waiting := over.exists().filtered("active"):
            waiting.action_feedback()

    def _tell_inbox(self):
        self.env.ref("collection_sms.collection_sms_group_user").sudo()._bus_send(NOTIFICATION, {})

    @api.model
    def count_replies(self):
        """How many replies wait for somebody in the companies that the user works in."""
        return self.search_count([("inbox_state", "=", "unread")])

    def action_assign_to_me(self):
        """Look after these replies; raises ``UserError`` where somebody else does already."""
        if others := self.assigned_id - self.env.user:
            raise UserError(
                self.env._(
                    "%s looks after this already. To take it over, change “Assigned To”.",
                    others[0].sudo().name,
                )
            )
        self.assigned_id = self.env.user

    def action_mark_done(self):
        """Nothing more is to be said to these replies."""
        for reply in self:
            reply.write(
                {
                    "inbox_state": "done",
                    "assigned_id": reply.sudo().assigned_id.id or self.env.uid,
                }
            )

    def action_mark_unread(self):
        """Put these replies back among those that wait."""
        self.inbox_state = "unread"
