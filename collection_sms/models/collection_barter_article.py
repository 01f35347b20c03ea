from odoo import api, fields, models


class CollectionBarterArticle(models.AbstractModel):
    """What is given and what is wanted: a product, or a category, or words alone."""

    _name = "collection.barter.article"
    _description = "Goods or Services"

    company_id = fields.Many2one("res.company")
    product_id = fields.Many2one("product.product", check_company=True, ondelete="restrict")
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
        "Description",
        compute="_compute_name",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )

    @api.depends("product_id")
    def _compute_category_id(self):
        for article in self:
            article.category_id = article.product_id.categ_id or article.category_id

    @api.depends("product_id")
    def _compute_name(self):
        for article in self:
            article.name = article.product_id.display_name or article.name
