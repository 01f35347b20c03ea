"""What the customer's page shows: this customer's own invoices, nothing else."""

import re

from odoo import api, models

from ..engine import LineStatus, free_credits, what_is_due

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
        """Values of the customer's page: open invoices with their lines, due or not due yet.

        Among them the ``facts`` of this case: gathering is most of the work of a page, and the
        other sections take them from here.
        """
        self.ensure_one()
        today = self._today()
        lines = self._page_lines()
        facts = self._gather_facts()[self]
        planned = {line.id for line in facts.lines if line.status is LineStatus.PLANNED}
        on_plan = lines.filtered(lambda line: line.id in planned)
        lines -= on_plan
        due = lines.filtered(lambda line: line.date_maturity <= today).move_id
        balance = what_is_due(facts, today)
        credit = {credit.currency_id: credit.amount for credit in free_credits(facts)}
        by_invoice = lines.grouped("move_id")
        return {
            "facts": facts,
            "greeting": _greeting(facts, balance),
            "company": self.company_id,
            "balance": self._format_amounts(dict(balance.amounts)),
            "credit": self._format_amounts(credit),
            "planned_invoices": on_plan.grouped("move_id"),
            "due_invoices": {move: by_invoice[move] for move in by_invoice if move in due},
            "coming_invoices": {move: by_invoice[move] for move in by_invoice if move not in due},
        }


def _greeting(facts, balance):
    """How the page begins: what is to be paid, or why nothing is to be paid now."""
    if balance.amounts:
        return "open"
    statuses = {line.status for line in facts.lines}
    if balance.lines:
        return "matching"
    if LineStatus.PLANNED in statuses:
        return "planned"
    return "clarifying" if LineStatus.BLOCKED in statuses else "nothing"
