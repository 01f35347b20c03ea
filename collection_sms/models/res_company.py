from odoo import fields, models

from ..gateways.sandbox import SmsApiSandbox

SANDBOX = "collection_sandbox"


class ResCompany(models.Model):
    _inherit = "res.company"

    sms_provider = fields.Selection(
        selection_add=[(SANDBOX, "Sandbox: no text leaves, read them in Collections")],
        ondelete={SANDBOX: "set default"},
    )
    collection_policy_id = fields.Many2one(
        "collection.policy",
        "Default Collection Policy",
        ondelete="set null",
        help="For customers without a policy of their own whom no policy's rule fits.",
    )
    collection_user_id = fields.Many2one(
        "res.users",
        "Collections Responsible",
        ondelete="set null",
        help="Gets the cases of customers who have no salesperson.",
    )

    collection_thank_you = fields.Boolean(
        "Thank for Payments by Text",
        help="After a payment on the customer's page, text the customer a thank-you.",
    )

    def _get_sms_api_class(self):
        self.ensure_one()
        if self.sms_provider == SANDBOX:
            return SmsApiSandbox
        return super()._get_sms_api_class()
