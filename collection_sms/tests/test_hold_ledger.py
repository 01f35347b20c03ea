from datetime import date

from freezegun import freeze_time
from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from .common import CollectionCommon


@tagged("post_install", "-at_install")
class TestHoldLedger(CollectionCommon):
    """Every stretch of time in which somebody was not contacted is on record, with the reason."""

    def setUp(self):
        super().setUp()
        self.send_automatically()
        self.invoice = self.make_invoice(10)

    def holds(self):
        """What the collections user reads of the customer, oldest first."""
        domain = [("partner_id", "=", self.customer.id)]
        return self.env["collection.hold"].with_user(self.collector).search(domain, order="id")

    def test_from_one_reason_to_the_next(self):
        self.customer.phone = "+353 1 234 5678"
        self.run_cron()
        hold = self.holds()
        self.assertEqual((hold.reason, hold.ended_at), ("landline", False))
        self.assertEqual(hold.amount_due, 100.0)
        self.assertIn("+353 1 234 5678 is a landline", hold.explanation)
        with freeze_time("2026-11-21 10:00:00"):
            self.case_of().paused_until = "2026-12-01"
        landline, paused = self.holds()
        self.assertEqual(str(landline.ended_at), "2026-11-21 10:00:00")
        self.assertEqual((paused.reason, paused.ended_at), ("paused", False))
        self.assertEqual(str(paused.until.date()), "2026-12-01")

    def test_the_same_reason_goes_on_with_its_new_figures(self):
        self.run_cron()
        self.case_of().paused_until = "2026-12-01"
        self.case_of().paused_until = "2026-12-05"
        held = self.holds().filtered(lambda hold: hold.reason == "paused")
        self.assertEqual(str(held.until.date()), "2026-12-05")
        self.assertIn("12/05/2026", held.explanation)

    def test_it_ends_with_the_case(self):
        self.run_cron()
        self.assertEqual(self.holds().reason, "minimum_gap")
        self.pay(self.invoice)
        self.run_cron()
        self.assertTrue(self.holds().ended_at)

    def test_the_rule_is_named(self):
        self.any_hour.window_ids.hour_to = 9
        self.run_cron()
        self.assertEqual(self.holds().rule_id, self.any_hour)
        self.assertEqual(str(self.holds().until), "2026-11-21 00:00:00")

    def test_nobody_edits_the_record(self):
        self.run_cron()
        with self.assertRaises(AccessError):
            self.holds().unlink()
        with self.assertRaises(AccessError):
            self.holds().write({"reason": "paused"})


@tagged("post_install", "-at_install")
class TestHoldTour(CollectionCommon, HttpCase):
    """A manager reads on one screen why thirty customers were not contacted."""

    frozen = False
    today = date.today()

    def test_thirty_reasons_on_one_screen(self):
        self.send_automatically()
        manager = self.env.ref("collection_sms.collection_sms_group_manager")
        self.collector.write({"group_ids": [Command.link(manager.id)], "password": "collector"})
        partners = [
            self.make_customer(f"Customer {number:02}", f"+3538700002{number:02}")
            for number in range(30)
        ]
        for partner in partners:
            self.make_invoice(10, partner=partner)
        for partner in partners[:10]:
            partner.phone = "+353 1 234 5678"
        for partner in partners[10:18]:
            partner.phone = False
        for partner in partners[18:24]:
            partner.collection_excluded = True
        for partner in partners[24:]:
            self.env["phone.blacklist"].sudo().add(partner.phone_sanitized)
        self.env.ref("collection_sms.ir_cron_follow_up").sudo().method_direct_trigger()
        self.start_tour(
            "/odoo/action-collection_sms.collection_hold_action",
            "collection_why_not_contacted",
            login="collector",
        )
