from odoo import api, fields, models


class CollectionBarterWanted(models.Model):
    """What a company would take instead of money: customers choose from it on their page."""

    _name = "collection.barter.wanted"
    _description = "Wanted Goods or Services"
    _inherit = ["collection.barter.article"]
    _order = "sequence, id"

    policy_id = fields.Many2one("collection.policy", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="policy_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    product_id = fields.Many2one(ondelete="cascade")
    name = fields.Char("What Customers Read", translate=True)

    @api.depends("product_id", "category_id")
    def _compute_name(self):
        for wanted in self:
            wanted.name = wanted.name or wanted.product_id.name or wanted.category_id.name
