from odoo import api, fields, models


class CollectionBarterWanted(models.Model):
    """What a company would take instead of money: customers choose from it on their page."""

    _name = "collection.barter.wanted"
    _description = "Wanted Goods or Services"
    _order = "sequence, id"

    policy_id = fields.Many2one("collection.policy", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="policy_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    product_id = fields.Many2one("product.product", check_company=True, ondelete="cascade")
    category_id = fields.Many2one(
        "product.category",
        "Product Category",
        compute="_compute_category_id",
        store=True,
        precompute=True,
        readonly=False,
        ondelete="set null",
    )
    name = fields.Char(
        "What Customers Read",
        compute="_compute_name",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        translate=True,
    )

    @api.depends("product_id")
    def _compute_category_id(self):
        for wanted in self:
            wanted.category_id = wanted.product_id.categ_id or wanted.category_id

    @api.depends("product_id", "category_id")
    def _compute_name(self):
        for wanted in self:
            wanted.name = wanted.name or wanted.product_id.name or wanted.category_id.name
