"""Which customers have paid everything on time, measured from the ledger."""

from odoo import models
from odoo.tools import SQL

from ..engine import PaymentHistory, history_begins, pays_on_time

# Invoices by customer (commercial partner) and company: those settled, and those settled on time.
# - day: when the last payment or set-off that settled a term is dated. Credit notes and exchange
#   differences say nothing about how the customer pays, and their dates do not count.
# - due: a term booked after its own due date is on time if it is settled with the booking.
# - An invoice counts once nothing is open; one with a late term counts at once, as late.
_HISTORY = """
    SELECT partner_id, company_id,
           COUNT(*) FILTER (WHERE done OR late),
           COUNT(*) FILTER (WHERE done AND NOT late)
      FROM (
        SELECT partner_id, company_id, move_id,
               BOOL_AND(done) AS done, BOOL_OR(day > due) AS late
          FROM (
            SELECT partner.commercial_partner_id AS partner_id, line.company_id, line.move_id,
                   move.payment_state NOT IN ('not_paid', 'partial') AS done,
                   MAX(partial.max_date) AS day,
                   GREATEST(line.date_maturity, line.date) AS due
              FROM account_move_line line
              JOIN account_move move ON move.id = line.move_id
              JOIN account_account account ON account.id = line.account_id
              JOIN res_partner partner ON partner.id = line.partner_id
              JOIN res_company company ON company.id = line.company_id
              JOIN account_partial_reconcile partial ON partial.debit_move_id = line.id
              JOIN account_move_line other ON other.id = partial.credit_move_id
              JOIN account_move counterpart ON counterpart.id = other.move_id
             WHERE partner.commercial_partner_id IN %s
               AND line.company_id IN %s
               AND account.account_type = 'asset_receivable'
               AND account.non_trade IS NOT TRUE
               AND line.parent_state = 'posted'
               AND line.reconciled
               AND move.move_type IN ('out_invoice', 'out_receipt')
               AND partial.max_date >= %s
               AND counterpart.move_type != 'out_refund'
               AND counterpart.journal_id IS DISTINCT FROM company.currency_exchange_journal_id
          GROUP BY partner.commercial_partner_id, line.id, move.id
          ) term
      GROUP BY partner_id, company_id, move_id
      ) invoice
  GROUP BY partner_id, company_id
"""

_READ = {
    "account.move.line": [
        "account_id",
        "company_id",
        "date",
        "date_maturity",
        "parent_state",
        "partner_id",
        "reconciled",
    ],
    "account.move": ["journal_id", "move_type", "payment_state"],
    "account.partial.reconcile": ["credit_move_id", "debit_move_id", "max_date"],
    "account.account": ["account_type", "non_trade"],
    "res.company": ["currency_exchange_journal_id"],
    "res.partner": ["commercial_partner_id"],
}


class CollectionCase(models.Model):
    _inherit = "collection.case"

    def _punctual_payers(self, policies, ladders, rows):
        """Return ``{case: number of invoices settled}`` of customers who always pay on time.

        ``policies``: ``{case: policy}``; ``ladders``: ``{policy: rungs}``; ``rows``: what is open,
        as ``_read_open_lines`` gives it. One query, and none unless some policy spares good payers
        and a reminder before a due date is possible.
        """
        sparing = {policy for policy in ladders if policy.spare_good_payers}
        early = {policy for policy in sparing if any(rung.delay < 0 for rung in ladders[policy])}
        asked = self.filtered(
            lambda case: (
                policies[case] in early
                and case._has_time_left(rows[case.partner_id.id, case.company_id.id])
            )
        )
        histories = asked._read_histories() if asked else {}
        none = PaymentHistory()
        found = {
            case: histories.get((case.partner_id.id, case.company_id.id), none) for case in asked
        }
        return {case: history.settled for case, history in found.items() if pays_on_time(history)}

    def _has_time_left(self, rows):
        """Whether any of ``rows`` is owed and not due yet."""
        today = self._today()
        return any(row["owed"] and row["due"] > today for row in rows)

    def _read_histories(self):
        """Return ``{(customer id, company id): PaymentHistory}``."""
        for model, names in _READ.items():
            self.env[model].flush_model(names)
        since = history_begins(min(case._today() for case in self))
        query = SQL(_HISTORY, tuple(self.partner_id.ids), tuple(self.company_id.ids), since)
        return {
            (partner, company): PaymentHistory(settled, on_time)
            for partner, company, settled, on_time in self.env.execute_query(query)
        }
