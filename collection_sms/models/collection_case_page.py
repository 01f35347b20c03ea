"""What the customer's page shows: this customer's own invoices, nothing else."""

import re

from odoo import api, models

from ..engine import what_is_due

# The alphabet of ``secrets.token_urlsafe``; whatever else people send is no token.
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")


class CollectionCase(models.Model):
    _inherit = "collection.case"

    @api.model
    def _find_by_token(self, token):
        """The open case behind a link, or nothing."""
        domain = [("access_token", "=", token), ("state", "!=", "closed")]
        return self.search(domain, limit=1) if _TOKEN.fullmatch(token) else self.browse()

    @api.model
    def _find_by_expired_token(self, token):
        """The closed case whose link this was, or nothing."""
        found = _TOKEN.fullmatch(token)
        return self.search([("expired_token", "=", token)], limit=1) if found else self.browse()

    def _page_lines(self):
        """The open lines that the page lists, the oldest first."""
        return self.open_line_ids.filtered(
            lambda line: (
                line.move_id.payment_state in ("not_paid", "partial", "blocked")
                and not line.no_followup
            )
        )

    def _page_values(self):
        """Values of the customer's page: open invoices with their lines, due or not due yet."""
        self.ensure_one()
        today = self._today()
        lines = self._page_lines()
        due = lines.filtered(lambda line: line.date_maturity <= today).move_id
        facts = self._gather_facts()[self]
        balance = what_is_due(facts, today)
        credit = {credit.currency_id: credit.amount for credit in facts.credits}
        by_invoice = lines.grouped("move_id")
        return {
            "company": self.company_id,
            "balance": self._format_amounts(dict(balance.amounts)),
            "credit": self._format_amounts(credit),
            "due_invoices": {move: by_invoice[move] for move in by_invoice if move in due},
            "coming_invoices": {move: by_invoice[move] for move in by_invoice if move not in due},
        }
