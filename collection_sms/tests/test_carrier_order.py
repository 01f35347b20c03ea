from odoo import Command
from odoo.addons.collection_sms.gateways.webhook import Reply, Report
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from psycopg2.errorcodes import SERIALIZATION_FAILURE
from psycopg2.errors import SerializationFailure

from .common import CollectionCommon
from .gateway_common import GatewayCommon


class _Conflict(SerializationFailure):
    """As PostgreSQL reports it."""

    pgcode = SERIALIZATION_FAILURE


@tagged("post_install", "-at_install")
class TestCarrierOrder(GatewayCommon, CollectionCommon):
    """Reports and answers that contradict each other, come late, or are about somebody else."""

    def report(self, texts, state, **values):
        told = [Report(status=state, state=state, uuid=text.uuid, **values) for text in texts]
        return texts._apply_reports(told, "json", self.company, self.gateway)

    def test_a_text_that_a_report_calls_delivered_is_not_sent_again(self):
        """The carrier's no came late: its report was faster, and proves that it took the text."""
        text = self.text_customers()
        row = self.env["sms.sms"].sudo().search([("uuid", "=", text.uuid)])
        text.state, row.state = "sending", "process"
        self.report(text, "delivered")
        row._update_sms_state_and_trackers("error", failure_type="sms_server")
        row._handle_call_result_hook([{"uuid": text.uuid, "state": "collection_later"}])
        self.assertEqual(text.state, "delivered")
        shown = text.mail_message_id.notification_ids
        self.assertEqual((shown.notification_status, shown.failure_type), ("sent", False))
        self.run_later(hours=3)
        self.assertEqual((text.state, self.carrier.asked), ("delivered", []))

    def test_a_customer_who_acts_while_texts_leave_does_not_hold_up_the_queue(self):
        texts = self.text_customers(2)
        conflicts = [_Conflict()]
        recheck = type(texts)._recheck

        def recheck_in_conflict(messages):
            if conflicts:
                raise conflicts.pop()
            return recheck(messages)

        self.patch(type(texts), "_recheck", recheck_in_conflict)
        self.run_queue()
        self.assertEqual(texts.mapped("state"), ["sent", "sent"])
        self.assertEqual(sorted(self.carrier.asked), sorted(texts.mapped("uuid")))

    def test_a_report_that_is_faster_than_the_end_of_its_batch(self):
        """It names the text by the carrier's reference, which is not recorded yet."""
        self.gateway.write({"report_ref": "id", "report_status": "status"})
        self.gateway.report_states = "ok = delivered"
        text = self.text_customers()
        about = {"carrier": "json", "kind": "report", "company_id": self.company.id}
        events = self.env["collection.carrier.event"].sudo()
        events = events.create(
            [
                {**about, "gateway_id": self.gateway.id, "query": f"id={ref}&status=ok"}
                for ref in (f"ref-{text.uuid}", "of-nobody")
            ]
        )
        self.run_cron("collection_sms.ir_cron_carrier_events")
        self.assertEqual(events.mapped("state"), ["new", "new"])
        self.run_queue()
        with self.later(minutes=1):
            self.run_cron("collection_sms.ir_cron_carrier_events")
        self.assertEqual((events[0].state, text.state), ("done", "delivered"))
        with self.later(minutes=10):
            self.run_cron("collection_sms.ir_cron_carrier_events")
        self.assertEqual(events[1].state, "ignored")

    def test_a_report_on_a_text_called_off_leaves_the_other_reports_alone(self):
        texts = self.text_customers(2)
        self.carrier.script = ["throttle"]
        self.run_queue()
        self.pay(texts[0].line_ids.move_line_id.move_id)
        self.run_later(hours=1)
        self.assertEqual(texts.mapped("state"), ["cancelled", "sent"])
        self.report(texts, "delivered")
        self.assertEqual(texts.mapped("state"), ["cancelled", "delivered"])

    def test_late_news_of_a_failure_leave_no_trace_on_what_has_arrived(self):
        text = self.text_customers()
        self.run_queue()
        self.report(text, "delivered")
        self.report(text, "undelivered", code="99", reason="Absent")
        self.assertFalse(text.carrier_code or text.failure)
        shown = text.mail_message_id.notification_ids
        self.assertEqual((shown.notification_status, shown.failure_type), ("sent", False))

    def test_a_branch_that_texts_by_the_gateway_of_its_parent_hears_of_it(self):
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.company.id, "sms_provider": "collection_gateway"}
        )
        self.assertEqual(self.gateway._of_company(branch), self.gateway)
        values = {"number": "+353870000777", "body": "Hello", "state": "sent"}
        text = self.env["collection.message"].sudo()
        text = text.create({**values, "company_id": branch.id, "gateway_id": self.gateway.id})
        self.report(text, "delivered")
        self.assertEqual(text.state, "delivered")
        for times in (1, 0):
            reply = text._receive_from_carrier(
                Reply(number="353870000777", body="Who is this?", key="A"),
                self.company,
                self.gateway,
            )
            self.assertEqual(len(reply), times)
            self.assertEqual(reply.company_id, branch if times else reply.company_id)

    def test_managers_read_what_carriers_told_us_and_do_not_rewrite_it(self):
        manager = new_test_user(
            self.env,
            "manager",
            groups="collection_sms.collection_sms_group_manager",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        event = self.env["collection.carrier.event"].sudo()
        event = event.create({"carrier": "json", "kind": "reply", "company_id": self.company.id})
        with self.assertRaises(AccessError):
            event.with_user(manager).write({"query": "from=1&text=STOP", "state": "failed"})
