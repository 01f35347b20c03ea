from datetime import timedelta

from odoo.tests import tagged

from .common import TODAY
from .reply_common import ReplyCommon

# TODAY is a Friday.
FRIDAY = TODAY + timedelta(days=7)
MONDAY = TODAY + timedelta(days=3)


@tagged("post_install", "-at_install")
class TestPromiseByReply(ReplyCommon):
    """A day in a text is a promise, within what may be promised on the page."""

    def promises(self):
        """``[(day, amount, state)]``, the oldest first."""
        promises = self.case.promise_ids.sorted("id")
        return [(promise.date, promise.amount, promise.state) for promise in promises]

    def test_a_day_is_a_promise_of_all_that_is_due(self):
        reply = self.reply("friday")
        self.assertEqual(self.promises(), [(FRIDAY, 120.0, "open")])
        promise = self.case.promise_ids
        self.assertEqual((promise.origin, promise.note), ("reply", "friday"))
        self.assertEqual(promise.made_by_id, self.customer)
        self.assertEqual(self.case.hold_reason, "promised")
        body = self.answers().body
        self.assertIn("you will pay $ 120.00 by Fri 27 Nov", body)
        self.assertIn(self.case._link(), body)
        self.assertEqual((reply.intent, reply.inbox_state), ("promise", "answered"))
        self.assertFalse(self.to_dos())
        self.assertIn("Promise by text", " ".join(self.case.message_ids.mapped("body")))

    def test_a_promise_by_text_is_kept_or_broken_like_any_other(self):
        self.policy.promise_minimum_share = 50
        self.reply("I will pay 100 on friday")
        self.assertEqual(self.promises(), [(FRIDAY, 100.0, "open")])
        self.pay(self.invoice, 100)
        self.run_cron()
        self.assertEqual(self.promises(), [(FRIDAY, 100.0, "kept")])

    def test_another_day_corrects_it(self):
        self.reply("friday")
        reply = self.reply("I'll pay monday instead")
        self.assertEqual(self.promises(), [(FRIDAY, 120.0, "cancelled"), (MONDAY, 120.0, "open")])
        self.assertIn("Mon 23 Nov", self.answers()[-1].body)
        self.assertEqual(reply.inbox_state, "answered")
        self.assertIn("Promise cancelled", " ".join(self.case.message_ids.mapped("body")))

    def test_the_same_once_more_is_confirmed_once_more(self):
        self.reply("friday")
        self.reply("friday")
        self.assertEqual(self.promises(), [(FRIDAY, 120.0, "open")])
        self.assertEqual(self.kinds(), [("promise", "delivered")] * 2)

    def test_corrections_do_not_move_the_latest_day(self):
        latest = TODAY + timedelta(days=self.policy.promise_days)
        self.reply("friday")
        with self.on_day(5):
            reply = self.reply(f"I can pay {latest + timedelta(days=1)}")
        self.assertEqual(self.promises(), [(FRIDAY, 120.0, "open")])
        self.assertEqual(reply.inbox_state, "unread")
        with self.on_day(6):
            self.reply(f"I can pay {latest}")
        self.assertEqual(self.promises()[-1], (latest, 120.0, "open"))

    def test_a_promise_made_on_the_page_is_changed_by_a_person(self):
        self.env["collection.promise"].with_user(self.collector).create(
            {
                "case_id": self.case.id,
                "currency_id": self.company.currency_id.id,
                "amount": 120.0,
                "date": MONDAY,
            }
        )
        reply = self.reply("friday")
        self.assertEqual(self.promises(), [(MONDAY, 120.0, "open")])
        self.assertEqual(reply.inbox_state, "unread")
        self.assertFalse(self.answers())

    def test_a_day_too_late_is_told_and_a_person_reads_it(self):
        latest = TODAY + timedelta(days=self.policy.promise_days)
        reply = self.reply(f"I can pay {latest + timedelta(days=1)}")
        self.assertFalse(self.promises())
        self.assertEqual(self.kinds(), [("promise_refused", "delivered")])
        self.assertIn(self.case._format_day(latest), self.answers().body)
        self.assertIn(self.case._link(), self.answers().body)
        self.assertEqual(reply.inbox_state, "unread")
        self.assertEqual(self.to_dos(), ["Answer the customer's text"])

    def test_too_little_and_too_much_are_told(self):
        self.policy.promise_minimum_share = 50
        self.reply("I will pay 10 on friday")
        self.assertIn("at least $ 60.00", self.answers()[-1].body)
        self.reply("I will pay 500 on friday")
        self.assertIn("$ 120.00 is due", self.answers()[-1].body)
        self.assertFalse(self.promises())

    def test_where_nothing_is_promised_a_person_answers(self):
        self.policy.promise_days = 0
        reply = self.reply("friday")
        self.assertFalse(self.promises())
        self.assertFalse(self.answers())
        self.assertEqual(reply.inbox_state, "unread")

    def test_without_a_day_it_is_asked_for_once(self):
        reply = self.reply("I will pay")
        self.assertEqual(self.kinds(), [("promise_when", "delivered")])
        self.assertEqual(reply.inbox_state, "answered")
        self.assertEqual(self.reply("I will pay").inbox_state, "unread")
        self.assertEqual(len(self.answers()), 1)
        self.reply("friday")
        self.assertEqual(self.promises(), [(FRIDAY, 120.0, "open")])

    def test_today_is_the_customers_own_day(self):
        self.company.partner_id.tz = "Pacific/Auckland"
        with self.at(20):
            self.reply("I will pay today")
        self.assertEqual(self.promises(), [(TODAY + timedelta(days=1), 120.0, "open")])

    def test_what_is_confirmed_names_the_amount_in_the_customers_way(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.customer.lang = "de_DE"
        script = self.env.ref("collection_sms.sms_template_reply_promise")
        script.with_context(lang="de_DE").body = (
            "Danke, {{ object.text_name }}: {{ object.text_promise }} bis"
            " {{ object.text_promise_date }}. {{ object.text_link }}"
        )
        self.reply("friday")
        self.assertEqual(self.promises(), [(FRIDAY, 120.0, "open")])
        self.assertIn("120,00 bis Fr., 27. Nov.", self.answers().body)

    def test_two_days_in_one_night_are_confirmed_once(self):
        self.only_from_eight()
        with self.at(22):
            self.reply("friday")
            self.reply("I'll pay monday instead")
        self.assertEqual(self.kinds(), [("promise", "cancelled"), ("promise", "queued")])
        with self.at(9, days=1):
            self.run_cron("collection_sms.ir_cron_release")
            self.run_queue()
        self.assertEqual(self.kinds(), [("promise", "cancelled"), ("promise", "delivered")])
