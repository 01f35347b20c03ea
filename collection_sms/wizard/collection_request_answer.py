from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

VERDICTS = [
    ("granted", "Granted until a day"),
    ("declined", "Declined"),
    ("done", "Resolved"),
]

# Which answers make sense to which request.
_POSSIBLE = {
    "extension": ("granted", "declined"),
    "hardship": ("granted", "declined", "done"),
    "dispute": ("done", "declined"),
    "paid": ("done", "declined"),
    "call": ("done", "declined"),
}


class CollectionRequestAnswer(models.TransientModel):
    """What staff answer to a customer's request."""

    _name = "collection.request.answer"
    _description = "Answer a Request"

    request_id = fields.Many2one("collection.request", required=True, ondelete="cascade")
    kind = fields.Selection(related="request_id.kind")
    asked_note = fields.Text(related="request_id.note", string="Customer's Words")
    asked_date = fields.Date(related="request_id.date", string="Wished")
    verdict = fields.Selection(
        VERDICTS,
        "Answer",
        compute="_compute_verdict",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    until = fields.Date(compute="_compute_until", store=True, precompute=True, readonly=False)
    words = fields.Text("Words to the Customer", help="Shown on the customer's page for 30 days.")
    can_text = fields.Boolean(compute="_compute_can_text")
    text_customer = fields.Boolean(
        "Text the customer that there is an answer",
        help="One short text with the link to the page. At most one per request.",
    )

    @api.depends("request_id")
    def _compute_verdict(self):
        for wizard in self:
            wizard.verdict = _POSSIBLE.get(wizard.kind, ("done",))[0]

    @api.depends("request_id")
    def _compute_until(self):
        for wizard in self:
            request = wizard.request_id
            today = request.case_id._today() if request else fields.Date.context_today(self)
            wished = request.granted_until or request.date
            wizard.until = max(wished or today, today + timedelta(days=1))

    @api.depends("request_id")
    def _compute_can_text(self):
        for wizard in self:
            request = wizard.request_id._origin
            told = self.env["collection.message"].search_count(
                [("request_id", "=", request.id)], limit=1
            )
            wizard.can_text = bool(request) and not told and request.case_id._can_be_answered()

    def action_answer(self):
        """Record the answer, let the ladder follow it, and text the customer if wished."""
        self.ensure_one()
        if self.verdict not in _POSSIBLE[self.kind]:
            raise UserError(self.env._("This is no answer to what the customer asked for."))
        self.request_id._answer(
            self.verdict, self.words, self.until if self.verdict == "granted" else None
        )
        if self.text_customer:
            self.env["collection.message"]._create_answer(self.request_id)
        return {"type": "ir.actions.act_window_close"}
