"""Customers whose number takes no texts: shown where people look them up, and tried again there."""

from odoo import api, fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    _inherit = "res.partner"

    collection_number_fails = fields.Boolean(
        "Number Fails",
        compute="_compute_collection_number_fails",
        search="_search_collection_number_fails",
        groups="collection_sms.collection_sms_group_user",
    )

    @api.depends("phone_sanitized")
    @api.depends_context("allowed_company_ids")
    def _compute_collection_number_fails(self):
        numbers = [number for number in self.mapped("phone_sanitized") if number]
        failed = set(self.env["collection.message"]._failed_texts(numbers).mapped("number"))
        for partner in self:
            partner.collection_number_fails = partner.phone_sanitized in failed

    def _search_collection_number_fails(self, operator, value):
        if operator != "in":
            return NotImplemented
        messages = self.env["collection.message"]
        failed = messages.search(messages._get_failed_texts_domain()).mapped("number")
        return Domain("phone_sanitized", "in", failed)

    def action_try_collection_number_again(self):
        """Text these numbers again: somebody knows that they are right."""
        numbers = [number for number in self.mapped("phone_sanitized") if number]
        self.env["collection.message"]._failed_texts(numbers).action_try_address_again()
