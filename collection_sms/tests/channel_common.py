"""What the tests of emails, calls and letters share: a customer with every address."""

from odoo.addons.mail.tests.common import MailCase

from .common import CollectionCommon

EMAIL = "desk@salthillgallery.example.com"


class ChannelCommon(CollectionCommon, MailCase):
    """A customer with a mobile, an email and an address, and an invoice that is overdue."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.send_automatically()
        cls.customer.write({"email": EMAIL, "street": "5 Promenade View", "city": "Galway"})
        cls.invoice = cls.make_invoice(10)
        cls.company.email = "accounts@harbour-pine.example.com"

    def run_cron_on(self, days):
        """The follow-up, so many days after TODAY."""
        with self.on_day(days):
            self.run_cron()

    def send_emails(self):
        """The scheduled action that sends emails, through a mail server that takes all."""
        with self.mock_mail_gateway():
            self.run_cron("collection_sms.ir_cron_emails")

    def follow_up_by(self, channel):
        """Let the customer prefer ``channel``, and follow up; returns the message."""
        self.customer.collection_channel = channel
        self.run_cron()
        return self.texts_of()

    @classmethod
    def use_carrier(cls):
        """Out of the sandbox, where nothing leaves."""
        cls.company.sms_provider = "iap"

    def fail_text(self, text):
        """The carrier took ``text`` and could not deliver it."""
        text._apply_state("sent")
        tracker = self.env["sms.tracker"].sudo().search([("sms_uuid", "=", text.sudo().uuid)])
        tracker._action_update_from_provider_error("invalid_destination")
