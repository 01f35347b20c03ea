"""What Twilio tells us: delivery reports and replies, if it is Twilio that tells them."""

from itertools import permutations

from odoo.tests import HttpCase, tagged
from twilio.request_validator import RequestValidator

from .twilio_common import NUMBER, TOKEN, TwilioCommon, sid


class TwilioNews(TwilioCommon, HttpCase):
    """A text that has left."""

    def setUp(self):
        super().setUp()
        self.text = self.queue_texts()
        self.run_queue()
        self.assertEqual(self.text.state, "sent")
        self.before = self.events.search_count([])

    def assertRefused(self, response):
        """Nobody learns anything, and nothing is kept."""
        self.assertEqual(response.status_code, 404)
        self.assertEqual(self.events.search_count([]), self.before)

    def events_since(self):
        return self.events.search([], limit=self.events.search_count([]) - self.before)


@tagged("post_install", "-at_install")
class TestTwilioReports(TwilioNews):
    """A report moves a text forward, once, and only if Twilio signed it."""

    def test_a_report_is_kept_as_it_came_and_moves_the_text(self):
        response = self.report(self.text, "delivered", RawDlrDoneDate="2611201000")
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.headers["Content-Type"], "text/xml; charset=utf-8")
        self.assertIn("<Response/>", response.text)
        self.assertEqual(self.text.state, "delivered")
        event = self.events_since()
        self.assertEqual((event.state, event.carrier, event.kind), ("done", "twilio", "report"))
        self.assertIn("RawDlrDoneDate=2611201000", event.body_text)
        notification = self.text.mail_message_id.notification_ids
        self.assertEqual(notification.notification_status, "sent")

    def test_reports_in_every_order_and_twice(self):
        told = ("queued", "sent", "undelivered", "delivered")
        for order in permutations(told):
            with self.subTest(order=order):
                self.text.write({"state": "sent", "failure": False, "address_failed": False})
                for status in (*order, *order):
                    fields = {"MessageSid": sid(self.text.uuid), "MessageStatus": status}
                    self.tell("report", fields, query=f"uuid={self.text.uuid}")
                self.run_cron("collection_sms.ir_cron_carrier_events")
                self.assertEqual(self.text.state, "delivered")

    def test_a_failed_text_stays_failed_whatever_comes_late(self):
        for order in permutations(("queued", "sent", "failed")):
            with self.subTest(order=order):
                self.text.write({"state": "sent"})
                for status in order:
                    self.report(self.text, status, ErrorCode="30034")
                self.assertEqual((self.text.state, self.text.carrier_code), ("refused", "30034"))

    def test_a_report_resolves_what_nobody_knew(self):
        self.text.write({"state": "unknown", "carrier_ref": False})
        self.report(self.text, "queued")
        self.assertEqual(self.text.state, "sent")

    def test_the_row_of_the_queue_may_be_gone(self):
        self.env["sms.sms"].search([("uuid", "=", self.text.uuid)]).unlink()
        self.report(self.text, "delivered")
        self.assertEqual(self.text.state, "delivered")

    def test_numbers_that_fail_for_good_are_told_from_phones_that_are_off(self):
        for code, for_good in (("30003", False), ("30005", True), ("30006", True)):
            with self.subTest(code=code):
                self.text.write(
                    {"state": "sent", "address_failed": False, "address_rests_until": False}
                )
                self.report(self.text, "undelivered", ErrorCode=code)
                self.assertEqual((self.text.state, self.text.carrier_code), ("undelivered", code))
                self.assertTrue(self.text.address_failed)
                self.assertEqual(not self.text.address_rests_until, for_good)
                self.assertTrue(self.text.failure)

    def test_a_stop_that_twilio_tells_late_is_heeded(self):
        self.report(self.text, "failed", ErrorCode="21610")
        self.assertEqual(self.text.state, "refused")
        self.assertTrue(self.env["phone.blacklist"].search([("number", "=", self.text.number)]))

    def test_an_unknown_status_is_kept_and_shown(self):
        self.report(self.text, "teleported")
        self.assertEqual(self.text.state, "sent")
        self.assertIn("teleported", self.events_since().note)

    def test_a_report_without_a_status_is_shown_to_people(self):
        self.tell("report", {"MessageSid": "SM1"})
        self.run_cron("collection_sms.ir_cron_carrier_events")
        self.assertEqual(self.events_since().state, "failed")

    def test_a_report_on_somebody_elses_text_moves_nothing(self):
        fields = {"MessageSid": "SM1", "MessageStatus": "delivered"}
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.text.company_id = other
        self.tell("report", fields, query=f"uuid={self.text.uuid}")
        self.run_cron("collection_sms.ir_cron_carrier_events")
        self.assertEqual(self.text.state, "sent")
        self.assertEqual(self.events_since().state, "ignored")

    def test_only_twilio_is_heard(self):
        fields = {"MessageSid": sid(self.text.uuid), "MessageStatus": "delivered"}
        query = f"uuid={self.text.uuid}"
        elsewhere = RequestValidator(TOKEN).compute_signature(
            f"https://elsewhere.example.com{self.path('report')}?{query}", fields
        )
        for case, forged in {
            "altered": {"signed": {**fields, "MessageStatus": "sent"}},
            "one more": {"signed": {"MessageSid": fields["MessageSid"]}},
            "other URL": {"signature": elsewhere},
            "no signature": {"signature": ""},
            "other token": {"token": "f" * 32},
            "no token": {"token": ""},
            "garbage": {"signature": "\xe9\xff=="},
        }.items():
            with self.subTest(case=case):
                self.assertRefused(self.tell("report", fields, query=query, **forged))

    def test_a_signature_is_good_for_its_text_its_kind_and_its_company_only(self):
        fields = {"MessageSid": sid(self.text.uuid), "MessageStatus": "delivered"}
        url = self.company.get_base_url() + self.path("report")
        signature = RequestValidator(TOKEN).compute_signature(f"{url}?uuid=1", fields)
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.set_up_account(other, token="another")
        for elsewhere in (
            f"{self.path('report')}?uuid={self.text.uuid}",
            f"{self.path('reply')}?uuid=1",
            f"{self.path('report', other)}?uuid=1",
        ):
            headers = {"X-Twilio-Signature": signature}
            self.assertRefused(self.url_open(elsewhere, data=fields, headers=headers))

    def test_the_token_of_another_company_is_no_good(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.set_up_account(other, token="another")
        fields = {"MessageSid": sid(self.text.uuid), "MessageStatus": "delivered"}
        self.assertRefused(self.tell("report", fields, token="another"))
        self.assertEqual(
            self.tell("report", fields, token="another", company=other).status_code, 200
        )

    def test_without_a_token_nobody_is_heard(self):
        fields = {"MessageSid": "SM1", "MessageStatus": "delivered"}
        for token in (False, ""):
            self.company.sms_twilio_auth_token = token
            self.assertRefused(self.tell("report", fields, token=""))

    def test_a_company_that_does_not_text_by_twilio_hears_nothing_of_it(self):
        fields = {"MessageSid": "SM1", "MessageStatus": "delivered"}
        for provider in ("iap", "collection_sandbox", "collection_gateway"):
            self.company.sms_provider = provider
            self.assertRefused(self.tell("report", fields))

    def test_a_forged_host_or_company_is_nobody(self):
        fields = {"MessageStatus": "delivered"}
        signature = RequestValidator(TOKEN).compute_signature(
            f"http://evil.example.com{self.path('report')}", fields
        )
        headers = {"X-Twilio-Signature": signature, "X-Forwarded-Host": "evil.example.com"}
        self.assertRefused(self.url_open(self.path("report"), data=fields, headers=headers))
        for company in ("0", "-1", "2147483647", "99999999999999999999", "x", "1/../1"):
            path = f"/collection/twilio/{company}/report"
            self.assertRefused(self.url_open(path, data=fields, headers=headers))

    def test_a_report_that_is_replayed_changes_nothing(self):
        self.report(self.text, "sent")
        self.report(self.text, "delivered")
        self.report(self.text, "sent")
        self.assertEqual(self.text.state, "delivered")


@tagged("post_install", "-at_install")
class TestTwilioReplies(TwilioNews):
    """A reply reaches the case of the text it answers."""

    def reply(self, body, key="SM9", **fields):
        told = {
            "MessageSid": key,
            "From": self.text.number,
            "To": NUMBER,
            "Body": body,
            "NumMedia": "0",
            **fields,
        }
        response = self.tell("reply", told)
        self.run_cron("collection_sms.ir_cron_carrier_events")
        return response

    def replies(self):
        return self.env["collection.message"].search(
            [("direction", "=", "in"), ("company_id", "=", self.company.id)]
        )

    def is_stopped(self):
        blacklist = self.env["phone.blacklist"].sudo()
        return bool(blacklist.search([("number", "=", self.text.number)]))

    def test_a_reply_reaches_the_case(self):
        response = self.reply("Who is this?")
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.headers["Content-Type"], "text/xml; charset=utf-8")
        reply = self.replies()
        self.assertEqual((reply.body, reply.case_id), ("Who is this?", self.text.case_id))
        self.assertEqual((reply.number, reply.to_number), (self.text.number, NUMBER))

    def test_a_reply_that_is_told_again_is_one_reply(self):
        for _time in range(3):
            self.reply("Who is this?")
        self.reply("Who is this?", key="SM10")
        self.assertEqual(len(self.replies()), 2)

    def test_a_stop_is_a_stop(self):
        self.reply("STOP please")
        self.assertTrue(self.is_stopped())

    def test_a_word_that_stops_at_twilio_stops_here(self):
        self.reply("Genug jetzt", OptOutType="STOP")
        self.assertTrue(self.is_stopped())

    def test_what_twilio_calls_a_start_is_none_unless_the_words_say_so(self):
        self.reply("STOP")
        self.reply("Yes", key="SM10", OptOutType="START")
        self.assertTrue(self.is_stopped())
        self.reply("START", key="SM11", OptOutType="START")
        self.assertFalse(self.is_stopped())

    def test_a_picture_is_noted_and_left_to_a_person(self):
        self.reply(
            "", NumMedia="1", MediaUrl0="https://api.twilio.com/x", MediaContentType0="image/jpeg"
        )
        reply = self.replies()
        self.assertIn("picture", reply.body)
        self.assertEqual(reply.inbox_state, "unread")
        self.assertIn("MediaUrl0", self.events_since().body_text)

    def test_a_stop_with_a_picture_is_a_stop(self):
        self.reply("STOP", NumMedia="1")
        self.assertTrue(self.is_stopped())

    def test_a_forged_reply_stops_nobody(self):
        fields = {"MessageSid": "SM9", "From": self.text.number, "To": NUMBER, "Body": "STOP"}
        self.assertRefused(self.tell("reply", fields, signed={**fields, "Body": "Hi"}))
        self.assertRefused(self.tell("reply", fields, token=""))
        self.assertFalse(self.is_stopped())

    def test_the_settings_say_what_to_enter_at_twilio(self):
        settings = self.env["res.config.settings"].create({"company_id": self.company.id})
        url = f"{self.company.get_base_url()}/collection/twilio/{self.company.id}/reply"
        self.assertEqual(settings.collection_twilio_reply_url, url)

    def test_a_collector_sees_no_secret(self):
        company = self.company.with_user(self.collector)
        for name in ("sms_twilio_auth_token", "sms_twilio_account_sid"):
            self.assertNotIn(name, company.fields_get())
