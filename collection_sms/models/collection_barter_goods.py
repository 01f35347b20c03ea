from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_repr, format_amount
from odoo.tools.misc import get_lang


class CollectionBarterGoods(models.AbstractModel):
    """What offers and barters share: so much of some goods or services, at a value, with taxes."""

    _name = "collection.barter.goods"
    _description = "Goods or Services"
    _inherit = ["collection.barter.article"]
    _order = "id"
    _check_company_auto = True

    company_id = fields.Many2one("res.company")
    partner_id = fields.Many2one("res.partner", "Customer")
    currency_id = fields.Many2one("res.currency")
    quantity = fields.Float(default=1.0, digits="Product Unit", required=True)
    price_unit = fields.Float(
        "Unit Value", digits="Product Price", required=True, help="Of one, before taxes."
    )
    tax_ids = fields.Many2many(
        "account.tax",
        compute="_compute_tax_ids",
        store=True,
        readonly=False,
        string="Taxes",
        check_company=True,
        domain="[('type_tax_use', '=', 'purchase')]",
        # As on invoices: one that is archived later is still the one that was agreed on.
        context={"active_test": False},
    )
    untaxed = fields.Monetary("Value", compute="_compute_total", store=True, help="Before taxes.")
    total = fields.Monetary(
        "Value incl. Taxes", compute="_compute_total", store=True, help="As agreed on."
    )

    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0 AND price_unit >= 0)",
        "Goods have a quantity above zero and no negative value.",
    )

    # Of the product alone: what was agreed on stays when its customer is merged with another.
    @api.depends("product_id")
    def _compute_tax_ids(self):
        for goods in self:
            if goods.tax_ids and not goods.product_id:
                continue
            company = goods.company_id
            default = company.account_purchase_tax_id
            taxes = goods.product_id.supplier_taxes_id if goods.product_id else default
            taxes = taxes.filtered_domain([("company_id", "parent_of", company.ids)])
            goods.tax_ids = goods._fiscal_position().map_tax(taxes)

    def _fiscal_position(self):
        """The one that Odoo takes for bills of this customer."""
        positions = self.env["account.fiscal.position"].with_company(self.company_id)
        address = self.partner_id.address_get(["delivery"])["delivery"]
        delivery = self.env["res.partner"].browse(address)
        return positions._get_fiscal_position(self.partner_id, delivery=delivery)

    @api.depends("quantity", "price_unit", "tax_ids", "product_id", "currency_id")
    def _compute_total(self):
        for goods in self:
            amounts = goods.tax_ids.compute_all(
                goods.price_unit,
                currency=goods.currency_id,
                quantity=goods.quantity,
                product=goods.product_id,
                partner=goods.partner_id,
            )
            goods.untaxed = amounts["total_excluded"]
            goods.total = amounts["total_included"]

    @api.constrains("tax_ids")
    def _check_tax_ids(self):
        if "sale" in self.tax_ids.mapped("type_tax_use"):
            raise UserError(self.env._("What comes to us bears taxes on purchases."))

    @api.model_create_multi
    def create(self, vals_list):
        """Goods are recorded together with the offer or barter they belong to."""
        self._require_record()
        return super().create(vals_list)

    def write(self, vals):
        """What was offered or agreed on stays what it is."""
        self._require_record()
        return super().write(vals)

    def unlink(self):
        """What was offered or agreed on stays what it is."""
        self._require_record()
        return super().unlink()

    def _require_record(self):
        if not self.env.su:
            raise UserError(
                self.env._("What was offered or agreed on cannot be changed. Make a new offer.")
            )

    def _goods_values(self):
        """Values of the same goods, for another offer or for the barter agreed on."""
        return [
            {
                "product_id": goods.product_id.id,
                "category_id": goods.category_id.id,
                "name": goods.name,
                "quantity": goods.quantity,
                "price_unit": goods.price_unit,
                "tax_ids": [fields.Command.set(goods.tax_ids.ids)],
            }
            for goods in self
        ]

    def _words(self):
        """One line for each of these, and the total, in the language of the context."""
        currency = self.currency_id[:1]
        total = sum(self.mapped("total"))
        tax = total - sum(self.mapped("untaxed"))
        figures = {
            "total": format_amount(self.env, total, currency),
            "tax": format_amount(self.env, tax, currency),
        }
        in_total = self.env._("In total %(total)s, with %(tax)s tax", **figures)
        if currency.is_zero(tax):
            in_total = self.env._("In total %s", figures["total"])
        return [*(goods._line_words() for goods in self), in_total]

    def _line_words(self):
        return self.env._(
            "%(quantity)s × %(name)s at %(price)s",
            quantity=self._spoken_quantity(),
            name=self.name,
            price=format_amount(self.env, self.price_unit, self.currency_id),
        )

    def _spoken_quantity(self, name="quantity"):
        """The figure ``name`` of this as people read it in the language of the context: 2,5."""
        return self._plain_number(self[name], "Product Unit").replace(
            ".", get_lang(self.env).decimal_point
        )

    def _plain_quantity(self):
        """The quantity as forms take it, without zeros that say nothing: 4, 2.5."""
        return self._plain_number(self.quantity, "Product Unit")

    def _plain_price(self):
        """The value of one without zeros that say nothing, as forms take it."""
        return self._plain_number(self.price_unit, "Product Price")

    def _plain_number(self, number, usage):
        text = float_repr(number, self.env["decimal.precision"].precision_get(usage))
        return text.rstrip("0").rstrip(".") if "." in text else text
