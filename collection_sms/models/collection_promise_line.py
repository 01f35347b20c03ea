from odoo import fields, models


class CollectionPromiseLine(models.Model):
    _name = "collection.promise.line"
    _description = "Invoice Covered by a Promise"
    _inherit = ["collection.agreement.line"]

    promise_id = fields.Many2one(
        "collection.promise", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="promise_id.company_id")
    currency_id = fields.Many2one(related="promise_id.currency_id")
