from odoo import api, fields, models

from ..engine import DeliveryCondition
from ..models.collection_barter_arrival import CONDITIONS


class CollectionBarterDelivery(models.TransientModel):
    """What has arrived of a barter."""

    _name = "collection.barter.delivery"
    _description = "Record a Delivery"

    barter_id = fields.Many2one("collection.barter", required=True, ondelete="cascade")
    shown = fields.Integer(
        compute="_compute_shown", store=True, precompute=True, readonly=False, required=True
    )
    date = fields.Date(
        "Arrived On", required=True, default=lambda self: fields.Date.context_today(self)
    )
    condition = fields.Selection(
        CONDITIONS, required=True, default=DeliveryCondition.AS_AGREED.value
    )
    note = fields.Text(help="It is printed on the bill.")
    line_ids = fields.One2many(
        "collection.barter.delivery.line",
        "delivery_id",
        "Arrived",
        compute="_compute_line_ids",
        store=True,
        precompute=True,
        readonly=False,
    )

    @api.depends("barter_id")
    def _compute_shown(self):
        for delivery in self:
            delivery.shown = delivery.barter_id.deliveries

    @api.depends("barter_id")
    def _compute_line_ids(self):
        for delivery in self:
            waiting = delivery.barter_id.item_ids.filtered(lambda item: not item._is_delivered())
            delivery.line_ids = [
                fields.Command.create({"item_id": item.id, "quantity": item._left_quantity()})
                for item in waiting
            ]

    def action_record(self):
        """Record what has arrived, and open its draft bill if we keep it."""
        self.ensure_one()
        quantities = {line.item_id: line.quantity for line in self.line_ids}
        bill = self.barter_id._deliver(quantities, self.date, self.note, self.shown, self.condition)
        return bill.get_formview_action() if bill else {"type": "ir.actions.act_window_close"}


class CollectionBarterDeliveryLine(models.TransientModel):
    _name = "collection.barter.delivery.line"
    _description = "Goods That Have Arrived"

    delivery_id = fields.Many2one("collection.barter.delivery", required=True, ondelete="cascade")
    item_id = fields.Many2one(
        "collection.barter.line", "Goods or Services", required=True, ondelete="cascade"
    )
    agreed_quantity = fields.Float("Agreed", related="item_id.quantity")
    delivered_quantity = fields.Float("Before", related="item_id.delivered_quantity")
    quantity = fields.Float("Arrived Now", digits="Product Unit", required=True)
