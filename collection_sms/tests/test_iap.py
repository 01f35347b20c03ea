from odoo.tests import HttpCase, tagged

from .common import CollectionCommon


@tagged("post_install", "-at_install")
class TestIap(CollectionCommon, HttpCase):
    """Odoo's own service goes on working, delivery reports included."""

    def setUp(self):
        super().setUp()
        self.send_automatically()
        self.make_invoice(10)
        self.company.sms_provider = "iap"
        self.run_cron()
        self.text = self.texts_of().sudo()
        self.text.state = "sent"
        self.env["sms.sms"].search([("uuid", "=", self.text.uuid)]).state = "pending"

    def report(self, status, uuid=None):
        """What Odoo's service tells core."""
        statuses = [{"sms_status": status, "uuids": [uuid or self.text.uuid]}]
        return self.make_jsonrpc_request("/sms/status", {"message_statuses": statuses})

    def test_a_delivery_report_moves_the_text(self):
        self.assertEqual(self.report("delivered"), "OK")
        self.assertEqual(self.text.state, "delivered")
        notification = self.text.mail_message_id.notification_ids
        self.assertEqual(notification.notification_status, "sent")

    def test_late_and_repeated_reports_change_nothing(self):
        for status in ("delivered", "sent", "delivered", "not_delivered"):
            self.report(status)
        self.assertEqual(self.text.state, "delivered")

    def test_a_number_that_takes_no_texts_is_flagged(self):
        self.report("invalid_destination")
        self.assertEqual((self.text.state, self.text.address_failed), ("undelivered", True))

    def test_a_report_resolves_what_nobody_knew(self):
        self.text.state = "unknown"
        self.report("sent")
        self.assertEqual(self.text.state, "sent")

    def test_the_row_of_the_queue_may_be_gone(self):
        self.env["sms.sms"].search([("uuid", "=", self.text.uuid)]).unlink()
        self.report("delivered")
        self.assertEqual(self.text.state, "delivered")

    def test_customers_are_not_asked_to_reply_to_a_service_that_passes_nothing_on(self):
        self.any_hour.opt_out_required = True
        case = self.case_of()
        self.assertEqual(case.text_opt_out, "To stop texts, use the link.")
        self.company.sms_provider = "collection_sandbox"
        self.assertEqual(case.text_opt_out, "Reply STOP to stop texts.")

    def test_a_text_that_shows_no_link_says_where_to_stop_texts(self):
        self.any_hour.opt_out_required = True
        case = self.case_of().sudo()
        script = "Hello {{ object.text_name }}. {{ object.text_opt_out }}"
        self.assertTrue(case._fill_script(script).endswith(f"use the link. {case.text_link}"))
        linked = f"{script} {{{{ object.text_link }}}}"
        self.assertEqual(case._fill_script(linked).count("/c/"), 1)
