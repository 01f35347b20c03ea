from freezegun import freeze_time
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..engine import Channel
from ..engine.intents import read_intents
from ..models.collection_message_play import SUGGESTIONS
from ..models.intent_rules import intent_rules
from .inbox_common import NUMBER, InboxCommon
from .tour_common import TourCommon


@tagged("post_install", "-at_install")
class TestPlayTheCustomer(InboxCommon):
    """The phone view of the sandbox, for somebody who plays the customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.phone = cls.env["collection.message"].with_user(cls.collector)

    def say(self, body):
        """Answer as the customer; the queue commits, so that here it runs by its schedule.

        The tour lets the phone view carry what follows.
        """
        self.phone.phone_reply(NUMBER, self.company.id, body)
        self.run_queue()
        self.assertFalse(self.phone.phone_carry(NUMBER, self.company.id))

    def conversation(self):
        return self.phone.phone_conversation(NUMBER, self.company.id)

    def last(self, direction):
        """The latest text that went to the phone (``out``) or came from it (``in``)."""
        texts = self.conversation()["texts"]
        return max((text["id"], text) for text in texts if text["direction"] == direction)[1]

    def test_an_automatic_answer_is_on_the_phone_at_once(self):
        self.say("how much?")
        self.assertEqual(self.last("in")["understood"], "How much")
        answer = self.last("out")
        self.assertEqual(answer["state"], "delivered")
        self.assertIn("100.00", answer["body"])

    def test_it_says_which_day_a_promise_was_understood_as(self):
        self.say("I will pay on Friday 27 November")
        promise = self.case_of().promise_ids
        self.assertEqual(str(promise.date), "2026-11-27")
        self.assertEqual(self.last("in")["understood"], "Promises to pay: Fri 27 Nov")

    def test_what_is_not_understood_is_not_labelled(self):
        self.say("Purple elephants")
        self.assertEqual(self.conversation()["texts"][-1]["understood"], "")

    def test_at_night_it_says_when_the_answer_leaves(self):
        windows = self.any_hour.window_ids
        windows.write({"days": "workdays", "hour_from": 8, "hour_to": 18})
        with freeze_time("2026-11-20 21:30:00"):
            self.assertEqual(self.conversation()["waiting"], "")
            self.say("how much?")
            conversation = self.conversation()
        self.assertEqual(conversation["waiting"], "2026-11-23 08:00:00")
        self.assertEqual(conversation["texts"][-1]["body"], "how much?")

    def test_things_to_try_are_in_the_customers_language(self):
        for lang, words in (("en_US", "friday"), ("fr_FR", "vendredi"), ("pl_PL", "friday")):
            self.env["res.lang"]._activate_lang(lang)
            self.customer.lang = lang
            self.assertIn(words, self.conversation()["suggestions"])

    def test_things_to_try_are_understood(self):
        for lang in (language.lang for language in intent_rules().languages):
            found = [
                read_intents(words, intent_rules(), Channel.SMS, lang).intents[0].value
                for words in SUGGESTIONS[lang]
            ]
            self.assertEqual(found, ["opt_out", "promise", "balance"], lang)

    def test_a_text_that_fails_flags_the_number_until_it_is_mended(self):
        text = self.texts_of()
        self.assertFalse(self.conversation()["number_fails"])
        self.phone.phone_fail(text.id)
        self.assertEqual((text.state, text.address_failed), ("undelivered", True))
        self.assertTrue(self.conversation()["number_fails"])
        self.assertTrue(self.customer.with_user(self.collector).collection_number_fails)
        self.phone.phone_mend(NUMBER, self.company.id)
        self.assertFalse(self.conversation()["number_fails"])

    def test_after_a_failure_the_next_way_is_taken(self):
        self.customer.email = "desk@salthillgallery.example.com"
        self.phone.phone_fail(self.texts_of().id)
        with self.on_day(1):
            self.run_cron()
        self.assertEqual(self.texts_of()[-1].channel, "email")

    def test_only_what_has_been_sent_can_fail(self):
        text = self.texts_of()
        for state in ("queued", "undelivered", "cancelled"):
            text.sudo().state = state
            with self.assertRaisesRegex(UserError, "has been sent"):
                self.phone.phone_fail(text.id)

    def test_outside_the_sandbox_nothing_is_played(self):
        text = self.texts_of()
        self.company.sms_provider = "twilio"
        for attempt in (
            lambda: self.phone.phone_fail(text.id),
            lambda: self.phone.phone_mend(NUMBER, self.company.id),
        ):
            with self.assertRaisesRegex(UserError, "sandbox"):
                attempt()
        self.assertFalse(self.phone.phone_carry(NUMBER, self.company.id))
        self.assertEqual(text.state, "delivered")
        self.assertNotIn("suggestions", self.conversation())

    def test_other_companies_are_not_played(self):
        other = self.env["res.company"].create({"name": "Other Pine"})
        self.ben.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        theirs = self.phone.with_user(self.ben)
        text = self.texts_of()
        with self.assertRaises(AccessError):
            theirs.phone_fail(text.id)
        for method in (theirs.phone_carry, theirs.phone_mend):
            with self.assertRaises(UserError):
                method(NUMBER, self.company.id)


@tagged("post_install", "-at_install")
class TestNumberFails(InboxCommon):
    """A number that takes no texts is said where people look the customer up."""

    def setUp(self):
        super().setUp()
        text = self.texts_of()
        text.sudo().state = "sent"
        text._apply_state("undelivered", "No such number", address_failed=True)
        self.partner = self.customer.with_user(self.collector)

    def find(self, value=True):
        domain = [("collection_number_fails", "=", value), ("id", "=", self.customer.id)]
        return self.partner.search(domain)

    def test_the_customer_is_flagged_found_and_tried_again(self):
        self.assertTrue(self.partner.collection_number_fails)
        self.assertEqual(self.find(), self.customer)
        self.assertFalse(self.find(False))
        self.partner.action_try_collection_number_again()
        self.partner.invalidate_recordset()
        self.assertFalse(self.partner.collection_number_fails)
        self.assertFalse(self.find())
        self.assertEqual(self.find(False), self.customer)

    def test_a_new_number_is_not_flagged(self):
        self.customer.phone = "+353870000555"
        self.assertFalse(self.partner.collection_number_fails)

    def test_what_failed_for_another_company_is_not_told(self):
        other = self.env["res.company"].create({"name": "Other Pine"})
        self.ben.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        self.assertFalse(self.customer.with_user(self.ben).collection_number_fails)


@tagged("post_install", "-at_install")
class TestInboxTours(TourCommon):
    """People at work, in a real Chromium."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["collection.contact.rule"].search([]).active = False
        cls.env["collection.contact.rule"].create(
            {
                "name": "Any hour",
                "keep_holidays": False,
                "opt_out_required": False,
                "window_ids": [Command.create({"days": "all", "hour_from": 0, "hour_to": 24})],
            }
        )
        customer = cls.env["res.partner"].create({"name": "Salthill Gallery", "phone": NUMBER})
        values = {"partner_id": customer.id, "company_id": cls.company.id}
        cls.case = cls.env["collection.case"].create(values)
        cls.text = cls.env["collection.message"].create(
            {
                **values,
                "case_id": cls.case.id,
                "number": NUMBER,
                "body": "Please pay",
                "state": "delivered",
            }
        )

    def test_answer_from_the_inbox(self):
        words = "Do you deliver on Saturdays?"
        reply = self.env["collection.message"]._receive(NUMBER, words, self.company)
        self.start_tour("/odoo/replies-to-answer", "collection_answer_a_reply", login="collector")
        answer = self.env["collection.message"].search([("reply_to_id", "=", reply.id)])
        self.assertEqual(answer.body, "Yes, until noon.")
        self.assertEqual(reply.inbox_state, "answered")

    def test_play_the_customer(self):
        self.start_tour(
            "/odoo/collections-phone", "collection_play_the_customer", login="collector"
        )
        self.assertEqual(self.text.state, "undelivered")
