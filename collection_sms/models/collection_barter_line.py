from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_repr

from ..engine import Arrival


class CollectionBarterLine(models.Model):
    """One kind of goods or services of a barter, and how much of it has arrived."""

    _name = "collection.barter.line"
    _description = "Goods of a Barter"
    _order = "id"
    _check_company_auto = True

    barter_id = fields.Many2one("collection.barter", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="barter_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="barter_id.currency_id")
    product_id = fields.Many2one("product.product", check_company=True, ondelete="restrict")
    category_id = fields.Many2one(related="product_id.categ_id", store=True)
    name = fields.Char(
        "Description",
        compute="_compute_name",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    quantity = fields.Float(default=1.0, digits="Product Unit", required=True)
    price_unit = fields.Float("Unit Value", digits="Product Price", required=True)
    tax_ids = fields.Many2many(
        "account.tax",
        compute="_compute_tax_ids",
        store=True,
        precompute=True,
        readonly=False,
        string="Taxes",
        check_company=True,
        domain="[('type_tax_use', '=', 'purchase')]",
    )
    total = fields.Monetary(
        "Value", compute="_compute_total", store=True, help="Taxes included, as agreed on."
    )
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

    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0 AND price_unit >= 0)",
        "Goods have a quantity above zero and no negative value.",
    )

    @api.depends("product_id")
    def _compute_name(self):
        for line in self:
            line.name = line.product_id.display_name or line.name

    @api.depends("product_id", "barter_id.company_id", "barter_id.partner_id")
    def _compute_tax_ids(self):
        for line in self:
            if line.tax_ids and not line.product_id:
                continue
            company = line.barter_id.company_id or line.barter_id.case_id.company_id
            default = company.account_purchase_tax_id
            taxes = line.product_id.supplier_taxes_id if line.product_id else default
            taxes = taxes.filtered_domain([("company_id", "parent_of", company.ids)])
            line.tax_ids = line.barter_id._fiscal_position().map_tax(taxes)

    @api.depends("quantity", "price_unit", "tax_ids", "product_id", "barter_id.currency_id")
    def _compute_total(self):
        for line in self:
            amounts = line.tax_ids.compute_all(
                line.price_unit,
                currency=line.currency_id,
                quantity=line.quantity,
                product=line.product_id,
                partner=line.barter_id.partner_id,
            )
            line.total = amounts["total_included"]

    @api.depends(
        "bill_line_ids.quantity",
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

    def _in_words(self, quantity):
        """``quantity`` of this, as people say it."""
        step = self.env["decimal.precision"].precision_get("Product Unit")
        return f"{float_repr(quantity, step).rstrip('0').rstrip('.')} × {self.name}"

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
