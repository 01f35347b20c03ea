from datetime import date, timedelta

from freezegun import freeze_time
from odoo.tests import tagged

from .test_request_page import RequestPageCommon


@tagged("post_install", "-at_install")
class TestRequestTours(RequestPageCommon):
    """A phone, without a login, in a real Chromium."""

    browser_size = "360x740"
    today = date.today()
    frozen = False

    def run_on_odoo(self):
        """One run of the follow-up; HttpCase is in registry test mode already."""
        self.env.ref("collection_sms.ir_cron_follow_up").sudo().method_direct_trigger()

    def test_more_time_beyond_the_policy_is_asked_for_and_approved(self):
        wished = self.today + timedelta(days=90)
        self.start_tour(self.link, "collection_extension")
        request = self.case.request_ids
        self.assertEqual((request.state, request.date), ("waiting", wished))
        self.run_on_odoo()
        self.assertEqual(self.case.hold_reason, "request_waiting")
        self.assertFalse(self.texts_of())
        self.answer(request, words="Of course, Aoife", until=wished, text_customer=True)
        self.start_tour(self.link, "collection_extension_granted")
        self.assertEqual(
            (self.invoice.amount_residual, self.invoice.payment_state), (120, "not_paid")
        )
        self.assertEqual((self.case.state, self.case.hold_reason), ("held", "extension"))
        self.assertFalse(self.texts_of().level_id)
        with freeze_time(f"{wished} 10:00:00"):
            self.run_on_odoo()
            self.assertEqual(len(self.texts_of()), 1)
        with freeze_time(f"{wished + timedelta(days=1)} 10:00:00"):
            self.run_on_odoo()
            self.assertEqual(request.state, "expired")
            self.assertEqual(self.texts_of()[-1].level_id, self.levels["reminder"])
            self.assertEqual(self.texts_of()[-1].line_ids.move_id, self.invoice)

    def test_one_of_three_invoices_is_disputed(self):
        second, third = self.make_invoice(9, 80.0), self.make_invoice(8, 40.0)
        self.env["collection.case"]._refresh()
        self.start_tour(self.link, "collection_dispute")
        request = self.case.request_ids
        self.assertEqual(request.line_ids.move_id, second)
        self.assertEqual((request.reason, request.note), ("quality", "Two chairs came damaged"))
        invoices = self.invoice + second + third
        self.assertEqual(invoices.mapped("payment_state"), ["not_paid", "blocked", "not_paid"])
        self.assertEqual(invoices.mapped("amount_residual"), [120.0, 80.0, 40.0])
        self.run_on_odoo()
        self.assertEqual(self.texts_of().line_ids.move_id, self.invoice + third)
        self.assertIn("160.00", self.texts_of().body)
        self.assertEqual((self.case.state, self.case.hold_reason), ("active", "minimum_gap"))
        self.answer(request, verdict="done", words="We send new ones.")
        self.assertEqual(second.payment_state, "not_paid")
        with freeze_time(f"{self.today + timedelta(days=10)} 10:00:00"):
            self.run_on_odoo()
            self.assertEqual(self.texts_of()[-1].line_ids.move_id, invoices)
            self.assertIn("240.00", self.texts_of()[-1].body)
