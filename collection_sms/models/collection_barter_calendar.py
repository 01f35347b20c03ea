from odoo import api, fields, models

from .collection_barter import FRUITLESS, OPEN


class CollectionBarter(models.Model):
    _inherit = "collection.barter"

    # By these names Odoo's calendar knows what is not certain, and what does not come.
    is_hatched = fields.Boolean(compute="_compute_is_hatched")
    is_striked = fields.Boolean(compute="_compute_is_hatched")

    @api.depends("state")
    def _compute_is_hatched(self):
        for barter in self:
            barter.is_hatched = barter.state in OPEN
            barter.is_striked = barter.state in (*FRUITLESS, "cancelled")
