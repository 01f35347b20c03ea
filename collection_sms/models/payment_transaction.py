"""What follows when a payment from the customer's page has come in."""

import logging

from odoo import fields, models
from psycopg2 import OperationalError

_logger = logging.getLogger(__name__)


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    collection_case_id = fields.Many2one(
        "collection.case",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    collection_line_ids = fields.Many2many(
        "account.move.line",
        "collection_transaction_line_rel",
        string="Installments Paid",
        readonly=True,
        copy=False,
    )
    collection_credit = fields.Monetary(
        "Credit Deducted",
        currency_field="currency_id",
        readonly=True,
        copy=False,
        help="Open credits that were deducted from what the customer paid.",
    )
    is_credit_matched = fields.Boolean(
        "Credit Matched",
        readonly=True,
        copy=False,
        help="The deducted credit has been matched with the invoices.",
    )

    def _post_process(self):
        """Book the payment as Odoo does, then match the credit and look at the cases again."""
        result = super()._post_process()
        for transaction in self:
            transaction._follow_up_payment()
        return result

    def _follow_up_payment(self):
        """Do our part without ever keeping a payment from being booked."""
        for step in self._follow_up_steps():
            try:
                with self.env.cr.savepoint():
                    step()
            except OperationalError:
                raise  # Somebody else works on the same rows: Odoo tries all of it again.
            except Exception:
                _logger.exception("After payment %s: %s failed", self.reference, step.__name__)

    def _follow_up_steps(self):
        """What is done after a payment, in this order; each may fail by itself."""
        return [self._match_credit, self._refresh_cases, self._thank]

    def _match_credit(self):
        """Reconcile the credit that was deducted with the lines that were paid net of it."""
        if self.state != "done" or not self.collection_credit or self.is_credit_matched:
            return
        lines = self.collection_line_ids.filtered(lambda line: not line.reconciled)
        credits_ = self._open_credits()
        for account, own in lines.grouped("account_id").items():
            matching = credits_.filtered(lambda line, account=account: line.account_id == account)
            if matching:
                (own + matching).reconcile()
        self.is_credit_matched = True

    def _open_credits(self):
        """Open credits of the customer in this currency, other than this payment itself."""
        case = self.collection_case_id
        rows = case._read_open_lines()[case.partner_id.id, case.company_id.id]
        ids = [
            row["id"]
            for row in rows
            if row["id"]
            and row["amount"] < 0
            and row["currency_id"] == self.currency_id.id
            and row["move_id"] != self.payment_id.move_id.id
        ]
        return self.env["account.move.line"].browse(ids)

    def _refresh_cases(self):
        cases = self.collection_case_id | self.invoice_ids.line_ids.collection_case_id
        for case in cases.sudo():
            lang = case.user_id.lang or case.company_id.partner_id.lang
            case.with_context(lang=lang)._after_payment()

    def _thank(self):
        if self.state == "done" and self.collection_case_id:
            self.env["collection.message"]._create_thanks(self.sudo())
