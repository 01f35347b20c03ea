from odoo import fields, models


class CollectionBarterOfferLine(models.Model):
    """One kind of goods or services of an offer."""

    _name = "collection.barter.offer.line"
    _description = "Goods of an Offer"
    _inherit = ["collection.barter.goods"]

    offer_id = fields.Many2one(
        "collection.barter.offer", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="offer_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="offer_id.partner_id", store=True, index=True)
    currency_id = fields.Many2one(related="offer_id.currency_id", store=True)
