"""Goods and services instead of money, counted on the customer."""

from odoo import api, fields, models

from .res_partner_request import GROUP


class ResPartner(models.Model):
    _inherit = "res.partner"

    collection_barter_count = fields.Integer(
        "Barters", compute="_compute_collection_barters", groups=GROUP
    )
    collection_barters_to_answer = fields.Integer(
        compute="_compute_collection_barters", groups=GROUP
    )

    @api.depends("collection_case_ids.barter_ids.state")
    def _compute_collection_barters(self):
        counts = self._count_by_state("collection.barter")
        for partner in self:
            mine = counts.get(partner.commercial_partner_id, {})
            partner.collection_barter_count = sum(mine.values())
            partner.collection_barters_to_answer = mine.get("proposed", 0)

    def action_view_collection_barters(self):
        """Open the barters of this customer."""
        return self._view_of_customer("collection_sms.collection_barter_action")
