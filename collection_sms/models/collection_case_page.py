"""What the customer's page shows: this customer's own invoices, nothing else."""

from odoo import api, models


class CollectionCase(models.Model):
    _inherit = "collection.case"

    @api.model
    def _find_by_token(self, token):
        """The open case behind a link, or nothing."""
        return self.search([("access_token", "=", token), ("state", "!=", "closed")], limit=1)

    @api.model
    def _find_by_expired_token(self, token):
        """The closed case whose link this was, or nothing."""
        return self.search([("expired_token", "=", token)], limit=1)

    def _page_values(self):
        """Values of the customer's page: open invoices with their lines, due or not due yet."""
        self.ensure_one()
        today = self._today()
        lines = self.open_line_ids.filtered(
            lambda line: (
                line.move_id.payment_state in ("not_paid", "partial", "blocked")
                and not line.no_followup
            )
        )
        due = lines.filtered(lambda line: line.date_maturity <= today).move_id
        by_invoice = lines.grouped("move_id")
        return {
            "company": self.company_id,
            "due_invoices": {move: by_invoice[move] for move in by_invoice if move in due},
            "coming_invoices": {move: by_invoice[move] for move in by_invoice if move not in due},
        }
