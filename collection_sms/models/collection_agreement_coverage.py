from decimal import Decimal

from odoo import api, fields, models

from ..engine import Covered
from .covered_ledger import covered_lines


class CollectionAgreementCoverage(models.AbstractModel):
    """What promises and payment plans share: which lines of a case they cover, and what has been
    paid of these since, as the ledger says."""

    _name = "collection.agreement.coverage"
    _description = "Agreement on What Is Due"
    _inherit = ["collection.agreement"]

    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    note = fields.Text(tracking=True)
    open_credit = fields.Monetary(
        readonly=True, help="Credits that nobody had matched when this was agreed on."
    )
    paid_amount = fields.Monetary(
        "Paid Since",
        readonly=True,
        help="What the debt has gone down by since then: payments and credit notes.",
    )

    @api.model
    def _prepare_coverage(self, case, currency, facts):
        """Values that record what is due of ``case`` in ``currency``, and the credits open."""
        credit = next((c.amount for c in facts.credits if c.currency_id == currency.id), 0)
        return {
            "open_credit": float(credit),
            "line_ids": [
                fields.Command.create(
                    {
                        "move_line_id": line.id,
                        "move_id": line.invoice_id,
                        "amount": float(line.amount),
                        "due_date": line.due,
                    }
                )
                for line in case._promisable_lines(facts).get(currency, ())
            ],
        }

    def _covered(self):
        """Return ``{agreement: Covered}``: a constant number of queries, however many of them."""
        lines, credits_ = covered_lines(self), self.case_id._open_credits()
        return {
            agreement: Covered(
                lines=lines[agreement.id],
                credit_then=Decimal(str(agreement.open_credit)),
                credit_now=credits_.get(agreement._account_key(), Decimal(0)),
            )
            for agreement in self
        }

    def _account_key(self):
        return self.partner_id.id, self.company_id.id, self.currency_id.id

    def _write_paid(self, amount):
        if self.currency_id.compare_amounts(self.paid_amount, float(amount)):
            self.sudo().with_context(tracking_disable=True).paid_amount = float(amount)
