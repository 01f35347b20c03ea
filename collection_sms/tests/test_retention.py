from odoo import Command
from odoo.tests import tagged

from .consent_common import ConsentCommon

NUMBER = "+353870000114"
REMOVED = "Removed after 12 months"


@tagged("post_install", "-at_install")
class TestRetention(ConsentCommon):
    """Words of long closed cases are removed, and nothing else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.send_automatically()
        cls.company.collection_retention_months = 12
        cls.invoice = cls.make_invoice(10, 120.0)

    def setUp(self):
        super().setUp()
        self.run_cron()
        self.run_queue()
        self.case = self.case_of()
        self.messages = self.env["collection.message"].with_user(self.collector)
        self.messages._receive(NUMBER, "My secret reason", self.company)
        self.request = self.make_request(self.case)

    def make_request(self, case):
        """A dispute in the customer's words, with a file."""
        request = (
            self.env["collection.request"]
            .with_user(self.collector)
            .create(
                {
                    "case_id": case.id,
                    "kind": "dispute",
                    "reason": "quality",
                    "note": "The secret table is damaged",
                    "line_ids": [Command.create({"move_id": self.invoice.id})],
                }
            )
        )
        self.env["ir.attachment"].create(
            {"name": "table.png", "raw": b"x", "res_model": request._name, "res_id": request.id}
        )
        return request

    def close(self):
        """The customer pays, and the case closes."""
        self.pay(self.invoice)
        self.env["collection.case"]._refresh()
        self.assertEqual(self.case.state, "closed")

    def later(self, days=400):
        """Run the scheduled action so many days after TODAY."""
        with self.on_day(days):
            self.run_cron("collection_sms.ir_cron_anonymise")
        self.env.invalidate_all()

    def posts(self, *records):
        """All that the chatter of these records says."""
        return " ".join(
            body for record in records for body in record.sudo().message_ids.mapped("body")
        )

    def test_words_are_gone_and_figures_stay(self):
        text = self.texts_of()
        before = (text.state, text.segments, text.amount_due, text.level_id, text.sent_on)
        self.assertIn("secret", self.posts(self.case, self.request, self.invoice))
        self.close()
        self.later()
        texts = self.case.sudo().text_ids
        self.assertEqual(set(texts.mapped("body")), {REMOVED})
        self.assertEqual(set(texts.mapped("number")), {False})
        after = (text.state, text.segments, text.amount_due, text.level_id, text.sent_on)
        self.assertEqual(after, before)
        self.assertEqual((self.request.note, self.request.kind), (False, "dispute"))
        said = self.posts(self.case, self.request, self.invoice)
        for word in ("secret", "120.00", "Salthill Gallery, ", "/c/"):
            self.assertNotIn(word, said)
        self.assertIn(REMOVED, self.case.sudo().message_ids[0].body)
        files = [("res_model", "=", "collection.request"), ("res_id", "=", self.request.id)]
        self.assertFalse(self.env["ir.attachment"].search(files))
        posts = self.case.sudo().message_ids
        self.assertFalse(
            [number for number in posts.notification_ids.mapped("sms_number") if number]
        )
        self.assertFalse(self.env["sms.sms"].search([("number", "=", NUMBER)]))
        self.assertTrue(self.case.anonymised_on)
        self.assertEqual(self.case.outcome, "paid")

    def test_why_a_case_was_paused_is_forgotten(self):
        self.flush_tracking()
        case = self.case.with_context(tracking_disable=False, mail_notrack=False)
        case.write({"paused_until": "2026-12-24", "pause_reason": "In hospital"})
        self.flush_tracking()
        tracked = self.env["mail.tracking.value"].sudo()
        said = [("new_value_char", "=", "In hospital")]
        self.assertTrue(tracked.search(said))
        self.close()
        self.later()
        self.assertFalse(self.case.pause_reason)
        self.assertFalse(tracked.search(said))

    def flush_tracking(self):
        """Let the chatter write down what changed, as at the end of a request."""
        self.env.flush_all()
        self.env.cr.flush()

    def test_what_others_wrote_on_the_invoice_stays(self):
        self.invoice.message_post(body="Packed in two boxes")
        self.close()
        self.later()
        self.assertIn("Packed in two boxes", self.posts(self.invoice))

    def test_nothing_is_removed_before_its_time_or_while_the_case_is_open(self):
        self.later()
        self.assertIn("secret", self.posts(self.case, self.request))
        self.close()
        self.later(300)
        self.assertIn("secret", self.posts(self.case, self.request))
        self.assertEqual(self.request.note, "The secret table is damaged")

    def test_by_default_all_is_kept(self):
        self.company.collection_retention_months = 0
        self.close()
        self.later(4000)
        self.assertIn("secret", self.posts(self.case, self.request))

    def test_another_company_keeps_its_own(self):
        other = self.env["res.company"].create({"name": "Other Pine"})
        case = (
            self.env["collection.case"]
            .sudo()
            .create({"partner_id": self.customer.id, "company_id": other.id})
        )
        text = (
            self.env["collection.message"]
            .sudo()
            .create(
                {"case_id": case.id, "company_id": other.id, "body": "Kept", "state": "delivered"}
            )
        )
        case.write({"state": "closed", "closed_on": self.today, "access_token": False})
        self.close()
        self.later()
        self.assertEqual((text.body, case.anonymised_on), ("Kept", False))

    def test_once_is_enough(self):
        self.close()
        self.later()
        post = self.case.sudo().message_post(body="Written later")
        self.later(401)
        self.assertIn("Written later", post.body)

    def test_numbers_in_the_log_are_masked_unless_the_stop_is_in_force(self):
        self.log._withdraw(self.customer, self.company, {"sms", "email", "letter"}, "page")
        self.log._give(self.customer, self.company, {"email"}, "staff", text_shown="secret")
        self.close()
        self.later()
        entries = self.log.search([], order="id")
        found = {(entry.channel, entry.action): entry for entry in entries}
        self.assertEqual(found["sms", "withdrawn"].number, NUMBER)
        self.assertEqual(found["email", "withdrawn"].email, "…@salthill.example")
        self.assertEqual(found["email", "given"].email, "…@salthill.example")
        self.assertFalse(found["email", "given"].text_shown)
        self.assertTrue(self.is_blacklisted(NUMBER))
        self.assertEqual(self.stopped(), {"sms", "letter"})
        self.log._give(self.customer, self.company, {"sms"}, "staff")
        self.assertEqual(self.stopped(), {"letter"})

    def test_an_email_that_is_stopped_stays_stopped(self):
        self.log._withdraw(self.customer, self.company, {"email"}, "page")
        self.close()
        self.later()
        self.assertEqual(self.stopped(), {"email"})

    def test_a_lifted_stop_is_masked(self):
        self.log._withdraw(self.customer, self.company, {"sms"}, "reply", text_shown="secret STOP")
        self.log._give(self.customer, self.company, {"sms"}, "reply")
        self.close()
        self.later()
        self.assertEqual(self.log.search([]).mapped("number"), ["…114", "…114"])
        self.assertFalse(any(self.log.search([]).mapped("text_shown")))
        self.assertFalse(self.is_blacklisted(NUMBER))

    def test_a_customer_with_another_open_case_keeps_the_log(self):
        self.log._give(self.customer, self.company, {"sms"}, "staff")
        self.close()
        self.make_invoice(1, 50.0)
        self.env["collection.case"]._refresh()
        self.later()
        self.assertTrue(self.case.anonymised_on)
        self.assertEqual(self.consented(), {"sms"})

    def test_replies_of_unknown_numbers_go_too(self):
        self.messages._receive("+353870000999", "Who are you? STOP", self.company)
        self.env["collection.message"].search([])._write({"create_date": "2026-11-20 10:00:00"})
        self.later()
        reply, farewell = self.env["collection.message"].search(
            [("case_id", "=", False)], order="id"
        )
        for text in (reply, farewell):
            self.assertEqual((text.body, text.number), (REMOVED, False))
        self.assertTrue(self.is_blacklisted("+353870000999"))
