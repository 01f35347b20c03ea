"""What was agreed on in kind and what has come, goods by goods: what the analysis groups by."""

from odoo import fields, models


class CollectionBarterLine(models.Model):
    _inherit = "collection.barter.line"

    # Dates and states of the barter, to filter and group goods by.
    barter_state = fields.Selection(related="barter_id.state", string="State", store=True)
    date = fields.Date(related="barter_id.date", store=True, index=True)
    made_on = fields.Datetime(related="barter_id.made_on", store=True, string="Begun On")
    user_id = fields.Many2one(related="barter_id.user_id", store=True)
