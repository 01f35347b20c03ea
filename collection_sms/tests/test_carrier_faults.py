from odoo.tests import tagged

from .common import CollectionCommon
from .gateway_common import GatewayCommon


@tagged("post_install", "-at_install")
class TestCarrierFaults(GatewayCommon, CollectionCommon):
    """Whatever a carrier does: nothing is sent twice, nothing is lost, and every state is right."""

    def test_an_accepted_text_is_sent_with_the_carriers_reference(self):
        text = self.text_customers()
        self.run_queue()
        self.assertEqual((text.state, text.carrier_ref), ("sent", f"ref-{text.uuid}"))
        self.assertEqual(text.gateway_id, self.gateway)
        self.assertTrue(self.gateway.last_success)

    def test_a_carrier_that_is_down_is_asked_again_later_and_gets_the_text_once(self):
        text = self.text_customers()
        up = self.gateway.url
        self.gateway.url = "http://127.0.0.1:9/send"  # the port where nobody listens
        self.run_queue()
        self.assertEqual((text.state, text.attempts), ("queued", 1))
        self.assertTrue(self.gateway.paused_until and self.gateway.last_failure_words)
        self.gateway.url = up
        self.run_later(seconds=30)
        self.assertEqual((text.state, self.carrier.asked), ("queued", []))
        self.run_later(minutes=5)
        self.assertEqual((text.state, self.carrier.taken), ("sent", [text.uuid]))

    def test_another_gateway_takes_over_what_the_first_certainly_did_not_take(self):
        self.gateway.write({"url": "http://127.0.0.1:9/send", "sequence": 1})
        second = self.make_gateway(self.carrier.url)
        texts = self.text_customers(3)
        self.run_queue()
        self.assertEqual(texts.mapped("state"), ["sent"] * 3)
        self.assertEqual(texts.gateway_id, second)
        self.assertEqual(self.gateway.failures, 1)

    def test_what_may_have_been_taken_is_never_handed_to_another_gateway(self):
        second = self.start_carrier()
        self.make_gateway(second.url)
        for fault in ("hang", "drip", "fail", "babble"):
            with self.subTest(fault=fault):
                self.gateway.write({"paused_until": False, "failures": 0})
                partner = self.make_customer(fault, f"+35387{hash(fault) % 10**7:07}")
                self.make_invoice(10, partner=partner)
                self.run_cron()
                self.carrier.script = [fault]
                self.run_queue()
                text = self.texts_of(partner).sudo()
                self.assertEqual(text.state, "unknown")
                self.run_later(hours=3)
                self.assertEqual(self.carrier.taken.count(text.uuid), 1)
                self.assertFalse(second.asked)

    def test_a_report_resolves_what_was_unknown(self):
        text = self.text_customers()
        self.carrier.script = ["hang"]
        self.run_queue()
        self.gateway.write({"report_uuid": "uuid", "report_status": "status"})
        self.gateway.report_states = "ok = delivered"
        event = (
            self.env["collection.carrier.event"]
            .sudo()
            .create(
                {
                    "carrier": "json",
                    "kind": "report",
                    "gateway_id": self.gateway.id,
                    "company_id": self.company.id,
                    "query": f"uuid={text.uuid}&status=ok",
                }
            )
        )
        self.run_cron("collection_sms.ir_cron_carrier_events")
        self.assertEqual((event.state, text.state), ("done", "delivered"))

    def test_a_throttling_carrier_gets_its_time(self):
        text = self.text_customers()
        self.carrier.script = ["throttle"]
        self.run_queue()
        self.assertEqual(text.state, "queued")
        self.run_later(minutes=9)
        self.assertEqual(text.state, "queued")
        self.run_later(minutes=11)
        self.assertEqual((text.state, self.carrier.taken), ("sent", [text.uuid]))

    def test_half_a_batch(self):
        texts = self.text_customers(5)
        self.carrier.script = ["accept", "fail", "refuse", "throttle", "accept"]
        self.run_queue()
        states = dict(zip(self.carrier.asked, texts.mapped("state"), strict=False))
        self.assertEqual(
            texts.mapped("state"), ["sent", "unknown", "refused", "queued", "queued"], states
        )
        self.run_later(minutes=30)
        self.assertEqual(texts.mapped("state"), ["sent", "unknown", "refused", "sent", "sent"])
        self.assertEqual(sorted(self.carrier.taken), sorted(set(self.carrier.taken)))

    def test_a_refused_number_goes_another_way_or_to_a_person(self):
        self.env["collection.carrier.error"].create(
            {"carrier": "json", "code": "21211", "meaning": "number", "number_failed": True}
        )
        text = self.text_customers()
        self.carrier.script = ["refuse"]
        self.run_queue()
        self.assertEqual((text.state, text.carrier_code), ("refused", "21211"))
        self.assertTrue(text.address_failed)
        self.assertTrue(text.case_id.activity_ids)

    def test_the_price_of_a_segment_where_the_carrier_names_none(self):
        self.gateway.segment_price = 0.05
        text = self.text_customers()
        self.run_queue()
        self.assertEqual(text.cost, 0.05 * text.segments)
        self.assertEqual(text.cost_currency_id, self.company.currency_id)

    def test_a_carrier_that_knows_our_key_again_is_asked_twice(self):
        self.gateway.write({"idempotency_header": "Idempotency-Key", "is_idempotent": True})
        text = self.text_customers()
        self.carrier.script = ["hang"]
        self.run_queue()
        self.assertEqual((text.state, self.carrier.asked), ("sent", [text.uuid] * 2))

    def test_a_no_to_the_second_time_says_nothing_of_the_first(self):
        other = self.start_carrier()
        self.make_gateway(other.url, sequence=20)
        self.gateway.write({"idempotency_header": "Idempotency-Key", "is_idempotent": True})
        text = self.text_customers()
        self.carrier.script = ["hang", "throttle"]
        self.run_queue()
        self.run_later(hours=2)
        self.assertEqual((text.state, other.taken), ("unknown", []))
        self.assertEqual(self.carrier.taken, [text.uuid])

    def test_no_gateway_for_the_number(self):
        self.gateway.prefixes = "+49, +43"
        text = self.text_customers()
        self.run_queue()
        self.assertEqual(text.state, "refused")
        self.assertIn("No gateway", text.failure)

    def test_the_longest_prefix_goes_first(self):
        mobile = self.make_gateway(self.carrier.url, prefixes="+35387", sequence=90)
        ireland = self.make_gateway(self.carrier.url, prefixes="353, +44", sequence=1)
        route = (self.gateway + mobile + ireland)._route
        self.assertEqual(route("+353870000114"), mobile + ireland + self.gateway)
        self.assertEqual(route("+447700900000"), ireland + self.gateway)
        self.assertEqual(route("+4915100000"), self.gateway)

    def test_a_carrier_without_answer_does_not_hold_up_other_companies(self):
        other = self.company_data_2["company"] if hasattr(self, "company_data_2") else None
        other = other or self.env["res.company"].create({"name": "Elsewhere"})
        other.sms_provider = "collection_gateway"
        second = self.start_carrier()
        self.make_gateway(second.url, other)
        text = self.text_customers()
        foreign = self.env["sms.sms"].create(
            {"number": "+353870000555", "body": "Hello", "record_company_id": other.id}
        )
        self.carrier.script = ["hang"]
        self.run_queue()
        self.assertEqual(text.state, "unknown")
        self.assertEqual((len(second.taken), foreign.state), (1, "pending"))

    def test_a_rate_is_kept_and_the_rest_waits(self):
        self.gateway.rate = 0.01
        texts = self.text_customers(3)
        self.run_queue()
        self.assertEqual(texts.mapped("state"), ["sent", "queued", "queued"])
        self.assertEqual(texts.mapped("attempts"), [0, 0, 0])

    def test_somebody_is_told_of_a_carrier_that_stays_away(self):
        self.gateway.url = "http://127.0.0.1:9/send"
        self.text_customers()
        self.run_queue()
        for hours in (1, 2, 3):
            self.run_later(hours=hours)
        self.assertEqual(len(self.gateway.activity_ids), 1)

    def test_a_text_whose_customer_has_paid_meanwhile_does_not_come_back(self):
        text = self.text_customers()
        self.carrier.script = ["throttle"]
        self.run_queue()
        self.pay(text.line_ids.move_line_id.move_id)
        self.run_later(hours=1)
        self.assertEqual((text.state, self.carrier.taken), ("cancelled", []))
