from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.request_words import DAY_PARTS, KINDS, REASONS


class CollectionRequestWizard(models.TransientModel):
    """What a customer asked for on the phone."""

    _name = "collection.request.wizard"
    _description = "Record a Request"

    case_id = fields.Many2one("collection.case", "Customer", required=True, ondelete="cascade")
    kind = fields.Selection(KINDS, "Asks for", required=True, default="extension")
    date = fields.Date(
        compute="_compute_date", store=True, precompute=True, readonly=False, string="Day"
    )
    part = fields.Selection(DAY_PARTS, "Time of Day", default="morning")
    number = fields.Char("Number to Call")
    reference = fields.Char("Payment Reference")
    reason = fields.Selection(REASONS, default="amount")
    open_invoice_ids = fields.Many2many("account.move", compute="_compute_open_invoice_ids")
    move_ids = fields.Many2many(
        "account.move", string="Invoices", domain="[('id', 'in', open_invoice_ids)]"
    )
    note = fields.Text("In Their Words")

    @api.depends("case_id")
    def _compute_open_invoice_ids(self):
        for wizard in self:
            wizard.open_invoice_ids = wizard.case_id._origin._open_invoices().ids

    @api.depends("case_id", "kind")
    def _compute_date(self):
        for wizard in self:
            case = wizard.case_id._origin
            days = {"extension": 14, "paid": 0, "call": 1}.get(wizard.kind)
            if wizard.kind == "hardship" and case:
                days = case._request_terms().hardship_days or 60
            today = case._today() if case else fields.Date.context_today(self)
            wizard.date = None if days is None else fields.Date.add(today, days=days)

    def action_record(self):
        """Record the request by the rules of the customer's page, and open it."""
        self.ensure_one()
        if not self.case_id._lock_open():
            raise UserError(self.env._("This customer is being worked on. Try again in a moment."))
        request = self.env["collection.request"].create(self._prepare_request())
        return request.get_formview_action()

    def _prepare_request(self):
        """Values of the request; what belongs to another kind is left out."""
        own = {
            "call": ("part", "number"),
            "paid": ("reference",),
            "dispute": ("reason",),
        }.get(self.kind, ())
        return {
            "case_id": self.case_id.id,
            "kind": self.kind,
            "date": self.date if self.kind != "dispute" else False,
            "note": self.note,
            **{name: self[name] for name in own},
            "line_ids": [
                fields.Command.create({"move_id": move.id})
                for move in self.move_ids
                if self.kind == "dispute"
            ],
        }
