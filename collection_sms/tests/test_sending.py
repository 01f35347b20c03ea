from contextlib import suppress
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.addons.collection_sms.gateways.sandbox import SmsApiSandbox
from odoo.tests import tagged
from odoo.tools import file_open

from .common import CollectionCommon


class Killed(BaseException):
    """What a killed process leaves behind: no handler of Odoo's runs."""


@tagged("post_install", "-at_install")
class TestSending(CollectionCommon):
    """From the queue to the carrier and back. The carrier is the only thing replaced."""

    def setUp(self):
        super().setUp()
        self.send_automatically()
        self.invoice = self.make_invoice(10)
        self.run_cron()
        self.text = self.texts_of()
        self.carried = []

    def run_queue_with(self, answer):
        """Send through a carrier that counts texts and gives ``answer`` (or raises it)."""

        def send(api, messages, delivery_reports_url=False):
            uuids = [number["uuid"] for message in messages for number in message["numbers"]]
            self.carried += uuids
            if isinstance(answer, BaseException):
                raise answer
            return [{"uuid": uuid, "state": answer} for uuid in uuids]

        with patch.object(SmsApiSandbox, "_send_sms_batch", send):
            self.run_queue()

    def test_delivered_texts_show_on_the_case_and_on_the_invoice(self):
        self.run_queue()
        self.assertEqual(self.text.state, "delivered")
        post = self.text.sudo().mail_message_id
        self.assertEqual((post.model, post.res_id), ("collection.case", self.case_of().id))
        self.assertEqual(post.message_type, "sms")
        self.assertEqual(post.notification_ids.notification_status, "sent")
        note = self.invoice.message_ids.filtered(lambda message: "Gentle reminder" in message.body)
        self.assertEqual(len(note), 1)
        self.assertIn(f'data-oe-id="{self.case_of().id}"', note.body)

    def test_who_pays_between_queue_and_carrier_is_not_texted(self):
        self.pay(self.invoice)
        self.run_queue_with("success")
        self.assertEqual((self.text.state, self.text.cancel_reason), ("cancelled", "settled"))
        self.assertFalse(self.carried)

    def test_who_opts_out_between_queue_and_carrier_is_not_texted(self):
        self.env["phone.blacklist"]._add([self.text.number])
        self.run_queue_with("success")
        self.assertEqual((self.text.state, self.text.cancel_reason), ("cancelled", "opted_out"))
        self.assertFalse(self.carried)

    def test_a_balance_that_changed_in_the_queue_is_not_named(self):
        self.pay(self.invoice, 40.0)
        self.run_queue_with("success")
        self.assertEqual((self.text.state, self.text.cancel_reason), ("cancelled", "changed"))
        self.assertFalse(self.carried)

    def test_who_is_paused_or_pays_unmatched_in_the_queue_is_not_texted(self):
        partner = self.make_customer("Turning Page Books", "+353850000131")
        self.make_invoice(10, partner=partner)
        self.run_cron()
        self.make_refund(100, partner=partner)
        self.case_of().paused_until = "2026-12-01"
        self.run_queue_with("success")
        texts = self.text + self.texts_of(partner)
        self.assertEqual(texts.mapped("cancel_reason"), ["held", "held"])
        self.assertFalse(self.carried)

    def test_new_invoices_do_not_make_a_queued_text_untrue(self):
        self.make_invoice(10)
        self.run_queue_with("success")
        self.assertEqual(self.text.state, "sent")

    def test_a_refused_text_sent_again_late_and_settled_leaves_the_ladder_working(self):
        self.run_queue_with("insufficient_credit")
        self.levels["reminder"].repeat_every = 3
        self.levels["collaboration"].active = False
        with self.on_day(3):
            self.run_cron()
        self.text.sudo()._cancel("settled")
        with self.on_day(6):
            self.run_cron()
        self.assertEqual(self.texts_of().mapped("round"), [1, 2, 3])

    def test_a_refusal_goes_to_a_person(self):
        self.run_queue_with("wrong_number_format")
        self.assertEqual(self.text.state, "refused")
        self.assertTrue(self.case_of().activity_ids)

    def test_a_carrier_that_may_have_sent_it_leaves_unknown_and_no_second_try(self):
        for answer in (ConnectionError("timed out"), "server_error"):
            with self.subTest(answer=str(answer)):
                self.run_queue_with(answer)
                self.run_queue_with("success")
                self.assertEqual(self.text.state, "unknown")
                self.assertEqual(self.carried, [self.text.sudo().uuid])

    def test_a_process_that_died_while_sending_leaves_unknown(self):
        # Not assertRaises: Odoo's rolls back all that the process had committed.
        with suppress(Killed):
            self.run_queue_with(Killed())
        self.assertEqual(self.text.state, "sending")
        self.run_queue_with("success")
        self.text.sudo().claimed_at = fields.Datetime.now() - timedelta(minutes=16)
        self.run_cron()
        self.assertEqual(self.text.state, "unknown")
        self.run_queue_with("success")
        self.assertEqual(self.carried, [self.text.sudo().uuid])
        tracker = self.env["sms.tracker"].sudo().search([("sms_uuid", "=", self.text.sudo().uuid)])
        tracker._action_update_from_sms_state("sent")
        self.assertEqual(self.text.state, "delivered")

    def test_what_a_dead_process_was_sending_is_shown_as_on_its_way_no_more(self):
        with suppress(Killed):
            self.run_queue_with(Killed())
        self.text.sudo().claimed_at = fields.Datetime.now() - timedelta(minutes=16)
        self.run_cron()
        note = self.text.sudo().mail_message_id.notification_ids
        self.assertEqual(note.notification_status, "exception")
        row = self.env["sms.sms"].sudo().search([("uuid", "=", self.text.sudo().uuid)])
        self.assertEqual(row.state, "error")
        self.assertTrue(self.case_of().activity_ids)

    def test_delivery_reports_only_move_forward(self):
        self.run_queue_with("success")
        self.assertEqual(self.text.state, "sent")
        tracker = self.env["sms.tracker"].sudo().search([("sms_uuid", "=", self.text.sudo().uuid)])
        for report in ("sent", "pending", "sent"):
            tracker._action_update_from_sms_state(report)
        self.assertEqual(self.text.state, "delivered")

    def test_an_undelivered_text_goes_to_a_person(self):
        self.run_queue_with("success")
        tracker = self.env["sms.tracker"].sudo().search([("sms_uuid", "=", self.text.sudo().uuid)])
        tracker._action_update_from_provider_error("invalid_destination")
        self.assertEqual(self.text.state, "undelivered")
        self.assertTrue(self.case_of().activity_ids)

    def test_the_queue_takes_several_companies_in_one_batch(self):
        other = self.setup_other_company()["company"]
        other.sms_provider = "collection_sandbox"
        foreign = self.env["sms.sms"].create(
            {"number": "+353850000131", "body": "Hello", "record_company_id": other.id}
        )
        self.run_queue()
        self.assertEqual(self.text.state, "delivered")
        self.assertEqual(foreign.state, "sent")
        recorded = self.env["collection.message"].search([("uuid", "=", foreign.uuid)])
        self.assertEqual((recorded.body, recorded.company_id), ("Hello", other))

    def test_a_reply_reaches_the_chatter_and_a_person(self):
        self.run_queue()
        Message = self.env["collection.message"]
        reply = Message._receive(self.text.number, "The sea is <b>blue</b>", self.company)
        case = self.case_of()
        self.assertEqual(reply.case_id, case)
        self.assertIn("The sea is &lt;b&gt;blue", case.message_ids[0].body)
        self.assertIn("The sea is &lt;b&gt;blue", case.activity_ids.note)
        stranger = Message._receive("+353860009999", "Who is this?", self.company)
        self.assertEqual((stranger.case_id.id, stranger.state), (False, "received"))

    def test_a_copy_of_a_production_database_texts_nobody(self):
        self.company.write(
            {
                "sms_provider": "twilio",
                "sms_twilio_account_sid": "AC123",
                "sms_twilio_auth_token": "secret",
            }
        )
        self.env.flush_all()
        with file_open("collection_sms/data/neutralize.sql") as file:
            self.env.cr.execute(file.read())
        self.env.invalidate_all()
        self.assertEqual(self.company.sms_provider, "collection_sandbox")
        self.assertFalse(self.company.sms_twilio_auth_token)
        self.assertEqual(self.text.state, "cancelled")
        self.run_queue_with("success")
        self.assertFalse(self.carried)

    def test_texts_of_other_apps_are_sent_once_too(self):
        foreign = self.env["sms.sms"].create({"number": "+353850000131", "body": "Your order"})
        self.run_queue_with("success")
        self.run_queue_with("success")
        self.assertEqual(sorted(self.carried), sorted([foreign.uuid, self.text.sudo().uuid]))
