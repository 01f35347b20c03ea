from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_request import RequestCommon, day


@tagged("post_install", "-at_install")
class TestRequestDispute(RequestCommon):
    """Disputed invoices are left alone, and nothing else is."""

    def test_a_dispute_holds_only_what_it_is_about(self):
        other = self.make_invoice(10, 80.0)
        self.case._refresh()
        request = self.dispute(self.invoice)
        self.assertEqual(self.invoice.payment_state, "blocked")
        self.assertEqual(other.payment_state, "not_paid")
        self.assertEqual(request.line_ids.amount, 120.0)
        self.assertIn(self.invoice.name, request.activity_ids.summary)
        self.run_cron()
        text = self.texts_of()
        self.assertEqual(text.line_ids.move_id, other)
        self.assertIn("80.00", text.body)
        self.assertIn("dispute of", " ".join(self.invoice.message_ids.mapped("body")))

    def test_a_dispute_of_all_holds_the_case(self):
        self.dispute(self.invoice)
        self.assertEqual((self.case.state, self.case.hold_reason), ("held", "invoice_blocked"))

    def test_a_dispute_stops_the_text_in_the_queue_that_names_it(self):
        self.make_invoice(10, 80.0)
        self.run_cron()
        self.dispute(self.invoice)
        self.run_queue()
        self.assertEqual(self.texts_of()[0].cancel_reason, "changed")

    def test_answered_the_block_is_lifted(self):
        for verdict in ("done", "declined"):
            request = self.dispute(self.invoice)
            self.answer(request, verdict=verdict)
            self.assertEqual(request.state, verdict)
            self.assertEqual(self.invoice.payment_state, "not_paid")
            self.assertFalse(request.activity_ids)
        self.run_cron()
        self.assertEqual(self.texts_of().line_ids.move_id, self.invoice)

    def test_what_somebody_else_blocked_stays_blocked(self):
        self.invoice.action_toggle_block_payment()
        request = self.dispute(self.invoice)
        self.answer(request, verdict="declined")
        self.assertEqual(self.invoice.payment_state, "blocked")

    def test_unblocked_by_hand_it_stays_unblocked(self):
        request = self.dispute(self.invoice)
        self.invoice.action_toggle_block_payment()
        self.answer(request, verdict="declined")
        self.assertEqual(self.invoice.payment_state, "not_paid")

    def test_a_partly_paid_invoice_is_partly_paid_again_afterwards(self):
        self.pay(self.invoice, 20.0)
        self.assertEqual(self.invoice.payment_state, "partial")
        request = self.dispute(self.invoice)
        self.assertEqual(self.invoice.payment_state, "blocked")
        self.assertEqual(request.line_ids.amount, 100.0)
        self.pay(self.invoice, 30.0)
        self.answer(request, verdict="declined")
        self.assertEqual(
            (self.invoice.payment_state, self.invoice.amount_residual), ("partial", 70)
        )

    def test_settled_by_a_credit_note_or_a_payment_it_is_done_by_itself(self):
        other = self.make_invoice(10, 80.0)
        third = self.make_invoice(10, 40.0)
        self.case._refresh()
        request = self.dispute(self.invoice, other)
        self.credit(self.invoice, 120.0)
        self.run_cron()
        self.assertIn(self.invoice.payment_state, ("paid", "reversed"))
        self.assertEqual((request.state, other.payment_state), ("waiting", "blocked"))
        self.pay(other)
        self.run_cron()
        self.assertEqual((request.state, other.payment_state), ("done", "paid"))
        self.assertFalse(request.activity_ids)
        self.assertEqual(third.payment_state, "not_paid")

    def test_a_cancelled_invoice_ends_its_dispute(self):
        self.make_invoice(10, 80.0)
        self.case._refresh()
        request = self.dispute(self.invoice)
        self.invoice.button_draft()
        self.run_cron()
        self.assertEqual(request.state, "waiting")
        self.invoice.button_cancel()
        self.run_cron()
        self.assertEqual(request.state, "done")
        self.assertNotEqual(self.invoice.payment_state, "blocked")

    def test_one_dispute_per_invoice_and_one_request_per_kind(self):
        other = self.make_invoice(10, 80.0)
        self.case._refresh()
        self.dispute(self.invoice)
        self.dispute(other)
        self.ask("extension", date=day(3))
        self.ask("call", date=day(3), part="evening")
        with self.assertRaises(UserError):
            self.ask("extension", date=day(5))
        self.assertEqual(self.case.request_count, 4)
        self.assertEqual(self.case.waiting_request_count, 3)
        self.assertEqual(self.customer.with_user(self.collector).collection_request_count, 4)
