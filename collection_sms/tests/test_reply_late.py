from base64 import b64encode
from datetime import timedelta

from odoo import fields
from odoo.addons.collection_sms.gateways.webhook import Reply
from odoo.tests import HttpCase, tagged
from odoo.tools.misc import file_open

from .common import CollectionCommon
from .reply_common import NUMBER, ReplyCommon

HALF_AN_EMOJI = b'{"id": "1", "from": "+353870000114", "text": "STOP \\ud83d"}'
ZEROS = b'{"id": "2", "from": "+353870000114", "text": "S\\u0000T\\u0000O\\u0000P\\u0000"}'
ONE_OF_TWO = (
    b'{"results": [{"messageId": "a", "from": "", "text": "?"},'
    b' {"messageId": "b", "from": "353870000114", "text": "STOP"}]}'
)


class LateCommon(ReplyCommon):
    """What carriers tell, as they tell it."""

    def told(self, body, hours_ago=0):
        """A reply that the carrier told so long ago, and that is understood now."""
        at = fields.Datetime.now() - timedelta(hours=hours_ago)
        messages = self.env["collection.message"].sudo()
        reply = messages._receive_from_carrier(Reply(number=NUMBER, body=body), self.company, at=at)
        self.run_queue()
        return reply

    def make_event(self, preset, content):
        """A reply as a carrier with ``preset`` told it."""
        values = {"name": preset, "preset": preset, "company_id": self.company.id, "active": False}
        gateway = self.env["collection.gateway"].create(values)
        return (
            self.env["collection.carrier.event"]
            .sudo()
            .create(
                {
                    "carrier": preset,
                    "kind": "reply",
                    "gateway_id": gateway.id,
                    "company_id": self.company.id,
                    "content_type": "application/json",
                    "body": b64encode(content),
                }
            )
        )


@tagged("post_install", "-at_install")
class TestLateReplies(LateCommon):
    """Replies that are understood long after they came, or in another order."""

    def test_a_stop_that_is_understood_late_is_heeded_without_another_text(self):
        reply = self.told("STOP", hours_ago=3)
        self.assertTrue(self.is_blacklisted(NUMBER))
        self.assertFalse(self.answers())
        self.assertEqual(reply.inbox_state, "done")

    def test_a_start_from_before_a_stop_starts_nothing(self):
        self.told("STOP")
        reply = self.told("START", hours_ago=3)
        self.assertTrue(self.is_blacklisted(NUMBER))
        self.assertEqual(reply.inbox_state, "unread")
        with self.at(12):
            self.told("START")
        self.assertFalse(self.is_blacklisted(NUMBER))

    def test_a_start_from_before_a_stop_on_the_page_starts_nothing(self):
        self.log._withdraw(self.customer, self.company, {"sms"}, "page")
        self.told("START", hours_ago=3)
        self.assertTrue(self.is_blacklisted(NUMBER))

    def test_an_answer_that_waits_does_not_follow_the_old_number(self):
        self.only_from_eight()
        with self.at(22):
            reply = self.told("How much do I owe?")
            self.assertEqual(self.kinds(), [("balance", "queued")])
            self.customer.phone = "+353870000115"
        with self.at(9, days=1):
            self.run_cron("collection_sms.ir_cron_release")
            self.run_queue()
        self.assertEqual(self.kinds(), [("balance", "cancelled")])
        self.assertEqual(reply.inbox_state, "unread")

    def test_who_has_the_number_now_starts_no_calls_and_emails(self):
        self.log._withdraw(self.customer, self.company, {"phone", "email"}, "page")
        self.customer.phone = "+353870000115"
        for body in ("START ALL", "You may call me again", "Please email me again"):
            self.told(body)
            self.assertEqual(self.stopped(), {"phone", "email"}, body)

    def test_a_stop_with_letters_no_database_keeps(self):
        for content in (HALF_AN_EMOJI, ZEROS):
            self.env["phone.blacklist"].search([]).unlink()
            event = self.make_event("json", content)
            event._process()
            self.assertEqual((event.state, self.is_blacklisted(NUMBER)), ("done", True), content)

    def test_one_reply_that_cannot_be_read_does_not_take_others_along(self):
        event = self.make_event("infobip", ONE_OF_TWO)
        event._process()
        self.assertEqual((event.state, self.is_blacklisted(NUMBER)), ("done", True))

    def test_what_could_not_be_read_is_not_kept_for_ever(self):
        self.company.collection_retention_months = 1
        event = self.make_event("json", b"{}")
        event._process()
        self.assertEqual(event.state, "failed")
        with self.on_day(20):
            self.run_cron("collection_sms.ir_cron_anonymise")
        self.assertTrue(event.exists())
        with self.on_day(40):
            self.run_cron("collection_sms.ir_cron_anonymise")
        self.assertFalse(event.exists())


@tagged("post_install", "-at_install")
class TestArchivedGateway(CollectionCommon, HttpCase):
    """A gateway that sends no more."""

    def setUp(self):
        super().setUp()
        values = {"name": "Old", "preset": "json", "company_id": self.company.id, "active": False}
        self.gateway = self.env["collection.gateway"].create(values)

    def test_replies_to_what_it_has_sent_are_still_heard(self):
        answer = self.url_open(
            f"/collection/gateway/{self.gateway.webhook_token}/reply?id=1&from=%2B1&text=STOP"
        )
        self.assertEqual(answer.status_code, 200)

    def test_a_copy_of_the_database_has_no_key_that_was_entered_as_a_parameter(self):
        rows = self.env["collection.gateway.parameter"].create(
            [
                {"gateway_id": self.gateway.id, "name": name, "value": value, "place": "header"}
                for name, value in (("X-Key", "s3cret"), ("X-To", "{number}"))
            ]
        )
        self.env.flush_all()
        with file_open("collection_sms/data/neutralize.sql") as file:
            self.env.cr.execute(file.read())
        self.env.invalidate_all()
        self.assertEqual(rows.mapped("value"), [False, "{number}"])
