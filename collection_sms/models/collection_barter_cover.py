from odoo import fields, models


class CollectionBarterCover(models.Model):
    _name = "collection.barter.cover"
    _description = "Invoice Covered by a Barter"
    _inherit = ["collection.agreement.line"]

    barter_id = fields.Many2one("collection.barter", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="barter_id.company_id")
    currency_id = fields.Many2one(related="barter_id.currency_id")
    open_amount = fields.Monetary(
        "Open", related="move_line_id.amount_residual_currency", help="As the ledger says."
    )
