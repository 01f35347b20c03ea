from odoo import fields, models


class CollectionBarterRefusal(models.TransientModel):
    """Why we do not take what the customer offered."""

    _name = "collection.barter.refusal"
    _description = "Refuse an Offer"

    barter_id = fields.Many2one("collection.barter", required=True, ondelete="cascade")
    shown_version = fields.Integer(required=True)
    reason = fields.Text(required=True, help="The customer reads it on the page for 30 days.")

    def action_refuse(self):
        """Refuse the offer, text the customer, and let the follow-up go on."""
        self.ensure_one()
        self.barter_id._refuse(self.reason, self.shown_version)
        return {"type": "ir.actions.act_window_close"}
