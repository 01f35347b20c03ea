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
        groups = self.env["collection.request"]._read_group(
            [("partner_id", "in", self.commercial_partner_id.ids)],
            ["partner_id", "state"],
            ["__count"],
        )
        counts = {(partner, state): count for partner, state, count in groups}
        for partner in self:
            customer = partner.commercial_partner_id
            mine = {state: count for (key, state), count in counts.items() if key == customer}
            partner.collection_request_count = sum(mine.values())
            partner.collection_waiting_requests = mine.get("waiting", 0)

    def action_view_collection_requests(self):
        """Open the requests of this customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "collection_sms.collection_request_action"
        )
        domain = [("partner_id", "=", self.commercial_partner_id.id)]
        return {**action, "domain": domain, "context": {}}
