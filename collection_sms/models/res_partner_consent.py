"""What customers allowed and stopped, shown on the customer."""

from odoo import api, fields, models
from odoo.fields import Domain

GROUP = "collection_sms.collection_sms_group_user"


class ResPartner(models.Model):
    _inherit = "res.partner"

    collection_consent_count = fields.Integer(
        "Consents", compute="_compute_collection_consent_count", groups=GROUP
    )
    collection_stopped = fields.Char(
        "Stopped",
        compute="_compute_collection_stopped",
        groups=GROUP,
        help="On these channels the customer does not want to be contacted.",
    )

    @api.depends("phone_sanitized", "email_normalized", "commercial_partner_id")
    @api.depends_context("company", "lang")
    def _compute_collection_stopped(self):
        log = self.env["collection.consent"]
        labels = dict(log._fields["channel"]._description_selection(self.env))
        stopped = log._stopped_channels(self._origin, self.env.company)
        for partner in self:
            found = stopped.get(partner._origin, ())
            partner.collection_stopped = ", ".join(labels[key] for key in labels if key in found)

    @api.depends("phone_sanitized", "email_normalized", "commercial_partner_id")
    def _compute_collection_consent_count(self):
        for partner in self:
            domain = partner._collection_consent_domain()
            partner.collection_consent_count = self.env["collection.consent"].search_count(domain)

    def _collection_consent_domain(self):
        """Entries of this customer, and those at their number and email by whomever."""
        self.ensure_one()
        customer = self.commercial_partner_id
        domain = Domain("commercial_partner_id", "=", customer.id)
        if self.phone_sanitized:
            domain |= Domain("number", "=", self.phone_sanitized)
        if self.email_normalized:
            domain |= Domain("email", "=", self.email_normalized)
        return domain

    def action_view_collection_consents(self):
        """Open the consent log of this customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "collection_sms.collection_consent_action"
        )
        return {**action, "domain": list(self._collection_consent_domain()), "context": {}}

    def action_record_opt_out(self):
        """Put on record that this recipient wants to hear nothing on some channels."""
        action = "collection_sms.collection_consent_action_opt_out"
        return self._collection_consent_wizard(action, self.env.company)

    def action_record_consent(self):
        """Put on record that this recipient allows some channels."""
        action = "collection_sms.collection_consent_action_consent"
        return self._collection_consent_wizard(action, self.env.company)

    def _collection_consent_wizard(self, xmlid, company):
        """Open the form ``xmlid`` for this recipient, in whose name ``company`` was told."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        given = xmlid.endswith("_consent")
        context = {
            "default_action": "given" if given else "withdrawn",
            "default_partner_id": self.id,
            "default_company_id": company.id,
        }
        return {**action, "context": context}
