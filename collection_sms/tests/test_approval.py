from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import CollectionCommon


@tagged("post_install", "-at_install")
class TestApproval(CollectionCommon):
    """Texts of levels that ask first."""

    def setUp(self):
        super().setUp()
        self.invoice = self.make_invoice(10)
        self.run_cron()
        self.draft = self.texts_of()

    def test_approved_texts_are_sent_and_counted(self):
        self.draft.action_approve()
        self.assertEqual((self.draft.state, self.draft.approved_by_id), ("queued", self.collector))
        self.assertEqual(self.case_of().hold_reason, "minimum_gap")
        self.assertEqual(self.invoice.collection_level_id, self.levels["reminder"])
        self.run_queue()
        self.assertEqual(self.draft.state, "delivered")

    def test_a_draft_counts_for_nothing_until_it_is_approved(self):
        self.assertFalse(self.invoice.collection_level_id)
        self.assertFalse(self.case_of().last_contact)
        self.assertEqual(self.case_of().state, "approval")

    def test_reworded_texts_are_sent_as_reworded(self):
        self.draft.body = "Dear Salthill Gallery, shall we talk? Harbour & Pine"
        self.run_cron()
        self.draft.action_approve()
        self.run_queue()
        self.assertTrue(self.draft.body.startswith("Dear Salthill"))
        self.assertTrue(self.draft.is_edited)

    def test_a_new_number_is_looked_at_again(self):
        self.customer.phone = "+353870009999"
        self.draft.action_approve()
        self.assertEqual((self.draft.state, self.draft.number), ("draft", "+353870009999"))

    def test_own_words_are_rewritten_when_other_invoices_are_meant(self):
        self.draft.body = "Please pay 100.00 due since 10 Nov"
        self.make_invoice(20)
        self.pay(self.invoice)
        self.run_cron()
        self.assertIn("31 Oct 2026", self.draft.body)
        self.assertNotIn(self.invoice, self.draft.line_ids.move_id)

    def test_who_paid_meanwhile_is_not_texted(self):
        self.make_invoice(-30)
        self.pay(self.invoice)
        self.draft.action_approve()
        self.assertEqual((self.draft.state, self.draft.cancel_reason), ("cancelled", "not_due"))

    def test_a_changed_balance_is_rewritten_and_looked_at_again(self):
        self.pay(self.invoice, 30)
        result = self.draft.action_approve()
        self.assertEqual(self.draft.state, "draft")
        self.assertIn("70.00", self.draft.body)
        self.assertIn("rewritten", result["params"]["message"])
        self.draft.action_approve()
        self.assertEqual(self.draft.state, "queued")

    def test_the_nightly_run_keeps_drafts_true(self):
        self.pay(self.invoice, 30)
        self.run_cron()
        self.assertIn("70.00", self.draft.body)
        self.make_invoice(-30)
        self.pay(self.invoice)
        self.run_cron()
        self.assertEqual(self.draft.state, "cancelled")
        self.assertEqual(len(self.texts_of()), 1)

    def test_a_discarded_text_is_skipped_for_good(self):
        self.draft.action_discard()
        self.run_cron()
        self.assertEqual(self.texts_of(), self.draft)
        self.assertEqual(self.draft.cancel_reason, "discarded")
        with self.on_day(6):
            self.run_cron()
        self.assertEqual(self.texts_of()[-1].level_id, self.levels["collaboration"])

    def test_a_pause_or_a_person_takes_the_draft_back(self):
        self.case_of().paused_until = "2026-12-01"
        self.assertEqual((self.draft.state, self.draft.cancel_reason), ("cancelled", "not_due"))
        self.case_of().paused_until = False
        self.run_cron()
        again = self.texts_of()[-1]
        self.assertEqual(again.state, "draft")
        self.case_of().action_take_over()
        self.assertEqual((again.state, self.case_of().state), ("cancelled", "review"))

    def test_many_at_once(self):
        partner = self.make_customer("Turning Page Books", "+353850000131")
        self.make_invoice(10, partner=partner)
        self.run_cron()
        drafts = self.draft + self.texts_of(partner)
        drafts.action_approve()
        self.assertEqual(set(drafts.mapped("state")), {"queued"})

    def test_only_the_words_of_a_draft_can_be_changed(self):
        for values in ({"state": "queued"}, {"number": "+353860000000"}, {"body": "  "}):
            with self.assertRaises(UserError):
                self.draft.write(values)
        self.draft.action_approve()
        with self.assertRaises(UserError):
            self.draft.body = "Too late"
