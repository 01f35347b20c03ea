"""Texts by Twilio on this machine: what leaves, and what becomes of it whatever Twilio answers."""

from datetime import timedelta

from freezegun import freeze_time
from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .twilio_common import ACCOUNT, NUMBER, TwilioCommon, sid


@tagged("post_install", "-at_install")
class TestTwilio(TwilioCommon):
    """Nothing is sent twice, nothing is lost, and every state is right."""

    def run_later(self, **delta):
        """What the scheduled actions do after a while."""
        with freeze_time(fields.Datetime.now() + timedelta(**delta), tick=True):
            self.run_cron("collection_sms.ir_cron_release")
            self.run_queue()

    def test_a_text_is_taken_with_reference_and_segments(self):
        text = self.queue_texts()
        self.run_queue()
        self.assertEqual((text.state, text.carrier_ref), ("sent", sid(text.uuid)))
        self.assertEqual(text.carrier_segments, 2)
        asked = self.carrier.texts[text.uuid]
        self.assertEqual(
            (asked["From"], asked["To"], asked["Body"]), (NUMBER, text.number, text.body)
        )
        callback = f"{self.company.get_base_url()}{self.path('report')}?uuid={text.uuid}"
        self.assertEqual(asked["StatusCallback"], callback)
        tracker = self.env["sms.tracker"].search([("sms_uuid", "=", text.uuid)])
        self.assertEqual(tracker.sms_twilio_sid, sid(text.uuid))

    def test_a_break_down_in_the_middle_of_a_batch_is_that_of_one_text(self):
        texts = self.queue_texts(4)
        self.carrier.script = ["accept", "bad_gateway"]
        self.run_queue()
        self.assertEqual(sorted(texts.mapped("state")), ["sent", "sent", "sent", "unknown"])
        self.run_later(hours=3)
        self.assertEqual(sorted(self.carrier.taken), sorted(texts.mapped("uuid")))

    def test_what_twilio_may_have_taken_is_never_sent_again(self):
        for digit, fault in enumerate(("hang", "drip", "fail", "babble")):
            with self.subTest(fault=fault):
                self.company.collection_twilio_paused_until = False
                text = self.text_customer(f"+35387000020{digit}", fault)
                self.assertEqual(text.state, "unknown")
                self.run_later(hours=3)
                self.assertEqual(self.carrier.taken.count(text.uuid), 1)
                self.assertFalse(
                    self.env["sms.sms"]
                    .search([("uuid", "=", text.uuid)])
                    .filtered(lambda row: row.state == "outgoing")
                )

    def test_twilio_that_is_down_is_asked_again_later(self):
        texts = self.queue_texts(2)
        self.point_to("http://127.0.0.1:9/send")  # the port where nobody listens
        self.run_queue()
        self.assertEqual(texts.mapped("state"), ["queued", "queued"])
        self.assertEqual(texts.mapped("attempts"), [1, 1])
        self.assertEqual(self.company.collection_twilio_failures, 1)
        self.point_to(self.carrier.url)
        self.run_later(minutes=5)
        self.assertEqual(texts.mapped("state"), ["sent", "sent"])
        self.assertFalse(self.company.collection_twilio_failures)

    def test_too_many_requests_wait_as_long_as_twilio_asks(self):
        text = self.queue_texts()
        self.carrier.script = ["throttle"]
        self.run_queue()
        self.assertEqual((text.state, self.carrier.taken), ("queued", []))
        self.run_later(minutes=8)
        self.assertEqual((text.state, len(self.carrier.asked)), ("queued", 1))
        self.run_later(minutes=11)
        self.assertEqual((text.state, self.carrier.taken), ("sent", [text.uuid]))

    def test_a_login_that_is_refused_keeps_the_texts_and_tells_somebody_once(self):
        texts = self.queue_texts(2)
        self.carrier.script = ["no_login"] * 5  # both at the same time, then one to see how it is
        for hours in range(4):
            self.run_later(hours=2 * hours)
        self.assertEqual(texts.mapped("state"), ["queued", "queued"])
        activity = self.company.partner_id.activity_ids
        self.assertEqual(len(activity), 1)
        self.assertIn("Authenticate", activity.note)
        self.run_later(hours=12)
        self.assertEqual(texts.mapped("state"), ["sent", "sent"])

    def test_an_account_that_somebody_mended_is_asked_at_once(self):
        self.queue_texts()
        self.carrier.script = ["no_login"]
        self.run_queue()
        self.assertTrue(self.company._is_twilio_paused())
        self.company.sms_twilio_auth_token = "mended"
        self.assertFalse(self.company._is_twilio_paused())

    def test_a_stop_that_twilio_confirmed_itself_is_no_work_for_people(self):
        text = self.queue_texts()
        self.run_queue()
        todos = text.case_id.activity_ids
        self.carrier.script = ["opted_out"]
        self.env["collection.message"]._receive(text.number, "STOP", self.company)
        farewell = self.env["collection.message"].search([("confirms_stop", "=", True)])
        self.run_queue()
        self.assertEqual((farewell.state, farewell.carrier_code), ("refused", "21610"))
        self.assertEqual(text.case_id.activity_ids, todos)

    def test_who_starts_texts_again_gets_them_although_twilio_refused_the_farewell(self):
        text = self.queue_texts()
        self.run_queue()
        self.carrier.script = ["opted_out"]
        for body in ("STOP", "START"):
            self.env["collection.message"]._receive(text.number, body, self.company)
            self.run_queue()
        answers = self.env["collection.message"].search([("is_automatic", "=", True)])
        self.assertEqual(
            [(answer.answer_kind, answer.state) for answer in answers.sorted("id")],
            [("opt_out", "refused"), ("opt_in", "sent")],
        )

    def test_a_company_without_an_account_sends_nothing_and_loses_nothing(self):
        for values in ({"sms_twilio_account_sid": "AC1"}, {"sms_twilio_auth_token": False}):
            with self.subTest(values=values):
                self.company.write(values)
                text = self.queue_texts()
                self.run_queue()
                self.assertEqual(set(text.mapped("state")), {"queued"})
                self.assertFalse(self.carrier.asked)

    def test_a_number_that_opted_out_at_twilio_is_stopped_here(self):
        text = self.queue_texts()
        self.carrier.script = ["opted_out"]
        self.run_queue()
        self.assertEqual((text.state, text.carrier_code), ("refused", "21610"))
        self.assertTrue(self.env["phone.blacklist"].search([("number", "=", text.number)]))
        entry = self.env["collection.consent"].search([("number", "=", text.number)], limit=1)
        self.assertEqual((entry.action, entry.how), ("withdrawn", "carrier"))

    def test_a_refused_number_is_flagged(self):
        text = self.queue_texts()
        self.carrier.script = ["refuse"]  # 21211
        self.run_queue()
        self.assertEqual((text.state, text.address_failed), ("refused", True))
        self.assertFalse(text.address_rests_until)

    def test_texts_of_two_companies_go_by_their_own_accounts(self):
        data = self.setup_other_company(name="Elsewhere")
        other = data["company"]
        account = "AC" + "2" * 32
        self.set_up_account(other, account, "another", "+353860000002")
        text = self.queue_texts()
        theirs = self.queue_texts(
            company=other, company_id=other.id, journal_id=data["default_journal_sale"].id
        )
        self.run_queue()
        self.assertEqual((text.state, theirs.state), ("sent", "sent"))
        taken = self.carrier.texts
        self.assertEqual((taken[text.uuid]["account"], taken[text.uuid]["From"]), (ACCOUNT, NUMBER))
        self.assertEqual(taken[theirs.uuid]["account"], account)
        self.assertEqual(taken[theirs.uuid]["From"], "+353860000002")
        self.assertIn(f"/collection/twilio/{other.id}/", taken[theirs.uuid]["StatusCallback"])

    def foreign_text(self, number):
        return self.env["sms.sms"].create({"number": number, "body": "Your parcel is on its way."})

    @mute_logger("odoo.addons.sms_twilio.tools.sms_api")
    def test_texts_of_other_apps_leave_as_core_sends_them(self):
        texts = self.foreign_text("+353870000181") + self.foreign_text("+353870000182")
        ours = self.queue_texts()
        self.carrier.script = ["accept", "bad_gateway"]
        self.run_queue()
        self.assertEqual(texts.mapped("state"), ["pending", "error"])
        first, _second = texts
        self.assertIn(
            f"/sms_twilio/status/{first.uuid}", self.carrier.texts[first.uuid]["StatusCallback"]
        )
        self.assertEqual(ours.state, "sent")
