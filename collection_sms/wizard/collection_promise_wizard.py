from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError


class CollectionPromiseWizard(models.TransientModel):
    """A promise that the customer made on the phone."""

    _name = "collection.promise.wizard"
    _description = "Record a Promise"

    case_id = fields.Many2one("collection.case", "Customer", required=True, ondelete="cascade")
    promisable_currency_ids = fields.Many2many("res.currency", compute="_compute_promisable")
    currency_id = fields.Many2one(
        "res.currency",
        compute="_compute_currency_id",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        domain="[('id', 'in', promisable_currency_ids)]",
    )
    amount = fields.Monetary(
        compute="_compute_amount", store=True, precompute=True, readonly=False, required=True
    )
    date = fields.Date(
        "By", compute="_compute_date", store=True, precompute=True, readonly=False, required=True
    )
    latest_date = fields.Date(compute="_compute_latest_date")
    note = fields.Text(help="Who promised it, and how.")

    @api.depends("case_id")
    def _compute_promisable(self):
        amounts = self._promisable()
        for wizard in self:
            wizard.promisable_currency_ids = self.env["res.currency"].union(*amounts[wizard])

    @api.depends("case_id")
    def _compute_currency_id(self):
        amounts = self._promisable()
        for wizard in self:
            wizard.currency_id = next(iter(amounts[wizard]), False)

    @api.depends("case_id", "currency_id")
    def _compute_amount(self):
        amounts = self._promisable()
        for wizard in self:
            wizard.amount = float(amounts[wizard].get(wizard.currency_id._origin, 0))

    @api.depends("case_id")
    def _compute_latest_date(self):
        policies = self.case_id._origin._find_policies()
        for wizard in self:
            case = wizard.case_id._origin
            days = policies[case].promise_days if case else 0
            wizard.latest_date = case._today() + timedelta(days=days)

    @api.depends("case_id")
    def _compute_date(self):
        for wizard in self:
            in_a_week = wizard.case_id._today() + timedelta(days=7)
            wizard.date = min(in_a_week, wizard.latest_date)

    def _promisable(self):
        """Return ``{wizard: {currency: Decimal}}`` of what is due and not promised yet."""
        facts = self.case_id._origin._gather_facts()
        return {
            wizard: case._unpromised_amounts(facts[case]) if case else {}
            for wizard, case in ((wizard, wizard.case_id._origin) for wizard in self)
        }

    def action_record(self):
        """Record the promise; the follow-up rests until its date."""
        self.ensure_one()
        if not self.case_id._lock_open():
            raise UserError(self.env._("This customer is being worked on. Try again in a moment."))
        self.env["collection.promise"].create(
            {
                "case_id": self.case_id.id,
                "currency_id": self.currency_id.id,
                "amount": self.amount,
                "date": self.date,
                "note": self.note,
            }
        )
        return {"type": "ir.actions.act_window_close"}
