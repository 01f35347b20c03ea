"""What a customer has asked for, counted on the customer."""

from odoo import api, fields, models

GROUP = "collection_sms.collection_sms_group_user"


class ResPartner(models.Model):
    _inherit = "res.partner"

    collection_request_count = fields.Integer(
        "Requests", compute="_compute_collection_requests", groups=GROUP
    )
    collection_waiting_requests = fields.Integer(
        compute="_compute_collection_requests", groups=GROUP
    )

    @api.depends("collection_case_ids.request_ids.state")
    def _compute_collection_requests(self):
        counts = self._count_by_state("collection.request")
        for partner in self:
            mine = counts.get(partner.commercial_partner_id, {})
            partner.collection_request_count = sum(mine.values())
            partner.collection_waiting_requests = mine.get("waiting", 0)

    def action_view_collection_requests(self):
        """Open the requests of this customer."""
        return self._view_of_customer("collection_sms.collection_request_action")
