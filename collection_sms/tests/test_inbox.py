from ast import literal_eval
from datetime import datetime

from freezegun import freeze_time
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .inbox_common import NUMBER, InboxCommon

EVENING = "2026-11-20 21:30:00"  # a Friday


@tagged("post_install", "-at_install")
class TestInbox(InboxCommon):
    """Replies that wait: whose they are, and that they are dealt with."""

    def test_a_reply_waits_until_somebody_says_it_is_done(self):
        reply = self.receive()
        self.assertEqual(reply.inbox_state, "unread")
        self.assertEqual(reply.count_replies(), 1)
        self.assertEqual(self.to_dos(), ["Answer the customer's text"])
        reply.with_user(self.anna).action_mark_done()
        self.assertEqual((reply.inbox_state, reply.assigned_id), ("done", self.anna))
        self.assertEqual(reply.count_replies(), 0)
        self.assertFalse(self.to_dos())
        reply.action_mark_unread()
        self.assertEqual(reply.inbox_state, "unread")

    def test_the_to_do_stays_while_another_reply_waits(self):
        first, second = self.receive(), self.receive("Do you deliver abroad?")
        first.action_mark_done()
        self.assertEqual(self.to_dos(), ["Answer the customer's text"])
        second.action_mark_done()
        self.assertFalse(self.to_dos())

    def test_completing_the_to_do_deals_with_the_reply(self):
        reply = self.receive()
        self.case_of().activity_ids.action_feedback(feedback="Called them")
        self.assertEqual(reply.inbox_state, "done")

    def test_a_colleague_who_looks_after_it_is_named(self):
        reply = self.receive()
        reply.with_user(self.anna).action_assign_to_me()
        self.assertEqual(reply.assigned_id, self.anna)
        with self.assertRaisesRegex(UserError, "Anna looks after this"):
            reply.with_user(self.ben).action_assign_to_me()
        reply.with_user(self.ben).assigned_id = self.ben
        self.assertEqual(reply.assigned_id, self.ben)
        self.assertFalse(reply.is_edited)

    def test_nobody_of_another_company_is_given_a_reply(self):
        stranger = new_test_user(self.env, "stranger", groups="base.group_user")
        other = self.env["res.company"].create({"name": "Other Pine"})
        stranger.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        with self.assertRaisesRegex(UserError, "does not work in"):
            self.receive().assigned_id = stranger

    def test_the_words_of_a_reply_are_a_record(self):
        reply = self.receive()
        for values in ({"body": "Something else"}, {"intent": "thanks", "inbox_state": "done"}):
            with self.assertRaisesRegex(UserError, "words"):
                reply.write(values)

    def test_a_text_to_a_customer_has_no_place_in_the_inbox(self):
        with self.assertRaisesRegex(UserError, "words"):
            self.texts_of().write({"inbox_state": "unread"})

    def test_it_names_the_text_that_was_answered(self):
        reply = self.receive()
        self.assertEqual(reply.answered_text, self.texts_of().body)
        self.assertFalse(self.receive("Hello", "+353870000999").answered_text)

    def test_people_of_another_company_see_nothing(self):
        reply = self.receive()
        other = self.env["res.company"].create({"name": "Other Pine"})
        self.ben.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        theirs = reply.with_user(self.ben)
        self.assertEqual(theirs.count_replies(), 0)
        self.assertFalse(theirs.search([("direction", "=", "in")]))
        for attempt in (
            theirs.action_mark_done,
            theirs.action_assign_to_me,
            theirs.get_conversation,
            lambda: theirs.send_answer("Hello"),
            lambda: theirs.preview_answer("Hello"),
            self.case_of().with_user(self.ben).get_conversation,
        ):
            theirs.invalidate_recordset()
            with self.assertRaises(AccessError):
                attempt()
        self.assertEqual(reply.inbox_state, "unread")

    def test_it_is_closed_to_people_without_collections_rights(self):
        reply = self.receive()
        clerk = new_test_user(self.env, "clerk", groups="account.group_account_invoice")
        for attempt in ("action_mark_done", "get_conversation", "count_replies"):
            with self.assertRaises(AccessError):
                getattr(reply.with_user(clerk), attempt)()

    def test_an_email_is_in_the_inbox_too(self):
        self.customer.email = "desk@salthillgallery.example.com"
        self.case_of().sudo().message_post(
            body="Do you deliver on Saturdays?",
            message_type="email",
            author_id=self.customer.id,
            email_from=self.customer.email,
        )
        reply = self.env["collection.message"].search([("direction", "=", "in")])
        self.assertEqual((reply.channel, reply.inbox_state), ("email", "unread"))
        self.assertIn("Send message", reply.get_conversation()["note"])
        reply.with_user(self.anna).action_mark_done()
        self.assertFalse(self.to_dos())


@tagged("post_install", "-at_install")
class TestAnswer(InboxCommon):
    """Answering by text, from the reply or from the case."""

    def send(self, reply, user=None, words="Yes, until noon.", **options):
        reply = reply.with_user(user or self.collector)
        seen = options.get("seen", reply.get_conversation()["last_id"])
        return reply.send_answer(words, seen)

    def test_an_answer_leaves_and_deals_with_all_that_waited(self):
        first, second = self.receive(), self.receive("Do you deliver abroad?")
        shown = self.send(second, self.anna)
        answer = self.answers()
        self.assertEqual((answer.state, answer.number), ("queued", NUMBER))
        self.assertEqual(answer.reply_to_id, second)
        self.assertEqual(answer.approved_by_id, self.anna)
        self.assertFalse(answer.is_automatic)
        self.assertEqual((first + second).mapped("inbox_state"), ["answered"] * 2)
        self.assertEqual(second.assigned_id, self.anna)
        self.assertFalse(self.to_dos())
        self.assertEqual(shown["texts"][-1]["body"], "Yes, until noon.")
        self.assertEqual(shown["texts"][-1]["author"], "Anna")
        post = self.case_of().message_ids.filtered(lambda post: "until noon" in post.body)
        self.assertEqual(post.author_id, self.anna.partner_id)
        self.run_queue()
        self.assertEqual(answer.state, "delivered")

    def test_it_waits_for_the_hours_and_says_so_before_and_after(self):
        windows = self.any_hour.window_ids
        windows.write({"days": "workdays", "hour_from": 8, "hour_to": 18})
        with freeze_time(EVENING):
            reply = self.receive()
            leaves = "2026-11-23 08:00:00"
            self.assertEqual(reply.get_conversation()["leaves"], leaves)
            self.assertEqual(reply.preview_answer("Yes")["leaves"], leaves)
            shown = self.send(reply)
            self.assertEqual(shown["texts"][-1]["leaves"], leaves)
            self.run_queue()
        self.assertEqual(self.answers().state, "queued")
        self.assertEqual(self.answers().scheduled_at, datetime(2026, 11, 23, 8))

    def test_by_day_it_leaves_at_once(self):
        self.assertEqual(self.receive().get_conversation()["leaves"], "")

    def test_caps_hold_for_what_nobody_asked_for(self):
        self.any_hour.cap_ids = [Command.create({"maximum": 1, "period": 7})]
        case = self.case_of()
        self.assertTrue(case.get_conversation()["leaves"])
        self.receive()
        self.assertEqual(case.get_conversation()["leaves"], "")

    def test_segments_are_counted_as_they_would_be_sent(self):
        reply = self.receive()
        counted = reply.preview_answer("x" * 161)
        self.assertEqual((counted["segments"], counted["characters"]), (2, 161))
        self.assertEqual(reply.preview_answer("字" * 71)["segments"], 2)

    def test_the_second_of_two_people_is_told_who_has_answered(self):
        reply = self.receive()
        seen = reply.get_conversation()["last_id"]
        self.send(reply, self.anna)
        with self.assertRaisesRegex(UserError, "Anna has just answered: “Yes, until noon.”"):
            self.send(reply, self.ben, "No.", seen=seen)
        self.assertEqual(len(self.answers()), 1)
        self.send(reply, self.ben, "And on Sundays, too.")
        self.assertEqual(len(self.answers()), 2)

    def test_an_answer_needs_words_and_not_too_many(self):
        reply = self.receive()
        for words in ("", "  \n", False):
            with self.assertRaisesRegex(UserError, "empty"):
                self.send(reply, words=words)
        with self.assertRaisesRegex(UserError, "at most 1530"):
            self.send(reply, words="x" * 1531)
        self.assertFalse(self.answers())

    def assert_hint(self, reply, pattern):
        """No answer can be sent, and the conversation says why."""
        self.assertRegex(reply.get_conversation()["hint"], pattern)
        with self.assertRaisesRegex(UserError, pattern):
            self.send(reply)
        self.assertFalse(self.answers())

    def test_who_wants_no_texts_gets_none(self):
        reply = self.receive("Do you deliver? STOP")
        self.assert_hint(reply, "wants no texts")

    def test_without_follow_up_nobody_texts(self):
        self.customer.collection_excluded = True
        self.assert_hint(self.receive(), "No Follow-up")

    def test_without_consent_where_it_is_asked_for_nobody_texts(self):
        reply = self.receive()
        self.any_hour.consent_required = True
        self.assert_hint(reply, "consent")

    def test_a_case_without_a_number_cannot_be_texted(self):
        self.customer.phone = False
        hint = self.case_of().get_conversation()["hint"]
        self.assertIn("no phone number", hint)

    def test_a_number_that_fails_is_said_and_can_be_tried_again(self):
        reply = self.receive()
        text = self.texts_of()
        text.sudo().state = "sent"
        text._apply_state("undelivered", "No such number", address_failed=True)
        self.assertTrue(self.case_of().number_fails)
        self.assert_hint(reply, "do not arrive at")
        reply.action_try_number_again()
        self.assertFalse(self.case_of().number_fails)
        self.assertFalse(reply.get_conversation()["hint"])

    def test_who_writes_from_another_number_is_answered_there(self):
        reply = self.receive()
        self.customer.phone = "+353870000555"
        self.send(reply)
        self.run_queue()
        self.assertEqual((self.answers().number, self.answers().state), (NUMBER, "delivered"))

    def test_a_stranger_is_shown_and_cannot_be_texted(self):
        reply = self.receive("Who is this?", "+353870000999")
        conversation = reply.get_conversation()
        self.assertEqual([text["body"] for text in conversation["texts"]], ["Who is this?"])
        self.assertIn("Nobody knows", conversation["hint"])
        with self.assertRaisesRegex(UserError, "Nobody knows"):
            reply.send_answer("Hello")

    def test_a_closed_case_can_be_answered(self):
        reply = self.receive()
        self.pay(self.env["account.move"].search([("partner_id", "=", self.customer.id)]))
        self.run_cron()
        self.assertEqual(self.case_of().state, "closed")
        self.send(reply)
        self.run_queue()
        self.assertEqual(self.answers().state, "delivered")

    def test_the_conversation_is_in_order_and_ends_with_the_latest(self):
        reply = self.receive()
        for number in range(3):
            with freeze_time(f"2026-11-20 10:0{number + 1}:00"):
                self.receive(f"Reply {number}")
        texts = reply.get_conversation()["texts"]
        self.assertEqual([text["body"] for text in texts][-2:], ["Reply 1", "Reply 2"])
        self.assertEqual(texts[0]["direction"], "out")
        short = reply.get_conversation(2)
        self.assertEqual(len(short["texts"]), 2)
        self.assertTrue(short["has_earlier"])
        self.assertEqual(short["texts"][-1]["body"], "Reply 2")

    def test_reply_counts_are_on_the_case(self):
        self.receive()
        self.receive("Thanks").action_mark_done()
        case = self.case_of()
        self.assertEqual((case.reply_count, case.unread_reply_count), (2, 1))


@tagged("post_install", "-at_install")
class TestCosts(InboxCommon):
    """What texts cost, for people without further rights."""

    def test_by_month_gateway_country_and_currency(self):
        gateway = self.env["collection.gateway"].create({"name": "Kannel of Harbour & Pine"})
        values = {"gateway_id": gateway.id, "carrier_segments": 2, "cost": 0.0825}
        currency = self.env.ref("base.EUR")
        text = self.texts_of()
        text.sudo().write({**values, "cost_currency_id": currency.id})
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "collection_sms.collection_message_action_cost"
        )
        domain = [*literal_eval(action["domain"]), ("id", "=", text.id)]
        by = ["create_date:month", "gateway_id", "country_id", "cost_currency_id"]
        [group] = text.formatted_read_group(domain, by, ["cost:sum", "carrier_segments:sum"])
        self.assertEqual(group["gateway_id"][1], "Kannel of Harbour & Pine")
        self.assertEqual(group["country_id"][1], "Ireland")
        self.assertAlmostEqual(group["cost:sum"], 0.0825)
        self.assertEqual(group["carrier_segments:sum"], 2)
