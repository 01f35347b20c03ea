from datetime import timedelta

from odoo import Command, fields
from odoo.tests import tagged

from .common import CollectionCommon


@tagged("post_install", "-at_install")
class TestAnswerDeparture(CollectionCommon):
    """What the contact rules say of texts that answer a customer's."""

    def setUp(self):
        super().setUp()
        self.send_automatically()
        self.make_invoice(10)
        self.any_hour.cap_ids = [Command.create({"maximum": 1, "period": 7, "unit": "days"})]
        self.run_cron()
        self.run_queue()
        self.messages = self.env["collection.message"].sudo()
        self.reply = self.messages._receive(
            self.customer.phone_sanitized, "How much?", self.company
        )

    def answer(self, **values):
        case = self.case_of().sudo()
        answer = self.messages.create(
            {
                "case_id": case.id,
                "partner_id": case.partner_id.id,
                "company_id": case.company_id.id,
                "number": self.reply.number,
                "body": "It is 100.",
                **values,
            }
        )
        answer._enqueue()
        return answer

    def test_an_answer_waits_for_no_cap_but_another_text_does(self):
        now = fields.Datetime.now()
        self.assertGreater(self.answer().scheduled_at, now + timedelta(days=6))
        answer = self.answer(reply_to_id=self.reply.id)
        self.assertEqual(answer.scheduled_at, now)
        self.run_queue()
        self.assertEqual(answer.state, "delivered")

    def test_an_answer_waits_for_the_next_open_hour(self):
        self.any_hour.window_ids = [
            Command.clear(),
            Command.create({"days": "all", "hour_from": 12, "hour_to": 14}),
        ]
        answer = self.answer(reply_to_id=self.reply.id)
        self.assertEqual(answer.scheduled_at.hour, 12)

    def test_an_answer_goes_to_the_number_that_wrote(self):
        self.customer.phone = "+353870000999"
        answer = self.answer(reply_to_id=self.reply.id)
        self.run_queue()
        self.assertEqual(answer.state, "delivered")

    def test_only_what_confirms_a_stop_leaves_to_a_stopped_number_and_at_night(self):
        self.any_hour.window_ids = [
            Command.clear(),
            Command.create({"days": "all", "hour_from": 12, "hour_to": 14}),
        ]
        self.env["phone.blacklist"]._add([self.reply.number])
        answer = self.answer(reply_to_id=self.reply.id)
        confirmation = self.answer(reply_to_id=self.reply.id, confirms_stop=True)
        self.run_queue()
        self.assertEqual(confirmation.state, "delivered")
        self.assertNotEqual(answer.state, "delivered")

    def test_a_number_that_nobody_knows_gets_its_confirmation(self):
        stranger = self.messages._receive("+353870000777", "STOP", self.company)
        confirmation = self.messages.create(
            {
                "company_id": self.company.id,
                "number": stranger.number,
                "body": "No more texts.",
                "reply_to_id": stranger.id,
                "confirms_stop": True,
            }
        )
        confirmation._enqueue()
        self.run_queue()
        self.assertEqual(confirmation.state, "delivered")
