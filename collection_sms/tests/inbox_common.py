"""What the tests of replies that people answer share."""

from odoo import Command
from odoo.tests import new_test_user

from .common import CollectionCommon

NUMBER = "+353870000114"


class InboxCommon(CollectionCommon):
    """A customer who was texted and answers, and two people who look after the inbox."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.send_automatically()
        cls.make_invoice(10)
        cls.anna, cls.ben = (
            new_test_user(
                cls.env,
                name.lower(),
                name=name,
                groups="collection_sms.collection_sms_group_user",
                company_id=cls.company.id,
                company_ids=[Command.set(cls.company.ids)],
            )
            for name in ("Anna", "Ben")
        )

    def setUp(self):
        super().setUp()
        self.run_cron()
        self.run_queue()

    def receive(self, body="Do you deliver on Saturdays?", number=NUMBER):
        """The customer writes; returns the reply as the collections user sees it."""
        messages = self.env["collection.message"].sudo()
        return messages._receive(number, body, self.company).with_user(self.collector)

    def answers(self):
        """What people wrote to the customer, oldest first."""
        return self.texts_of().filtered(lambda text: not (text.level_id or text.is_automatic))

    def to_dos(self):
        return self.case_of().activity_ids.mapped("summary")
