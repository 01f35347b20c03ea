from datetime import datetime, time, timedelta
from unittest.mock import patch

from odoo.sql_db import BaseCursor
from odoo.tests import tagged
from odoo.tests.test_cursor import TestCursor

from .common import TODAY, CollectionCommon


@tagged("post_install", "-at_install")
class TestUnchanged(CollectionCommon):
    """Before a text leaves, facts are gathered anew unless nothing has changed that decides."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.send_automatically()
        cls.invoice = cls.make_invoice(10)

    def setUp(self):
        super().setUp()
        moment = datetime.combine(TODAY, time(10))
        with (
            patch.object(BaseCursor, "now", lambda cursor: moment),
            patch.object(TestCursor, "now", lambda cursor: moment),
        ):
            self.run_cron()
        self.text = self.texts_of().sudo()
        self.assertEqual(self.text.state, "queued")

    def assert_asked_again(self, reason=None):
        """The text is judged by facts that are gathered anew, which give ``reason``."""
        self.env.flush_all()
        self.assertFalse(self.text._unchanged_since_written())
        self.assertEqual(self.text._outdated(), {reason: self.text} if reason else {})

    def test_nothing_has_changed(self):
        self.assertEqual(self.text._unchanged_since_written(), self.text)
        self.assertEqual(self.text._outdated(), {})

    def test_it_is_paid(self):
        self.pay(self.invoice)
        self.assert_asked_again("settled")

    def test_it_is_paid_in_part(self):
        self.pay(self.invoice, 40)
        self.assert_asked_again("changed")

    def test_what_a_look_has_seen_since_counts(self):
        self.pay(self.invoice, 40)
        self.case_of().sudo()._decide_again()
        self.assert_asked_again("changed")

    def test_it_is_disputed(self):
        self.invoice.action_toggle_block_payment()
        self.assert_asked_again("held")

    def test_a_credit_came(self):
        self.make_refund(30)
        self.assert_asked_again("changed")

    def test_somebody_pauses(self):
        self.case_of().paused_until = TODAY + timedelta(days=3)
        self.assert_asked_again("held")

    def test_the_customer_promises(self):
        offers = self.case_of().sudo()._promise_offers()
        self.assertTrue(offers)
        self.case_of().sudo()._decide_again()
        self.assert_asked_again()

    def test_the_number_is_another(self):
        self.customer.phone = "+353870000115"
        self.assert_asked_again()

    def test_another_invoice_is_no_matter_of_the_text(self):
        self.make_invoice(2)
        self.assert_asked_again()

    def test_its_time_has_come_late(self):
        with self.on_day(8):
            self.assert_asked_again()
