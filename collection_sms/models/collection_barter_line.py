from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import Arrival


class CollectionBarterLine(models.Model):
    """One kind of goods or services that were agreed on, and how much of it has arrived."""

    _name = "collection.barter.line"
    _description = "Goods of a Barter"
    _inherit = ["collection.barter.goods"]

    barter_id = fields.Many2one("collection.barter", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="barter_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="barter_id.partner_id", store=True, index=True)
    currency_id = fields.Many2one(related="barter_id.currency_id", store=True)
    bill_line_ids = fields.One2many(
        "account.move.line",
        "collection_barter_line_id",
        readonly=True,
        help="Of bills and of the credit notes that reverse them.",
    )
    delivered_quantity = fields.Float(
        "Delivered",
        compute="_compute_delivered_quantity",
        store=True,
        digits="Product Unit",
        help="What the bills say, less the credit notes; those cancelled do not count.",
    )
    received_value = fields.Monetary(
        compute="_compute_delivered_quantity",
        store=True,
        help="What the same bills say, drafts among them, less the credit notes; taxes included.",
    )

    @api.depends(
        "bill_line_ids.quantity",
        "bill_line_ids.price_total",
        "bill_line_ids.price_unit",
        "bill_line_ids.move_id.collection_barter_refunded",
        "bill_line_ids.move_id.amount_total",
        "bill_line_ids.move_id.reversed_entry_id.collection_barter_refunded",
        "bill_line_ids.parent_state",
    )
    def _compute_delivered_quantity(self):
        for line in self:
            delivered = sum(item._barter_quantity() for item in line.bill_line_ids)
            line.delivered_quantity = max(delivered, 0)
            line.received_value = sum(item._barter_value() for item in line.bill_line_ids)

    @api.constrains("delivered_quantity")
    def _check_delivered_quantity(self):
        """Bills are written by hand too: whatever happens to them, no more than was agreed on."""
        for line in self:
            arrival = line._arrival(0)
            if arrival.before > arrival.agreed:
                raise UserError(
                    self.env._(
                        "%(goods)s: with this, %(delivered)s would be delivered, and %(agreed)s "
                        "were agreed on.",
                        goods=line.name,
                        delivered=arrival.before,
                        agreed=arrival.agreed,
                    )
                )

    def _arrival(self, quantity):
        """``quantity`` more of this, as the engine judges it."""
        step = self.env["decimal.precision"].precision_get("Product Unit")
        exact = [
            Decimal(str(round(value, step)))
            for value in (self.quantity, self.delivered_quantity, quantity)
        ]
        return Arrival(*exact)

    def _is_delivered(self):
        arrival = self._arrival(0)
        return arrival.before >= arrival.agreed

    def _left_quantity(self):
        """What has not arrived yet."""
        arrival = self._arrival(0)
        return float(max(arrival.agreed - arrival.before, 0))

    def _in_words(self, quantity):
        """``quantity`` of this, as people say it."""
        return f"{self._plain_number(quantity, 'Product Unit')} × {self.name}"

    def _prepare_bill_line(self, quantity):
        """Values of the bill's line about ``quantity`` of this."""
        return {
            "product_id": self.product_id.id,
            "name": self.name,
            "quantity": quantity,
            "price_unit": self.price_unit,
            "tax_ids": [fields.Command.set(self.tax_ids.ids)],
            "collection_barter_line_id": self.id,
        }
