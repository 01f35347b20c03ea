"""Bills and netting entries know the barter they come from."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _inherit = "account.move"

    collection_barter_id = fields.Many2one(
        "collection.barter",
        "Barter",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="This bill is about what was delivered.",
    )
    collection_netting_barter_id = fields.Many2one(
        "collection.barter",
        "Nets",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="This entry nets the bills of the barter with the customer's invoices.",
    )

    collection_barter_refunded = fields.Monetary(
        "Refunded of the Barter",
        compute="_compute_collection_barter_refunded",
        help="Of the bill of a barter: posted credit notes that reverse it or are matched with it.",
    )

    @api.depends(
        "collection_barter_id",
        "reversal_move_ids.state",
        "reversal_move_ids.amount_total",
        "line_ids.matched_debit_ids.credit_amount_currency",
        "line_ids.matched_debit_ids.debit_move_id.parent_state",
    )
    def _compute_collection_barter_refunded(self):
        for move in self:
            others = move._barter_matched_refunds()
            move.collection_barter_refunded = move.collection_barter_id and (
                sum(move._barter_refunds().mapped("amount_total"))
                + sum(others.mapped("credit_amount_currency"))
            )

    def _barter_refunds(self):
        """The posted credit notes that reverse this bill, matched or not."""
        return self.reversal_move_ids.filtered(
            lambda move: move.move_type == "in_refund" and move.state == "posted"
        )

    def _barter_matched_refunds(self):
        """How this bill is matched with posted credit notes that somebody wrote by hand."""
        return self.line_ids.matched_debit_ids.filtered(
            lambda part: (
                part.debit_move_id.move_id.move_type == "in_refund"
                and part.debit_move_id.parent_state == "posted"
                and part.debit_move_id.move_id.reversed_entry_id != self
            )
        )

    def _is_barter_bill(self):
        """Whether this bill stands for goods that are there.

        ``payment_state`` does not tell: a bill that is partly netted and partly refunded is
        "reversed" to Odoo.
        """
        refunded = self.collection_barter_refunded
        is_refunded = (
            refunded and self.currency_id.compare_amounts(refunded, self.amount_total) >= 0
        )
        return bool(self.collection_barter_id) and self.state != "cancel" and not is_refunded

    def action_open_collection_barter(self):
        """Open the barter that this bill or entry comes from."""
        self.ensure_one()
        barter = self.collection_barter_id or self.collection_netting_barter_id
        return barter.get_formview_action()

    def _post(self, soft=True):
        """Odoo would post the bill of a barter in the next open period without a word."""
        for bill in self.filtered("collection_barter_id"):
            if violations := bill._get_violated_lock_dates(bill.date, bill._affect_tax_report()):
                raise UserError(
                    bill.env._(
                        "The books are locked on the accounting date of %(bill)s: %(locks)s. "
                        "Choose a later one.",
                        bill=bill.ref,
                        locks=bill.env["res.company"]._format_lock_dates(violations),
                    )
                )
        return super()._post(soft)


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    collection_barter_line_id = fields.Many2one(
        "collection.barter.line",
        "Goods of a Barter",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    def _barter_quantity(self):
        """How much of the goods this line of a bill or of its credit note brings or takes back.

        A credit note at the unit price of the bill takes goods back; at another one it lowers the
        price of goods that stay.
        """
        if self._barter_sign() >= 0:
            return self._barter_sign() * self.quantity
        same = self.move_id.reversed_entry_id.invoice_line_ids.filtered(
            lambda line: line.collection_barter_line_id == self.collection_barter_line_id
        )
        return -self.quantity if self.price_unit in same.mapped("price_unit") else 0

    def _barter_value(self):
        """What this line of a bill, or of its credit note, is worth, taxes included."""
        return self._barter_sign() * self.price_total

    def _barter_sign(self):
        """1 on a bill that stands for goods, -1 on the credit note of one, else 0."""
        move = self.move_id
        if move.move_type == "in_invoice":
            return int(move._is_barter_bill())
        return -int(move.state == "posted" and move.reversed_entry_id._is_barter_bill())

    def _copy_data_extend_business_fields(self, values):
        """Credit notes, and bills that replace a reversed one, are about the same goods."""
        result = super()._copy_data_extend_business_fields(values)
        values["collection_barter_line_id"] = self.collection_barter_line_id.id
        return result
