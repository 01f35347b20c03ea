"""The SQL behind “what has been paid”: payments, credit notes and goods matched with invoices."""

from dataclasses import dataclass
from datetime import date

from odoo.tools import SQL

# One row per payment, credit note or netting entry of a barter, in the currency of the invoices it
# was matched with. Other entries in general journals are no payments: write-offs, differences of
# exchange, taxes on cash basis.
_RECEIVED = """
    SELECT credit.date AS day,
           entry.move_type = 'out_refund' AS is_credit_note,
           entry.collection_netting_barter_id IS NOT NULL AS is_goods,
           debit.currency_id,
           SUM(part.debit_amount_currency) AS amount
      FROM account_partial_reconcile part
      JOIN account_move_line debit ON debit.id = part.debit_move_id
      JOIN account_move_line credit ON credit.id = part.credit_move_id
      JOIN account_move entry ON entry.id = credit.move_id
      JOIN account_journal journal ON journal.id = entry.journal_id
     WHERE %s
       AND (entry.move_type = 'out_refund' OR journal.type IN ('bank', 'cash', 'credit')
            OR entry.collection_netting_barter_id IS NOT NULL)
  GROUP BY entry.id, credit.date, entry.move_type, debit.currency_id
  ORDER BY credit.date DESC, entry.id DESC
     LIMIT %s
"""

_OF_CASE = "debit.collection_case_id = %s"

_OF_CUSTOMER = """
           debit.partner_id IN (SELECT id FROM res_partner WHERE commercial_partner_id = %s)
       AND debit.company_id = %s
       AND credit.date >= %s
       AND EXISTS (SELECT 1 FROM account_move invoice
                    WHERE invoice.id = debit.move_id
                      AND invoice.move_type IN ('out_invoice', 'out_receipt'))
"""

_READ = {
    "account.partial.reconcile": None,
    "account.move": ["collection_netting_barter_id", "journal_id", "move_type"],
    "account.move.line": ["collection_case_id", "company_id", "date", "partner_id"],
    "res.partner": ["commercial_partner_id"],
}


@dataclass(frozen=True, slots=True)
class Received:
    """A payment, a credit note or goods, and how much of it went to a customer's invoices."""

    day: date
    is_credit_note: bool
    is_goods: bool
    currency_id: int
    amount: float


def received_on_case(case, limit):
    """The latest ``limit`` of what came in for the invoices of ``case``, oldest first."""
    return _received(case.env, SQL(_OF_CASE, case.id), limit)


def received_from(partner, company, since, limit):
    """The same for all invoices of a customer (commercial partner), from the day ``since`` on."""
    return _received(partner.env, SQL(_OF_CUSTOMER, partner.id, company.id, since), limit)


def _received(env, condition, limit):
    for model, names in _READ.items():
        env[model].flush_model(names)
    rows = env.execute_query(SQL(_RECEIVED, condition, limit))
    return [Received(*row) for row in reversed(rows)]
