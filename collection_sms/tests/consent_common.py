"""What the tests of consent and opt-out share."""

from .common import CollectionCommon

ALL = frozenset({"sms", "email", "phone", "letter"})


class ConsentCommon(CollectionCommon):
    """The log, as those functions see it that write it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.email = "office@salthill.example"
        cls.log = cls.env["collection.consent"]

    def stopped(self, partner=None, company=None):
        """The channels that are stopped for a customer."""
        partner = partner or self.customer
        return self.log._stopped_channels(partner, company or self.company)[partner]

    def consented(self, partner=None):
        """The channels that a customer agreed to."""
        partner = partner or self.customer
        return self.log._consented_channels(partner, self.company)[partner]

    def entries(self, partner=None):
        """``[(channel, action, how)]`` of a customer, oldest first."""
        domain = [("partner_id", "=", (partner or self.customer).id)]
        entries = self.log.search(domain, order="id")
        return [(entry.channel, entry.action, entry.how) for entry in entries]

    def is_blacklisted(self, number):
        """Whether Odoo's phone blacklist has the number."""
        return bool(self.env["phone.blacklist"].search([("number", "=", number)]))


class TextedCommon(ConsentCommon):
    """A customer who has just been texted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.send_automatically()
        cls.make_invoice(10)

    def setUp(self):
        super().setUp()
        self.run_cron()
        self.text = self.texts_of()
