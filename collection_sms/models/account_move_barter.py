"""Bills and netting entries know the barter they come from."""

from odoo import fields, models


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

    def _is_barter_bill(self):
        """Whether this bill stands for goods that are there."""
        return self.state != "cancel" and self.payment_state != "reversed"

    def action_open_collection_barter(self):
        """Open the barter that this bill or entry comes from."""
        self.ensure_one()
        barter = self.collection_barter_id or self.collection_netting_barter_id
        return barter.get_formview_action()


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
