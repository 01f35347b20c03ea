from decimal import Decimal

from odoo.addons.collection_sms.gateways.webhook import Reply, Report
from odoo.tests import HttpCase, tagged

from .common import CollectionCommon


@tagged("post_install", "-at_install")
class TestCarrierNews(CollectionCommon):
    """What carriers tell us moves texts, once and forward only."""

    def setUp(self):
        super().setUp()
        self.send_automatically()
        self.make_invoice(10)
        self.company.sms_provider = "iap"
        self.run_cron()
        self.text = self.texts_of().sudo()
        self.text.write({"state": "sent", "carrier_ref": "A-1"})
        self.messages = self.env["collection.message"].sudo()

    def report(self, state, **values):
        told = Report(**{"status": state, "state": state, "carrier_ref": "A-1", **values})
        return self.messages._apply_reports([told], "json", self.company)

    def test_a_report_by_the_carriers_reference_moves_the_text_and_the_chatter(self):
        self.report("delivered")
        self.assertEqual(self.text.state, "delivered")
        notification = self.text.mail_message_id.notification_ids
        self.assertEqual(notification.notification_status, "sent")
        self.report("undelivered", reason="late news")
        self.assertEqual(self.text.state, "delivered")

    def test_a_report_of_another_company_moves_nothing(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        report = Report(status="delivered", state="delivered", uuid=self.text.uuid)
        texts, note = self.messages._apply_reports([report], "json", other)
        self.assertFalse(texts)
        self.assertIn("No text", note)
        self.assertEqual(self.text.state, "sent")

    def test_an_unknown_status_is_shown_and_never_guessed(self):
        report = Report(status="QUANTUM", state="", uuid=self.text.uuid)
        texts, note = self.messages._apply_reports([report], "json", self.company)
        self.assertEqual(texts, self.text)
        self.assertIn("QUANTUM", note)
        self.assertEqual(self.text.state, "sent")

    def test_a_number_that_fails_for_good_is_told_from_a_phone_that_is_off(self):
        self.env["collection.carrier.error"].create(
            {"carrier": "json", "code": "5", "number_failed": True, "words": "No such number"}
        )
        self.report("undelivered", code="5", reason="UNKN")
        self.assertEqual((self.text.failure, self.text.carrier_code), ("No such number", "5"))
        self.assertTrue(self.text.address_failed)
        self.assertFalse(self.text.address_rests_until)

    def test_a_report_without_a_code_leaves_that_of_the_answer(self):
        self.env["collection.carrier.error"].create(
            {"carrier": "json", "code": "7", "meaning": "number", "words": "No such number"}
        )
        self.text.carrier_code = "7"
        self.report("refused", reason="NACK")
        self.assertEqual((self.text.failure, self.text.carrier_code), ("No such number", "7"))

    def test_a_phone_that_is_off_rests_for_some_days(self):
        self.report("undelivered", code="99", reason="Absent")
        self.assertEqual(self.text.failure, "Absent")
        self.assertTrue(self.text.address_failed and self.text.address_rests_until)
        failed = self.messages._failed_addresses
        self.assertTrue(failed(self.case_of()))
        with self.on_day(8):
            self.assertFalse(failed(self.case_of()))

    def test_cost_and_segments_are_kept(self):
        self.report("sent", cost=Decimal("-0.0750"), currency="usd", segments=2)
        self.assertEqual((self.text.cost, self.text.carrier_segments), (0.075, 2))
        self.assertEqual(self.text.cost_currency_id.name, "USD")

    def test_a_reply_that_the_carrier_tells_twice_is_one_reply(self):
        reply = Reply(number="353870000114", body="Who is this?", to="353860000001", key="R-1")
        first = self.messages._receive_from_carrier(reply, self.company)
        again = self.messages._receive_from_carrier(reply, self.company)
        self.assertEqual((first.number, first.case_id), ("+353870000114", self.case_of()))
        self.assertFalse(again)


@tagged("post_install", "-at_install")
class TestGatewayRoutes(CollectionCommon, HttpCase):
    """Only who knows the address is heard, and whatever is heard is kept."""

    def setUp(self):
        super().setUp()
        self.gateway = self.env["collection.gateway"].create(
            {"name": "Kannel", "preset": "json", "company_id": self.company.id}
        )
        self.path = f"/collection/gateway/{self.gateway.webhook_token}"
        self.events = self.env["collection.carrier.event"].sudo()

    def test_a_wrong_secret_is_nobody(self):
        before = self.events.search_count([])
        for token in ("", "x", self.gateway.webhook_token[:-1], "%00", "é" * 20):
            answer = self.url_open(f"/collection/gateway/{token}/report?id=1")
            self.assertEqual(answer.status_code, 404)
        self.assertEqual(self.events.search_count([]), before)

    def test_query_form_and_json_are_kept_as_they_came(self):
        self.url_open(f"{self.path}/report?id=a%20b&text=%FF%00")
        self.url_open(f"{self.path}/reply", data={"from": "+31 6", "text": "a&b=é"})
        self.url_open(f"{self.path}/reply", json={"text": "é😀"})
        json_event, form_event, query_event = self.events.search([], limit=3)
        self.assertEqual(query_event.query, "id=a%20b&text=%FF%00")
        self.assertEqual(form_event._webhook().body, b"from=%2B31+6&text=a%26b%3D%C3%A9")
        self.assertIn("text", json_event.body_text)
        self.assertEqual(json_event.content_type, "application/json")
        self.assertEqual((json_event.kind, query_event.kind), ("reply", "report"))

    def test_a_zero_character_is_no_reason_to_lose_a_report(self):
        headers = {"Content-Type": "text/x\x00y"}
        answer = self.url_open(f"{self.path}/report", data=b"{}", headers=headers)
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(self.events.search([], limit=1).content_type, "text/xy")

    def test_what_cannot_be_read_is_kept_and_shown(self):
        self.url_open(f"{self.path}/report", data=b"\x00\xff", headers={"Content-Type": "x/y"})
        event = self.events.search([], limit=1)
        self.run_cron("collection_sms.ir_cron_carrier_events")
        self.assertEqual(event.state, "failed")
        self.assertTrue(event.note)
