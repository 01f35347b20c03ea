from threading import Barrier, Event, current_thread
from threading import enumerate as enumerate_threads
from unittest.mock import patch

from odoo.addons.collection_sms.gateways.carrier import Answer, Verdict
from odoo.addons.collection_sms.gateways.http import CarriesByGateways, SmsApiGateway
from odoo.addons.collection_sms.models import sms_sms
from odoo.addons.collection_sms.models.sms_sms import SmsSms
from odoo.fields import Field
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .carrier_stub import StubCarrier
from .common import CollectionCommon
from .gateway_common import GatewayCommon


class FarCarrier(StubCarrier):
    """Answers when ``together`` texts are with it, and notices two at a time to one number."""

    def __init__(self, together=1):
        super().__init__()
        self.barrier = Barrier(together)
        self.numbers = []
        self.present = []
        self.most = 0
        self.overlap = False

    def accept(self, request, text):  # pylint: disable=missing-return
        """Take the text and say so when all are there."""
        self.overlap |= text["to"] in self.present
        self.present.append(text["to"])
        self.numbers.append(text["to"])
        self.most = max(self.most, len(self.present))
        self.barrier.wait(5)
        self.present.remove(text["to"])
        super().accept(request, text)


@tagged("post_install", "-at_install")
class TestInFlight(GatewayCommon, CollectionCommon):
    """Several texts are with the carrier at once: whatever it does, it is about each of them."""

    def setUp(self):
        super().setUp()
        self.gateway.in_flight = 16

    def far_carrier(self, together=1):
        carrier = FarCarrier(together)
        self.addCleanup(carrier.stop)
        self.gateway.url = carrier.url
        return carrier

    def test_so_many_leave_together(self):
        carrier = self.far_carrier(together=4)
        self.gateway.in_flight = 4
        texts = self.text_customers(8)
        self.run_queue()
        self.assertEqual(set(texts.mapped("state")), {"sent"})
        self.assertEqual({text.carrier_ref for text in texts}, {f"ref-{u}" for u in carrier.taken})
        self.assertEqual((carrier.most, len(carrier.taken)), (4, 8))

    def test_two_texts_to_one_number_keep_their_order(self):
        carrier = self.far_carrier()
        self.env["sms.sms"].create(
            [
                {"number": number, "body": f"{index}", "record_company_id": self.company.id}
                for index in range(8)
                for number in ("+353870000501", "+353870000502")
            ]
        )
        said = []
        accept = carrier.accept
        carrier.accept = lambda *told: (
            said.append((told[1]["to"], told[1]["text"])),
            accept(*told),
        )
        self.run_queue()
        for number in ("+353870000501", "+353870000502"):
            self.assertEqual([text for to, text in said if to == number], list("01234567"))
        self.assertFalse(carrier.overlap)

    def test_one_that_times_out_is_unknown_and_the_others_are_sent(self):
        texts = self.text_customers(16)
        self.carrier.script = ["hang"]
        self.run_queue()
        self.assertEqual(sorted(texts.mapped("state")), ["sent"] * 15 + ["unknown"])
        self.run_later(hours=3)
        self.assertEqual(sorted(self.carrier.taken), sorted(texts.mapped("uuid")))

    def test_a_carrier_that_dies_in_the_middle(self):
        """Some took off in vain: they wait and leave once, and so do all that never took off."""
        self.gateway.in_flight = 4
        texts = self.text_customers(20)
        self.carrier.script = ["accept"] * 6 + ["throttle"] * 4
        self.run_queue()
        states = texts.mapped("state")
        self.assertEqual(set(states), {"sent", "queued"})
        self.assertLessEqual(max(texts.mapped("attempts")), 1)
        self.assertEqual(self.gateway.failures, 1)
        self.assertTrue(self.gateway.paused_until)
        self.carrier.script = []
        self.run_later(hours=1)
        self.assertEqual(set(texts.mapped("state")), {"sent"})
        self.assertEqual(sorted(self.carrier.taken), sorted(texts.mapped("uuid")))

    def test_what_nobody_took_goes_by_the_next_gateway_at_once(self):
        self.gateway.write({"url": "http://127.0.0.1:9/send", "sequence": 1})
        second = self.make_gateway(self.carrier.url, in_flight=8)
        texts = self.text_customers(30)
        self.run_queue()
        self.assertEqual((set(texts.mapped("state")), texts.gateway_id), ({"sent"}, second))
        self.assertEqual(sorted(self.carrier.taken), sorted(texts.mapped("uuid")))

    def test_a_rate_is_kept_in_flight(self):
        self.gateway.rate = 0.01
        texts = self.text_customers(5)
        self.run_queue()
        self.assertEqual(sorted(texts.mapped("state")), ["queued"] * 4 + ["sent"])

    def test_threads_touch_no_record(self):
        """Everything that knows the database stays in the thread of the queue."""
        main = current_thread()
        cursor = type(self.env.cr)
        elsewhere = []

        def watch(method):
            def watched(*arguments, **options):
                if current_thread() is not main:
                    elsewhere.append(current_thread().name)
                return method(*arguments, **options)

            return watched

        texts = self.text_customers(8)
        with (
            patch.object(cursor, "execute", watch(cursor.execute)),
            patch.object(Field, "__get__", watch(Field.__get__)),
        ):
            self.run_queue()
        self.assertEqual((set(texts.mapped("state")), elsewhere), ({"sent"}, []))

    def test_the_lines_are_closed_when_the_queue_is_done(self):
        self.text_customers(4)
        self.run_queue()
        talking = [thread for thread in enumerate_threads() if "collection_sms" in thread.name]
        for thread in talking:
            thread.join(5)
        self.assertFalse([thread for thread in talking if thread.is_alive()])

    def test_the_queue_takes_a_breath_and_goes_on_at_once(self):
        self.gateway.in_flight = 1
        texts = self.text_customers(21)
        queue = self.env.ref("sms.ir_cron_sms_scheduler_action")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", queue.id)])
        with patch.object(sms_sms, "_BUDGET", -1):
            self.run_queue()
        self.assertEqual(sorted(texts.mapped("state")), ["queued"] + ["sent"] * 20)
        again = self.env["ir.cron.trigger"].search([("cron_id", "=", queue.id)])
        self.assertTrue(again - triggers)
        self.run_queue()
        self.assertEqual(sorted(self.carrier.taken), sorted(texts.mapped("uuid")))

    def test_answers_are_recorded_while_the_next_texts_are_on_their_way(self):
        """The carrier does not answer the 21st text before those of the 20 are recorded."""
        carrier = self.far_carrier()
        self.gateway.in_flight = 1
        texts = self.text_customers(21)
        recorded, waited = Event(), []
        accept, record = carrier.accept, SmsSms._record_answers

        def accept_later(*told):
            if len(carrier.taken) == 20:
                waited.append(recorded.wait(5))
            accept(*told)

        def record_and_tell(rows, *told):
            record(rows, *told)
            recorded.set()

        carrier.accept = accept_later
        with patch.object(SmsSms, "_record_answers", record_and_tell):
            self.run_queue()
        self.assertEqual((waited, set(texts.mapped("state"))), ([True], {"sent"}))

    @mute_logger("odoo.addons.collection_sms.models.sms_sms")
    def test_answers_are_recorded_where_the_next_texts_do_not_get_on_their_way(self):
        self.gateway.in_flight = 1
        texts = self.text_customers(21)
        carry = CarriesByGateways._carry

        def fail_at_the_last(api, gateways, messages):
            if len(self.carrier.taken) == 20:
                raise ValueError("No more memory")
            return carry(api, gateways, messages)

        with patch.object(CarriesByGateways, "_carry", fail_at_the_last):
            self.run_queue()
        self.assertEqual(sorted(texts.mapped("state")), ["sent"] * 20 + ["unknown"])

    @mute_logger("odoo.addons.collection_sms.gateways.told")
    def test_answers_that_cannot_be_recorded_are_unknown_and_the_others_go_on(self):
        self.gateway.in_flight = 1
        texts = self.text_customers(21)
        failures = [ValueError("No more room")]
        record = SmsSms._handle_call_result_hook

        def fail_once(rows, told):
            record(rows, told)
            if failures:
                raise failures.pop()

        with patch.object(SmsSms, "_handle_call_result_hook", fail_once):
            self.run_queue()
        self.assertEqual(sorted(texts.mapped("state")), ["sending"] * 20 + ["sent"])
        with self.later(hours=1):
            self.env["collection.message"]._resolve_abandoned()
            self.run_queue()
        self.assertEqual(sorted(texts.mapped("state")), ["sent"] + ["unknown"] * 20)
        self.assertEqual(sorted(self.carrier.taken), sorted(texts.mapped("uuid")))

    def test_what_another_app_leaves_in_the_queue_is_asked_for_once(self):
        """A carrier that says nothing of a text: core leaves it in the queue for the next run."""
        rows = self.env["sms.sms"].create(
            [
                {"number": "+353870000501", "body": "x", "record_company_id": self.company.id}
                for _index in range(3)
            ]
        )
        asked = []

        def says_nothing(_api, messages, **_options):
            asked.extend(messages)
            return []

        with patch.object(SmsApiGateway, "_send_sms_batch", says_nothing):
            self.run_queue()
        self.assertEqual((rows.mapped("state"), len(asked)), (["outgoing"] * 3, 1))

    def test_batches_are_a_small_multiple_of_what_is_in_flight(self):
        rows = self.env["sms.sms"].create({"number": "+353870000500", "body": "Hello"})
        rows.record_company_id = self.company
        for in_flight, size in ((1, 20), (16, 128), (64, 512)):
            self.gateway.in_flight = in_flight
            self.assertEqual(rows._get_send_batch_size(), size)

    @mute_logger("odoo.sql_db")
    def test_between_1_and_64(self):
        for wrong in (0, -1, 65):
            with self.assertRaises(IntegrityError):
                self.gateway.in_flight = wrong
                self.gateway.flush_recordset()

    def test_answers_are_kept_with_few_queries(self):
        """What is written for a batch does not grow with its texts."""

        def queries(count):
            texts = (
                self.env["collection.message"]
                .sudo()
                .create([{"body": "x", "company_id": self.company.id, "state": "sending"}] * count)
            )
            rows = self.env["sms.sms"].create(
                [{"uuid": text.uuid, "number": "+353870000500", "body": "x"} for text in texts]
            )
            self.gateway.segment_price = 0.05
            told = [self.accepted(text) for text in texts]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            rows.with_context(collection_sending=True)._handle_call_result_hook(told)
            self.env.flush_all()
            self.assertEqual(texts[-1].carrier_ref, f"ref-{texts[-1].uuid}")
            self.assertEqual(texts[-1].cost, 0.05)
            return self.env.cr.sql_log_count - before

        queries(1)
        self.assertEqual(queries(5), queries(50))

    def accepted(self, text):
        """The result of a text that the gateway took."""
        answer = Answer(Verdict.ACCEPTED, carrier_ref=f"ref-{text.uuid}")
        told = {"collection_answer": answer, "collection_gateway_id": self.gateway.id}
        return {"uuid": text.uuid, "state": "sent", "failure_reason": False, **told}
