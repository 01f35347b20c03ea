from odoo.tests import tagged

from .consent_common import ALL, TextedCommon

NUMBER = "+353870000114"


@tagged("post_install", "-at_install")
class TestOptOutInReplies(TextedCommon):
    """What a customer answers counts at once."""

    def reply(self, body, number=NUMBER):
        """The customer answers, after the text has arrived."""
        messages = self.env["collection.message"].with_user(self.collector)
        return messages._receive(number, body, self.company)

    def to_dos(self):
        return self.case_of().activity_ids.mapped("summary")

    def test_a_stop_ends_in_blacklist_and_log_and_calls_off_what_waits(self):
        self.assertEqual(self.text.state, "queued")
        self.reply("STOP")
        self.assertTrue(self.is_blacklisted(NUMBER))
        self.assertEqual(self.entries(), [("sms", "withdrawn", "reply")])
        entry = self.log.search([])
        self.assertEqual((entry.text_shown, entry.number), ("STOP", NUMBER))
        self.assertEqual((self.text.state, self.text.cancel_reason), ("cancelled", "opted_out"))
        queued = self.env["sms.sms"].search([("uuid", "=", self.text.sudo().uuid)])
        self.assertEqual(queued.state, "canceled")
        self.run_queue()
        self.assertEqual(self.text.state, "cancelled")

    def test_nobody_is_bothered_with_a_plain_stop(self):
        self.reply("Stop please")
        self.assertFalse(self.to_dos())
        note, reply = self.case_of().message_ids[1:3]
        self.assertIn("Stop please", reply.body)
        self.assertIn("Stopped by the customer: Text message +353870000114 (Reply)", note.body)
        self.assertEqual(note.author_id, self.customer)

    def test_what_it_says_beside_the_stop_is_for_a_person(self):
        self.reply("Stop. I paid on Monday")
        self.assertTrue(self.is_blacklisted(NUMBER))
        self.assertEqual(self.to_dos(), ["Answer the customer's text"])

    def test_any_other_reply_stops_nothing(self):
        self.reply("I can't stop by today")
        self.assertFalse(self.is_blacklisted(NUMBER))
        self.assertEqual(self.text.state, "queued")
        self.assertEqual(self.to_dos(), ["Answer the customer's text"])

    def test_channels_that_it_names_are_stopped(self):
        self.reply("Please do not call me")
        self.assertEqual(self.stopped(), {"phone"})
        self.assertEqual(self.text.state, "queued")
        self.reply("Ne plus me contacter")
        self.assertEqual(self.stopped(), ALL)
        self.assertEqual(self.text.state, "cancelled")

    def test_stop_twice_is_one_stop(self):
        self.reply("STOP")
        self.reply("STOP")
        self.assertEqual(len(self.entries()), 1)
        self.assertFalse(self.to_dos())

    def test_start_starts_what_was_stopped(self):
        self.reply("No emails and no texts please")
        self.reply("START")
        self.assertEqual(self.stopped(), {"email"})
        self.assertFalse(self.is_blacklisted(NUMBER))
        self.assertEqual(self.entries()[-1], ("sms", "given", "reply"))
        self.assertFalse(self.to_dos())

    def test_start_without_a_stop_is_a_question_like_any_other(self):
        self.reply("START")
        self.assertFalse(self.entries())
        self.assertEqual(self.to_dos(), ["Answer the customer's text"])

    def test_drafts_of_other_customers_and_companies_at_the_number_go_too(self):
        sharing = self.make_customer("Salthill Frames", NUMBER)
        self.env["collection.level"].search([]).approve_first = True
        self.make_invoice(10, partner=sharing)
        self.run_cron()
        draft = self.texts_of(sharing)
        self.assertEqual(draft.state, "draft")
        self.reply("stop")
        self.assertEqual((draft.state, draft.cancel_reason), ("cancelled", "opted_out"))
        with self.on_day(40):
            self.run_cron()
        self.assertEqual(self.case_of(sharing).hold_reason, "opted_out")
        self.assertEqual(len(self.texts_of(sharing)), 1)

    def test_a_number_nobody_has_is_heard_too(self):
        self.reply("STOP", "+353870000999")
        self.assertTrue(self.is_blacklisted("+353870000999"))
        self.assertFalse(self.log.search([]).partner_id)
        self.reply("START", "+353870000999")
        self.assertFalse(self.is_blacklisted("+353870000999"))

    def test_a_customer_who_was_not_texted_yet_is_recognised(self):
        cafe = self.make_customer("Liffey Lane Café", "+353870000168")
        self.make_invoice(1, partner=cafe)
        self.env["collection.case"]._refresh()
        self.reply("STOP", "+353870000168")
        self.assertEqual(self.entries(cafe), [("sms", "withdrawn", "reply")])
        self.assertIn("Stopped by the customer", self.case_of(cafe).message_ids[1].body)

    def test_a_stop_concerns_the_number_it_came_from(self):
        self.customer.phone = "+353870000115"
        self.reply("STOP")
        self.assertTrue(self.is_blacklisted(NUMBER))
        self.assertFalse(self.is_blacklisted("+353870000115"))
        self.assertEqual(self.stopped(), frozenset())

    def test_in_the_phone_view_it_is_the_same(self):
        self.run_queue()
        phone = self.env["collection.message"].with_user(self.collector)
        phone.phone_reply(NUMBER, self.company.id, "unsubscribe")
        self.assertTrue(self.is_blacklisted(NUMBER))
