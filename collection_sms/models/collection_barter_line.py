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
    bill_line_ids = fields.One2many("account.move.line", "collection_barter_line_id", readonly=True)
    delivered_quantity = fields.Float(
        "Delivered",
        compute="_compute_delivered_quantity",
        store=True,
        digits="Product Unit",
        help="What the bills say; those cancelled or reversed do not count.",
    )
    received_value = fields.Monetary(
        compute="_compute_delivered_quantity",
        store=True,
        help="What the same bills say, drafts among them, taxes included.",
    )

    @api.depends(
        "bill_line_ids.quantity",
        "bill_line_ids.price_total",
        "bill_line_ids.parent_state",
        "bill_line_ids.move_id.payment_state",
    )
    def _compute_delivered_quantity(self):
        for line in self:
            counted = line.bill_line_ids.filtered(lambda item: item.move_id._is_barter_bill())
            line.delivered_quantity = sum(counted.mapped("quantity"))
            line.received_value = sum(counted.mapped("price_total"))

    @api.model_create_multi
    def create(self, vals_list):
        """Goods are recorded together with the barter they belong to."""
        self._require_agreement()
        return super().create(vals_list)

    def write(self, vals):
        """What was agreed on stays what it is."""
        self._require_agreement()
        return super().write(vals)

    def unlink(self):
        """What was agreed on stays what it is."""
        self._require_agreement()
        return super().unlink()

    def _require_agreement(self):
        if not self.env.su:
            raise UserError(
                self.env._("What was agreed on cannot be changed. Cancel it and record a new one.")
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
