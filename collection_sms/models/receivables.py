"""The SQL that reads open receivables, in one place for the refresh and for the facts."""

from odoo.tools import SQL

# Open posted lines on trade receivable accounts, by customer (commercial partner) and company.
# - owed: what we ask for. Invoices and receipts, and manual entries that somebody unlocked for
#   follow-up (``no_followup`` is on by default in general journals). Anything else that is open on
#   the account (credit notes, payments, refunds paid out) counts against it.
# - payment_state: a payment without a journal entry settles the invoice while its lines stay open.
# - refund: any other open debit that is money paid out, not an entry nobody follows up.
# - paying: a pending or authorised online payment, one that is done and not booked yet, or a saved
#   card that is being charged. Provider
#   codes "none" and "custom" are promises to transfer, not payments.
_OPEN_LINES = """
    SELECT line.id,
           line.move_id,
           line.company_id,
           partner.commercial_partner_id AS partner_id,
           line.currency_id,
           line.amount_residual_currency AS amount,
           line.amount_residual AS company_amount,
           COALESCE(line.date_maturity, line.date) AS due,
           line.collection_case_id,
           line.collection_level_id,
           line.collection_last_contact,
           COALESCE(line.no_followup, FALSE) AS no_followup,
           move.payment_state,
           line.amount_residual_currency > 0 AND (
               move.move_type IN ('out_invoice', 'out_receipt')
               OR (move.move_type = 'entry' AND journal.type = 'general'
                   AND line.no_followup IS NOT TRUE)
           ) AS owed,
           journal.type IN ('bank', 'cash', 'credit') AS refund,
           EXISTS (
               SELECT 1
                 FROM account_invoice_transaction_rel rel
                 JOIN payment_transaction tx ON tx.id = rel.transaction_id
                 JOIN payment_provider provider ON provider.id = tx.provider_id
                WHERE rel.invoice_id = line.move_id
                  AND (tx.state IN ('pending', 'authorized')
                       OR tx.state = 'draft' AND tx.collection_installment_id IS NOT NULL
                       OR tx.state = 'done' AND tx.is_post_processed IS NOT TRUE)
                  AND provider.code NOT IN ('none', 'custom')
           ) AS paying
      FROM account_move_line line
      JOIN account_move move ON move.id = line.move_id
      JOIN account_journal journal ON journal.id = line.journal_id
      JOIN account_account account ON account.id = line.account_id
      JOIN res_partner partner ON partner.id = line.partner_id
     WHERE account.account_type = 'asset_receivable'
       AND account.non_trade IS NOT TRUE
       AND line.parent_state = 'posted'
       AND line.reconciled IS NOT TRUE
       AND line.amount_residual_currency != 0
"""

# A line nobody can be asked to pay any more although it is still open in the ledger.
SETTLED_STATES = ("in_payment", "paid", "reversed", "invoicing_legacy")

_READ = {
    "account.move.line": [
        "amount_residual",
        "amount_residual_currency",
        "collection_case_id",
        "collection_last_contact",
        "collection_level_id",
        "date_maturity",
        "no_followup",
        "parent_state",
        "partner_id",
        "reconciled",
    ],
    "account.move": ["move_type", "payment_state", "state"],
    "account.account": ["account_type", "non_trade"],
    "account.journal": ["type"],
    "payment.transaction": [
        "collection_installment_id",
        "is_post_processed",
        "provider_id",
        "state",
    ],
    "res.partner": ["commercial_partner_id"],
    "collection.case": ["partner_id", "company_id", "state"],
}


def open_lines(env, partner_ids=None):
    """SQL of the open receivable lines; ``partner_ids`` narrows it to those customers.

    Writes what the ORM still holds back to the database first.
    """
    for model, names in _READ.items():
        env[model].flush_model(names)
    if partner_ids is None:
        return SQL(_OPEN_LINES)
    return SQL(
        "%s AND line.partner_id IN (SELECT id FROM res_partner WHERE commercial_partner_id IN %s)",
        SQL(_OPEN_LINES),
        tuple(partner_ids) or (0,),
    )


# Payments registered without a journal entry and without an invoice: the money is on its way, and
# nothing on the receivable account tells so until the bank statement is reconciled.
_PAYMENTS_ON_THE_WAY = """
    SELECT partner.commercial_partner_id AS partner_id, payment.company_id, payment.currency_id,
           SUM(payment.amount) AS amount,
           SUM(payment.amount_company_currency_signed) AS company_amount
      FROM account_payment payment
      JOIN res_partner partner ON partner.id = payment.partner_id
     WHERE payment.state = 'in_process' AND payment.move_id IS NULL
       AND payment.payment_type = 'inbound' AND payment.partner_type = 'customer'
       AND NOT EXISTS (SELECT 1 FROM account_move__account_payment rel
                        WHERE rel.payment_id = payment.id)
       AND %s
  GROUP BY partner.commercial_partner_id, payment.company_id, payment.currency_id
"""


def payments_on_the_way(env, partner_ids=None):
    """SQL of those payments by customer, company and currency; arguments as of ``open_lines``."""
    env["account.payment"].flush_model()
    if partner_ids is None:
        return SQL(_PAYMENTS_ON_THE_WAY, SQL("TRUE"))
    of_these = SQL("partner.commercial_partner_id IN %s", tuple(partner_ids) or (0,))
    return SQL(_PAYMENTS_ON_THE_WAY, of_these)
