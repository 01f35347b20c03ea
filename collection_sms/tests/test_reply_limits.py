from odoo import Command
from odoo.addons.collection_sms.gateways.webhook import Reply
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2.errors import CheckViolation

from .reply_common import NUMBER, ReplyCommon


@tagged("post_install", "-at_install")
class TestLimitsOfAnswers(ReplyCommon):
    """Answers by themselves: few, in the hours, true when they leave, and not past a person."""

    def test_five_in_a_day_to_one_customer(self):
        for count in range(7):
            reply = self.reply("How much?")
            self.assertEqual(reply.inbox_state, "answered" if count < 5 else "unread")
        self.assertEqual(len(self.answers()), 5)
        self.assertEqual(self.to_dos(), ["Answer the customer's text"])
        with self.at(9, days=1):
            self.reply("How much?")
        self.assertEqual(len(self.answers()), 5)
        with self.at(11, days=1):
            self.reply("How much?")
        self.assertEqual(len(self.answers()), 6)

    def test_a_company_may_choose_fewer_but_not_more(self):
        self.company.collection_auto_replies = 1
        self.reply("How much?")
        self.reply("How much?")
        self.assertEqual(len(self.answers()), 1)
        with (
            self.assertRaises(CheckViolation),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.company.collection_auto_replies = 6
            self.company.flush_recordset()

    def test_off_a_person_answers_and_what_is_said_is_taken_down_all_the_same(self):
        self.company.collection_auto_reply = False
        reply = self.reply("friday")
        self.assertFalse(self.answers())
        self.assertEqual(self.case.promise_ids.state, "open")
        self.assertEqual(reply.inbox_state, "unread")

    def test_at_night_the_answer_waits_for_the_morning(self):
        self.only_from_eight()
        with self.at(22):
            reply = self.reply("How much?")
        self.assertEqual(self.kinds(), [("balance", "queued")])
        self.assertEqual(reply.inbox_state, "answered")
        self.assertEqual(str(self.answers().scheduled_at), "2026-11-21 08:00:00")
        with self.at(9, days=1):
            self.run_cron("collection_sms.ir_cron_release")
            self.run_queue()
        self.assertEqual(self.kinds(), [("balance", "delivered")])

    def test_an_answer_waits_for_no_cap_but_counts_for_what_follows(self):
        self.only_from_eight(maximum=1)
        self.reply("How much?")
        self.assertEqual(self.kinds(), [("balance", "delivered")])
        self.case._lock_open()._decide_again()
        self.assertEqual(self.case.sudo()._contact_facts()[self.case].contacts[-1].this_case, True)
        self.assertEqual(len(self.case.sudo()._contact_facts()[self.case].contacts), 2)

    def test_what_was_paid_overnight_is_not_told_in_the_morning(self):
        self.only_from_eight()
        with self.at(22):
            reply = self.reply("How much?")
        self.pay(self.invoice, 20)
        with self.at(9, days=1):
            self.run_cron("collection_sms.ir_cron_release")
            self.run_queue()
        self.assertEqual(self.kinds(), [("balance", "cancelled")])
        self.assertEqual((self.answers().cancel_reason, reply.inbox_state), ("changed", "unread"))

    def test_whoever_has_paid_all_overnight_is_left_in_peace(self):
        self.only_from_eight()
        with self.at(22):
            reply = self.reply("friday")
        self.pay(self.invoice)
        self.env["collection.case"]._refresh()
        with self.at(9, days=1):
            self.run_cron("collection_sms.ir_cron_release")
            self.run_queue()
        self.assertEqual(self.answers().cancel_reason, "settled")
        self.assertEqual(reply.inbox_state, "answered")

    def test_without_a_contact_rule_or_consent_a_person_answers(self):
        self.any_hour.consent_required = True
        self.assertEqual(self.reply("How much?").inbox_state, "unread")
        self.any_hour.active = False
        self.assertEqual(self.reply("How much?").inbox_state, "unread")
        self.assertFalse(self.answers())

    def test_a_customer_without_follow_up_hears_from_a_person(self):
        self.customer.with_company(self.company).collection_excluded = True
        self.assertEqual(self.reply("How much?").inbox_state, "unread")
        self.assertFalse(self.answers())

    def test_the_carrier_tells_a_reply_twice(self):
        messages = self.env["collection.message"].sudo()
        told = Reply(key="SM1", number="353870000114", to="50123", body="friday")
        first = messages._receive_from_carrier(told, self.company)
        self.assertFalse(messages._receive_from_carrier(told, self.company))
        self.assertEqual((first.number, first.to_number), (NUMBER, "50123"))
        self.assertEqual(len(self.answers()), 1)
        self.assertEqual(len(self.case.promise_ids), 1)

    def test_a_text_that_waited_to_be_understood_means_the_day_it_came(self):
        messages = self.env["collection.message"].sudo()
        told = Reply(key="SM2", number=NUMBER, to="", body="tomorrow")
        came = self.env.cr.now().replace(year=2026, month=11, day=18, hour=10)
        reply = messages._receive_from_carrier(told, self.company, at=came)
        self.assertFalse(self.case.promise_ids)
        self.assertEqual(reply.inbox_state, "unread")

    def test_a_case_that_is_being_worked_on_leaves_the_reply_to_a_person(self):
        self.patch(type(self.case), "_wait_for_lock", lambda _case: False)
        reply = self.reply("friday")
        self.assertEqual(reply.inbox_state, "unread")
        self.assertFalse(self.case.promise_ids)

    def test_an_email_is_understood_but_answered_by_a_person(self):
        self.case.sudo().message_post(
            body="I lost my job",
            message_type="email",
            author_id=self.customer.id,
            email_from=self.customer.email,
        )
        reply = self.env["collection.message"].search([("channel", "=", "email")])
        self.assertFalse(self.answers())
        self.assertEqual((reply.intent, reply.inbox_state), ("hardship", "unread"))

    def test_answers_are_in_the_language_of_the_customer(self):
        languages = ("es_ES", "fr_FR", "de_DE", "pt_PT", "vi_VN", "en_US")
        script = self.env.ref("collection_sms.sms_template_reply_help")
        for lang in languages:
            self.env["res.lang"]._activate_lang(lang)
            script.with_context(lang=lang).body = f"[{lang}] {{{{ object.text_company }}}}"
        for index, lang in enumerate(languages):
            customer = self.make_customer(lang, f"+35387000020{index}", lang=lang)
            self.make_invoice(5, partner=customer)
            self.env["collection.case"]._refresh()
            self.reply("help", customer.phone)
            self.assertEqual(self.answers()[-1].body, f"[{lang}] Harbour & Pine")

    def test_collectors_of_another_company_see_no_answers(self):
        self.reply("How much?")
        other = self.setup_other_company()["company"]
        self.collector.write({"company_id": other.id, "company_ids": [Command.set(other.ids)]})
        self.assertFalse(self.answers().with_user(self.collector).search([]))
