from datetime import timedelta

from odoo.tests import tagged

from .reply_common import NUMBER, ReplyCommon

STRANGER = "+353870000999"


@tagged("post_install", "-at_install")
class TestStopByReply(ReplyCommon):
    """A stop is confirmed at once and once; afterwards nothing leaves for that number."""

    def test_a_stop_is_confirmed_once_however_often_it_is_said(self):
        replies = [self.reply("STOP") for _ in range(3)]
        self.assertEqual(self.kinds(), [("opt_out", "delivered")])
        self.assertEqual([reply.inbox_state for reply in replies], ["answered", "done", "done"])
        body = self.answers().body
        self.assertIn("Harbour & Pine", body)
        self.assertNotIn("Salthill", body)
        self.assertNotIn("120", body)
        self.assertFalse(self.to_dos())

    def test_at_night_and_over_all_caps_it_leaves_within_five_minutes(self):
        self.only_from_eight(maximum=1)
        self.company.collection_pace = 1
        with self.at(23):
            self.reply("STOP")
            answer = self.answers()
            self.assertEqual(answer.state, "delivered")
            self.assertLess(
                answer.claimed_at - answer.reply_to_id.received_at, timedelta(minutes=5)
            )

    def test_what_could_not_leave_in_time_does_not_leave(self):
        messages = self.env["collection.message"].with_user(self.collector)
        messages._receive(NUMBER, "STOP", self.company)
        with self.at(11):
            self.run_queue()
        self.assertEqual(self.kinds(), [("opt_out", "cancelled")])

    def test_nothing_else_leaves_for_a_stopped_number(self):
        self.reply("STOP")
        for body in ("How much do I owe?", "friday", "Who is this?", "I lost my job"):
            reply = self.reply(body)
            self.assertEqual(reply.inbox_state, "unread", body)
        self.assertEqual(self.kinds(), [("opt_out", "delivered")])
        self.assertEqual(self.case.promise_ids.state, "open")
        self.assertEqual(self.case.request_ids.kind, "hardship")
        with self.on_day(40):
            self.run_cron()
            self.run_queue()
        self.assertEqual(len(self.texts_of()), 2)

    def test_where_nothing_is_answered_by_itself_a_stop_is(self):
        self.company.collection_auto_reply = False
        reply = self.reply("How much do I owe?")
        self.assertEqual((reply.intent, reply.inbox_state), ("balance", "unread"))
        self.reply("STOP")
        self.assertEqual(self.kinds(), [("opt_out", "delivered")])

    def test_start_is_confirmed_within_the_hours(self):
        self.only_from_eight()
        self.reply("STOP")
        with self.at(22):
            self.reply("START")
        self.assertEqual(self.kinds(), [("opt_out", "delivered"), ("opt_in", "queued")])
        with self.at(9, days=1):
            self.run_cron("collection_sms.ir_cron_release")
            self.run_queue()
        self.assertEqual(self.kinds()[-1], ("opt_in", "delivered"))

    def test_stop_and_start_in_turns_come_to_an_end(self):
        for _ in range(10):
            self.reply("STOP")
            self.reply("START")
        self.assertEqual(len(self.answers()), 5)
        self.assertFalse(self.is_blacklisted(NUMBER))

    def test_a_stop_of_calls_is_confirmed_like_anything_else(self):
        reply = self.reply("Please do not call me")
        self.assertEqual(self.kinds(), [("stopped", "delivered")])
        self.assertEqual((self.stopped(), reply.inbox_state), ({"phone"}, "answered"))

    def test_a_stop_of_a_number_nobody_knows_is_confirmed_and_nothing_else_said(self):
        reply = self.reply("Who is this?", STRANGER)
        self.assertEqual((reply.inbox_state, reply.case_id.id), ("unread", False))
        self.assertFalse(self.answers())
        reply = self.reply("STOP", STRANGER)
        self.assertEqual(self.kinds(), [("opt_out", "delivered")])
        self.assertTrue(self.is_blacklisted(STRANGER))
        self.assertIn("Harbour & Pine", self.answers().body)
        self.assertEqual(reply.inbox_state, "answered")
        self.reply("START", STRANGER)
        self.assertEqual(len(self.answers()), 1)

    def test_what_is_no_phone_number_gets_no_answer(self):
        for sender in ("50123", "INFO", ""):
            self.reply("STOP", sender)
            self.reply("Thank you, we have received your message", sender)
        self.assertFalse(self.answers())

    def test_the_confirmation_names_nobody_whatever_the_script_says(self):
        script = self.env.ref("collection_sms.sms_template_reply_opt_out")
        script.body = (
            "Bye {{ object.text_name }}{{ object.text_amount }}, {{ object.text_company }}"
        )
        self.reply("STOP")
        self.assertEqual(self.answers().body, "Bye , Harbour & Pine")


@tagged("post_install", "-at_install")
class TestWrongPerson(ReplyCommon):
    """Somebody else has the number: no more texts and calls, and not a word about the customer."""

    def test_it_is_stopped_at_once_and_nothing_is_told(self):
        reply = self.reply("Wrong number, I don't know this person")
        self.assertEqual((reply.intent, reply.inbox_state), ("wrong_person", "answered"))
        self.assertTrue(self.is_blacklisted(NUMBER))
        answer = self.answers()
        self.assertEqual((answer.answer_kind, answer.state), ("wrong_person", "delivered"))
        self.assertEqual(
            answer.body, "Sorry to have disturbed you. We will not text this number again."
        )
        self.assertEqual(self.to_dos(), ["Wrong person: find the number of this customer"])

    def test_the_stop_is_the_numbers_and_not_the_customers(self):
        self.reply("Wrong number")
        self.assertFalse(self.entries())
        entry = self.log.search([("number", "=", NUMBER)])
        self.assertEqual((entry.action, entry.text_shown), ("withdrawn", "Wrong number"))
        self.customer.phone = "+353870000115"
        with self.on_day(20):
            self.run_cron()
        self.assertEqual(self.texts_of()[-1].number, "+353870000115")

    def test_nobody_calls_there_either(self):
        self.reply("Wrong number")
        messages = self.env["collection.message"]
        self.assertIn((self.company, "phone", NUMBER), messages._failed_addresses(self.case))

    def test_it_says_nothing_even_if_asked_in_the_same_text(self):
        self.reply("Wrong number! Who is this? How much is it?")
        self.assertEqual(self.kinds(), [("wrong_person", "delivered")])
        reply = self.reply("How much does this person owe?")
        self.assertEqual((len(self.answers()), reply.inbox_state), (1, "unread"))

    def test_with_a_stop_in_it_it_is_still_the_wrong_person(self):
        self.reply("Wrong number, stop texting")
        self.assertEqual(self.kinds(), [("wrong_person", "delivered")])
        self.assertTrue(self.is_blacklisted(NUMBER))
        failed = self.env["collection.message"]._failed_addresses(self.case)
        self.assertEqual({channel for _company, channel, _number in failed}, {"sms", "phone"})

    def test_a_number_the_customer_had_before_learns_nothing(self):
        self.customer.phone = "+353870000115"
        for body in ("How much do I owe?", "friday", "Who is this?"):
            self.assertEqual(self.reply(body).inbox_state, "unread")
        self.assertFalse(self.answers())
        self.assertFalse(self.case.promise_ids)

    def test_the_number_can_be_used_again_once_somebody_knows_better(self):
        reply = self.reply("Wrong number")
        reply.with_user(self.collector).action_try_address_again()
        self.assertFalse(self.env["collection.message"]._failed_addresses(self.case))


@tagged("post_install", "-at_install")
class TestSharedNumber(ReplyCommon):
    """Several customers with one number: the last text that left is the one that is answered."""

    def setUp(self):
        super().setUp()
        self.sharing = self.make_customer("Salthill Frames", NUMBER)
        self.make_invoice(5, 70.0, self.sharing)
        self.env["collection.case"]._refresh()

    def test_the_last_thread_wins(self):
        self.assertEqual(self.reply("How much?").case_id, self.case)
        with self.on_day(1):
            self.run_cron()
            self.run_queue()
            self.assertEqual(self.reply("How much?").case_id, self.case_of(self.sharing))
        self.assertIn("70.00", self.answers()[-1].body)

    def test_without_a_thread_a_person_finds_out(self):
        for name in ("One", "Two"):
            self.make_invoice(5, partner=self.make_customer(name, STRANGER))
        self.env["collection.case"]._refresh()
        reply = self.reply("How much?", STRANGER)
        self.assertEqual((reply.case_id.id, reply.inbox_state), (False, "unread"))
        self.assertFalse(self.answers())

    def test_the_company_is_the_one_whose_number_was_answered(self):
        data = self.setup_other_company()
        other = data["company"]
        other.sms_provider = "collection_sandbox"
        reply = self.reply("How much?", company=other)
        self.assertEqual((reply.company_id, reply.case_id.id), (other, False))
        self.assertFalse(self.answers())
