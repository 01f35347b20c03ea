from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .channel_common import ChannelCommon


@tagged("post_install", "-at_install")
class TestCall(ChannelCommon):
    """Phone calls: a person calls, with a script."""

    def setUp(self):
        super().setUp()
        self.case_user = self.collector
        self.company.collection_user_id = self.collector
        self.call = self.follow_up_by("phone")
        [self.activity] = self.case_of().activity_ids

    def log(self, outcome, note=""):
        """Fill the small form that asks what came of the call."""
        action = self.call.action_log_call()
        wizard = self.env[action["res_model"]].with_user(self.collector)
        with Form(wizard.with_context(**action["context"])) as form:
            form.outcome = outcome
            form.note = note
        form.record.action_log()

    def test_whoever_is_responsible_gets_an_activity_with_a_script(self):
        self.assertEqual(self.activity.user_id, self.collector)
        self.assertEqual(self.activity.activity_type_id.category, "phonecall")
        note = self.activity.note
        for words in ("Salthill Gallery", "+353870000114", self.invoice.name, "gentle reminder"):
            self.assertIn(words, note)
        self.assertIn("Record a Promise", note)
        self.assertIn("Every day 0:00–24:00", note)
        self.assertIn("to anybody but", note)

    def test_the_script_keeps_to_the_policy(self):
        self.assertIn("Record a Barter", self.activity.note)
        self.policy.write({"barter_offered": False, "promise_days": 0, "plan_max_installments": 0})
        script = self.call.sudo()._call_script()
        for words in ("Record a Barter", "Record a Promise", "Propose a Plan"):
            self.assertNotIn(words, script)

    def test_it_counts_like_every_contact(self):
        self.assertEqual((self.call.state, self.call.level_id), ("queued", self.levels["reminder"]))
        self.assertEqual(self.invoice.collection_level_id, self.levels["reminder"])
        self.assertEqual(self.case_of().last_contact, self.today)
        self.run_cron_on(1)
        self.assertEqual(self.case_of().activity_ids, self.activity)

    def test_done_the_call_was_made(self):
        self.activity.with_user(self.collector).action_feedback("Pays on Friday")
        self.assertEqual((self.call.state, self.call.call_note), ("sent", "Pays on Friday"))
        self.assertTrue(self.call.sent_on)
        self.assertFalse(self.case_of().activity_ids)
        self.assertIn("Pays on Friday", self.case_of().message_ids[0].body)

    def test_logged_with_its_outcome(self):
        self.log("reached", "Pays on Friday")
        self.assertEqual((self.call.state, self.call.call_outcome), ("sent", "reached"))
        self.assertIn("Pays on Friday", self.case_of().message_ids[0].body)
        self.assertFalse(self.case_of().activity_ids)
        with self.assertRaises(UserError):
            self.call.action_log_call()

    def test_nobody_answered_and_the_ladder_goes_on(self):
        self.log("no_answer")
        self.assertEqual(self.call.state, "sent")
        self.run_cron_on(6)
        again = self.texts_of()[-1]
        self.assertEqual((again.channel, again.level_id), ("phone", self.levels["collaboration"]))

    def test_a_wrong_number_is_not_called_again(self):
        self.log("wrong_number")
        self.assertEqual((self.call.state, self.call.address_failed), ("undelivered", True))
        self.run_cron_on(1)
        other = self.texts_of()[-1]
        self.assertEqual((other.channel, other.level_id), ("sms", self.call.level_id))

    def test_a_cancelled_activity_is_a_call_not_made(self):
        self.activity.with_user(self.collector).unlink()
        self.assertEqual((self.call.state, self.call.cancel_reason), ("cancelled", "discarded"))
        self.run_cron_on(1)
        self.assertEqual(self.texts_of(), self.call)

    def test_who_has_paid_is_not_called(self):
        self.make_invoice(-30)
        self.pay(self.invoice)
        self.run_cron()
        self.assertEqual((self.call.state, self.call.cancel_reason), ("cancelled", "settled"))
        self.assertFalse(self.activity.exists())

    def test_a_closed_case_leaves_no_call(self):
        self.pay(self.invoice)
        self.run_cron()
        self.assertEqual((self.case_of().state, self.call.state), ("closed", "cancelled"))
        self.assertFalse(self.activity.exists())

    def test_a_pause_takes_the_call_back_at_once(self):
        self.case_of().paused_until = "2026-12-24"
        self.assertEqual((self.call.state, self.call.cancel_reason), ("cancelled", "held"))
        self.assertFalse(self.activity.exists())

    def test_a_landline_can_be_called(self):
        other = self.make_customer("Strand Road School", "053 900 0183", collection_channel="phone")
        self.make_invoice(10, partner=other)
        self.run_cron()
        self.assertEqual(self.texts_of(other).channel, "phone")

    def test_where_texts_and_emails_fail_the_policy_may_ask_for_a_call(self):
        self.policy.fallback_call = True
        other = self.make_customer("Strand Road School", "053 900 0183")
        self.make_invoice(10, partner=other)
        self.run_cron()
        self.assertEqual(self.texts_of(other).channel, "phone")

    def test_no_call_shows_in_the_phone_view(self):
        self.log("reached")
        self.assertFalse(self.env["collection.message"].phone_threads()["threads"])


@tagged("post_install", "-at_install")
class TestCallApproval(ChannelCommon):
    """Calls of levels that ask first."""

    def test_the_activity_comes_with_the_approval(self):
        self.levels["reminder"].approve_first = True
        draft = self.follow_up_by("phone")
        self.assertEqual((draft.state, draft.channel), ("draft", "phone"))
        self.assertFalse(self.case_of().activity_ids)
        draft.action_approve()
        self.assertIn("Call Salthill Gallery", self.case_of().activity_ids.summary)
