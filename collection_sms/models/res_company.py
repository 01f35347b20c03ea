from odoo import fields, models
from odoo.exceptions import UserError

from ..gateways.http import SmsApiGateway
from ..gateways.sandbox import SmsApiSandbox
from ..gateways.twilio import IN_FLIGHT, SmsApiOurTwilio
from ..gateways.twilio_webhook import TWILIO

SANDBOX = "collection_sandbox"
GATEWAYS = "collection_gateway"
OUR_PROVIDERS = (SANDBOX, GATEWAYS)


class ResCompany(models.Model):
    _inherit = "res.company"

    sms_provider = fields.Selection(
        selection_add=[
            (SANDBOX, "Sandbox: no text leaves, read them in Collections"),
            (GATEWAYS, "Own gateways: any carrier with an HTTP interface"),
        ],
        ondelete={SANDBOX: "set default", GATEWAYS: "set default"},
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

    collection_contact_rule_id = fields.Many2one(
        "collection.contact.rule",
        "Contact Rule for All Customers",
        ondelete="restrict",
        help="Empty: the rule of the place where each customer is.",
    )
    collection_jitter = fields.Integer(
        "Spread Texts Over (minutes)",
        default=10,
        help="The scheduled action does not send all at once: each text leaves at a random moment "
        "within so many minutes.",
    )
    collection_pace = fields.Integer(
        "Messages per Hour",
        help="No more leave in an hour, so that replies can be answered. 0: no limit.",
    )

    _collection_departure = models.Constraint(
        "CHECK (collection_jitter >= 0 AND collection_pace >= 0)",
        "Minutes and messages per hour cannot be negative.",
    )

    collection_thank_you = fields.Boolean(
        "Thank for Payments by Text",
        help="After a payment on the customer's page, text the customer a thank-you.",
    )

    collection_plain_letters = fields.Boolean(
        "Plain Letters in Texts",
        default=True,
        help="Where that saves a segment, texts are sent without accents and characters that would "
        "make them Unicode, which holds less than half as much.",
    )
    collection_segment_price = fields.Float(
        "Price of a Segment",
        digits=(16, 4),
        help="What your SMS provider charges for one segment, in the currency of the company. The "
        "cost of a text is shown while its script is edited. 0: not shown.",
    )

    _collection_segment_price = models.Constraint(
        "CHECK (collection_segment_price >= 0)", "The price of a segment cannot be negative."
    )

    collection_netting_allowed = fields.Boolean(
        "Net Bills of Barters with Invoices",
        default=True,
        help="Off: the bill of what a customer delivered and the customer's invoices stay open.",
    )
    collection_netting_journal_id = fields.Many2one(
        "account.journal",
        "Netting Journal",
        domain="[('type', '=', 'general')]",
        check_company=True,
        ondelete="set null",
        help="Where bills are netted with invoices. Empty: the first miscellaneous journal.",
    )

    def _collection_assignee(self, user=None):
        """Who gets a to-do: ``user``, who may be nobody, the responsible of this company, or a
        manager of Collections who has access to it."""
        self.ensure_one()
        admin = self.env.ref("base.user_admin")
        company = self.sudo()
        found = user or company.collection_user_id
        if found or self in admin.sudo().company_ids:
            return found or admin
        managers = self.env.ref("collection_sms.collection_sms_group_manager").sudo()
        return managers.all_user_ids.filtered(lambda u: self in u.company_ids)[:1] or admin

    def _texts_in_flight(self):
        """How many texts leave for this company at the same time; 0 where the carrier takes them
        by the batch."""
        if self.sms_provider == GATEWAYS:
            gateways = self.env["collection.gateway"]._of_company(self)
            return max(gateways.mapped("in_flight"), default=1)
        return IN_FLIGHT if self.sms_provider == TWILIO else 0

    def _collection_netting_journal(self):
        """The journal of netting entries; raises ``UserError`` where there is none."""
        self.ensure_one()
        special = self.currency_exchange_journal_id + self.tax_cash_basis_journal_id
        domain = [("type", "=", "general"), ("id", "not in", special.ids)]
        domain += self.env["account.journal"]._check_company_domain(self)
        journal = self.collection_netting_journal_id
        journal = journal or self.env["account.journal"].search(domain, limit=1)
        if not journal:
            raise UserError(self.env._("%s has no miscellaneous journal.", self.name))
        return journal

    def _collection_can_receive(self, number=""):
        """Whether a reply to a text that goes to ``number`` (E.164) reaches us.

        Senders that are names receive nothing, nor does Odoo's own service give replies away.
        """
        self.ensure_one()
        company = self.sudo()
        if company.sms_provider == TWILIO:
            return bool(company.sms_twilio_number_ids)
        if company.sms_provider == GATEWAYS:
            gateway = company.env["collection.gateway"]._of_company(company)._route(number)[:1]
            return bool(gateway and gateway._takes_replies_from(number))
        return company.sms_provider == SANDBOX

    def _get_sms_api_class(self):
        self.ensure_one()
        if self.sms_provider == SANDBOX:
            return SmsApiSandbox
        if self.sms_provider == GATEWAYS:
            return SmsApiGateway
        if self.sms_provider == TWILIO:
            return SmsApiOurTwilio
        return super()._get_sms_api_class()
