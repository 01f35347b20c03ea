from odoo import models


class MergePartnerAutomatic(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Leave one open case for the merged customer, before core moves what belongs to them."""
        cases = self.env["collection.case"].sudo()
        cases = cases.search([("partner_id", "in", partner_ids), ("state", "!=", "closed")])
        for company_cases in cases.grouped("company_id").values():
            kept = company_cases.filtered(lambda case: case.partner_id == dst_partner)
            kept = kept or company_cases[:1]
            kept._take_over_from(company_cases - kept)
        return super()._merge(partner_ids, dst_partner, extra_checks)
