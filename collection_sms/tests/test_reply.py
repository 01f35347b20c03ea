from datetime import timedelta

from odoo.tests import tagged

from .common import TODAY
from .reply_common import NUMBER, ReplyCommon

_BARTER = "I could do some work for you instead of paying"


@tagged("post_install", "-at_install")
class TestReply(ReplyCommon):
    """Each kind of reply, from the customer's text to what leaves for the phone."""

    def test_thanks_need_nothing(self):
        reply = self.reply("Thanks!")
        self.assertEqual((reply.intent, reply.inbox_state), ("thanks", "done"))
        self.assertFalse(self.answers())
        self.assertFalse(self.to_dos())

    def test_what_is_not_understood_is_left_to_a_person(self):
        reply = self.reply("The colour of the sea")
        self.assertEqual((reply.intent, reply.inbox_state), ("unknown", "unread"))
        self.assertFalse(self.answers())
        self.assertEqual(self.to_dos(), ["Answer the customer's text"])

    def test_who_is_this(self):
        reply = self.reply("Who is this?")
        self.assertEqual((reply.intent, reply.inbox_state), ("help", "answered"))
        answer = self.answers()
        self.assertEqual((answer.state, answer.reply_to_id), ("delivered", reply))
        for words in ("Harbour & Pine", "+353 1 555 0100", self.case._link(), "STOP"):
            self.assertIn(words, answer.body)
        self.assertEqual(answer.topic, "Who we are")
        self.assertFalse(answer.approved_by_id)

    def test_how_much_is_due_now(self):
        self.pay(self.invoice, 20)
        self.reply("How much do I owe?")
        self.assertIn("100.00", self.answers().body)
        self.assertIn(self.case._link(), self.answers().body)

    def test_how_much_on_a_closed_case(self):
        self.pay(self.invoice)
        self.run_cron()
        self.assertEqual(self.case.state, "closed")
        reply = self.reply("How much do I owe?")
        self.assertEqual(self.kinds(), [("nothing_due", "delivered")])
        self.assertIn("nothing is due", self.answers().body)
        self.assertEqual(reply.inbox_state, "answered")
        self.assertEqual(self.reply("How can I pay?").inbox_state, "unread")

    def test_a_reply_to_a_closed_case_is_about_the_open_one(self):
        self.pay(self.invoice)
        self.run_cron()
        self.make_invoice(3, 70.0)
        self.env["collection.case"]._refresh()
        newer = self.case_of()
        self.assertNotEqual(newer, self.case)
        self.assertEqual(self.reply("How much?").case_id, newer)
        self.assertIn("70.00", self.answers().body)

    def test_where_to_pay(self):
        self.reply("How can I pay?")
        self.assertIn(self.case._link(), self.answers().body)

    def test_paying_in_parts_where_the_policy_offers_it(self):
        self.policy.plan_max_installments = 0
        self.assertEqual(self.reply("Can I pay in instalments?").inbox_state, "unread")
        self.policy.plan_max_installments = 6
        self.assertEqual(self.reply("Can I pay in instalments?").intent, "plan")
        self.assertEqual(self.kinds(), [("plan", "delivered")])

    def test_goods_where_the_policy_offers_it(self):
        self.policy.barter_offered = False
        self.assertEqual(self.reply(_BARTER).inbox_state, "unread")
        self.policy.barter_offered = True
        self.assertEqual(self.reply(_BARTER).inbox_state, "answered")
        self.assertEqual(self.kinds(), [("barter", "delivered")])

    def test_in_difficulty(self):
        reply = self.reply("I lost my job")
        request = self.case.request_ids
        self.assertEqual(
            (request.kind, request.state, request.origin), ("hardship", "granted", "reply")
        )
        self.assertEqual(request.note, "I lost my job")
        self.assertEqual(self.case.hold_reason, "hardship")
        self.assertTrue(self.case.user_id)
        self.assertEqual(self.kinds(), [("hardship", "delivered")])
        self.assertEqual(reply.inbox_state, "answered")
        self.assertIn("Request by text", " ".join(self.case.message_ids.mapped("body")))

    def test_paid_already(self):
        self.reply("I paid last week")
        request = self.case.request_ids
        self.assertEqual((request.kind, request.date), ("paid", TODAY))
        self.assertEqual(self.case.hold_reason, "checking_payment")
        self.assertEqual(self.kinds(), [("already_paid", "delivered")])
        again = self.reply("I paid")
        self.assertEqual((again.inbox_state, len(self.case.request_ids)), ("unread", 1))

    def test_call_me(self):
        self.reply("Please call me")
        request = self.case.request_ids
        self.assertEqual((request.kind, request.date, request.part), ("call", TODAY, "afternoon"))
        self.assertEqual(request.number, NUMBER)
        self.assertEqual(self.kinds(), [("call_me", "delivered")])
        self.assertEqual(self.case.hold_reason, "request_waiting")

    def test_call_me_late_on_a_friday_is_monday(self):
        with self.at(17):
            self.reply("Please call me")
        self.assertEqual(self.case.request_ids.date, TODAY + timedelta(days=3))

    def test_a_dispute_of_the_only_invoice_blocks_it(self):
        self.reply("I never ordered this")
        request = self.case.request_ids
        self.assertEqual((request.kind, request.reason), ("dispute", "other"))
        self.assertEqual(request.line_ids.move_id, self.invoice)
        self.assertEqual(self.invoice.payment_state, "blocked")
        self.assertIn(self.invoice.name, self.answers().body)

    def test_a_dispute_of_one_among_several_rests_and_asks_a_person(self):
        other = self.make_invoice(4, 50.0)
        self.env["collection.case"]._refresh()
        reply = self.reply("The goods were broken")
        self.assertEqual((reply.intent, reply.inbox_state), ("dispute", "unread"))
        self.assertFalse(self.case.request_ids)
        self.assertEqual(self.case.hold_reason, "paused")
        self.assertFalse(self.answers())
        self.assertEqual(self.to_dos(), ["Answer the customer's text"])
        self.reply(f"{other.name} was broken")
        self.assertEqual(self.case.request_ids.line_ids.move_id, other)

    def test_a_dispute_that_is_repeated_does_not_rest_for_ever(self):
        self.make_invoice(4, 50.0)
        self.env["collection.case"]._refresh()
        for days in (0, 15, 30):
            with self.on_day(days):
                self.reply("All broken")
        self.assertEqual(self.case.paused_until, TODAY + timedelta(days=29))

    def test_a_question_gets_no_guessed_answer(self):
        reply = self.reply("Will you send somebody on Friday?")
        self.assertEqual(reply.inbox_state, "unread")
        self.assertFalse(self.answers())
        self.assertFalse(self.case.promise_ids)

    def test_what_is_said_beside_it_is_read_by_a_person(self):
        reply = self.reply("How much? I ask because the door is green")
        self.assertEqual(self.kinds(), [("balance", "delivered")])
        self.assertEqual(reply.inbox_state, "unread")

    def test_a_failing_act_leaves_the_reply_to_a_person(self):
        def fail(*_args, **_kwargs):
            raise ValueError("The page is torn")

        self.patch(type(self.env["collection.message"]), "_answer", fail)
        self.patch(type(self.env["collection.message"]), "_say_farewell", fail)
        with self.assertLogs("odoo.addons.collection_sms", "ERROR"):
            reply = self.reply("I lost my job")
        self.assertEqual((reply.inbox_state, reply.failure), ("unread", "The page is torn"))
        self.assertFalse(self.case.request_ids)
        self.assertEqual(self.to_dos(), ["Answer the customer's text"])
        with self.assertLogs("odoo.addons.collection_sms", "ERROR"):
            self.reply("STOP")
        self.assertTrue(self.is_blacklisted(NUMBER))
