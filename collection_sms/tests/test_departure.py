from datetime import datetime

from freezegun import freeze_time
from odoo.tests import tagged
from odoo.tools import file_open

from ..models.sms_sms import SCHEDULED
from .contact_common import ContactCommon

EVENING = "2026-11-20 17:59:00"  # a Friday, a minute before the hours end
MONDAY = "2026-11-23 08:00:00"


@tagged("post_install", "-at_install")
class TestDeparture(ContactCommon):
    """What may happen to a text between the decision and the moment it leaves."""

    def wait_for_monday(self, overdue=10):
        """A text that the queue took up too late on Friday."""
        self.invoice = self.make_invoice(overdue)
        self.follow_up_at(EVENING)
        self.send_at("2026-11-20 18:01:00")
        return self.texts_of()

    def queued_rows(self):
        """What is left in Odoo's SMS queue."""
        return self.env["sms.sms"].sudo().search([("state", "in", (SCHEDULED, "outgoing"))])

    def thank(self, case):
        """Queue a text on no level."""
        script = self.env.ref("collection_sms.sms_template_thank_you")
        messages = self.env["collection.message"].sudo()
        text = messages.create(messages._prepare_off_ladder(case.sudo(), script, None))
        text._enqueue()
        return text

    def test_the_next_level_is_counted_from_the_day_a_text_leaves(self):
        self.levels["collaboration"].minimum_gap = 3
        text = self.wait_for_monday(overdue=60)
        self.assertEqual(text.scheduled_at, datetime(2026, 11, 23, 8))
        self.follow_up_at(MONDAY)
        self.send_at(MONDAY)
        self.follow_up_at("2026-11-23 09:00:00")
        self.assertEqual(len(self.texts_of()), 1)
        self.assertEqual(self.case_of().hold_reason, "minimum_gap")
        self.assertEqual(self.case_of().next_contact, datetime(2026, 11, 26, 8))

    def test_a_queue_that_stood_still_does_not_break_a_cap(self):
        self.rule.cap_ids = [(0, 0, {"maximum": 1, "period": 1})]
        self.make_invoice(10)
        self.follow_up_at("2026-11-16 10:00:00")
        first = self.texts_of().sudo()
        second = first.copy({"case_id": first.case_id.id, "state": "queued", "round": 2})
        second.scheduled_at = datetime(2026, 11, 17, 11)
        with freeze_time("2026-11-18 10:00:00"):
            self.assertEqual((first + second)._defer(), second)
        self.assertEqual(second.scheduled_at, datetime(2026, 11, 19, 10))

    def test_a_case_that_closes_leaves_nothing_in_the_queue(self):
        text = self.wait_for_monday()
        self.pay(self.invoice)
        self.follow_up_at("2026-11-20 19:00:00")
        self.assertEqual((text.state, text.cancel_reason), ("cancelled", "settled"))
        self.assertFalse(self.queued_rows())

    def test_a_number_that_was_changed_is_not_texted(self):
        text = self.wait_for_monday()
        self.customer.phone = "+353870000999"
        self.send_at(MONDAY)
        self.assertEqual((text.state, text.cancel_reason), ("cancelled", "address"))
        self.assertFalse(self.queued_rows())

    def test_consent_is_asked_for_once_more_when_a_text_leaves(self):
        text = self.wait_for_monday()
        self.rule.consent_required = True
        self.send_at(MONDAY)
        self.assertEqual((text.state, text.cancel_reason), ("cancelled", "no_consent"))

    def test_texts_on_no_level_need_consent_too(self):
        self.rule.consent_required = True
        self.make_invoice(10)
        self.run_cron()
        text = self.thank(self.case_of())
        self.run_queue()
        self.assertEqual((text.state, text.cancel_reason), ("cancelled", "no_consent"))

    def test_a_heads_up_does_not_leave_after_the_due_date(self):
        self.make_invoice(-2)
        self.follow_up_at(EVENING)
        text = self.texts_of()
        self.assertEqual(text.level_id, self.levels["upcoming"])
        self.send_at("2026-11-20 18:01:00")
        self.send_at("2026-11-24 08:00:00")
        self.assertEqual((text.state, text.cancel_reason), ("cancelled", "not_due"))

    def test_a_text_taken_out_of_the_queue_by_hand_waits_no_more(self):
        text = self.wait_for_monday()
        self.queued_rows().action_set_canceled()
        self.assertEqual((text.state, text.cancel_reason), ("cancelled", "discarded"))

    def test_a_copy_of_the_database_keeps_nothing_in_the_queue(self):
        self.wait_for_monday()
        self.env.flush_all()
        with file_open("collection_sms/data/neutralize.sql") as file:
            self.env.cr.execute(file.read())
        self.env.invalidate_all()
        self.assertFalse(self.queued_rows())

    def test_contacts_of_a_customer_who_became_part_of_another_count(self):
        self.rule.cap_ids = [(0, 0, {"maximum": 1, "period": 7})]
        self.env["collection.level"].search([]).minimum_gap = 1
        self.make_invoice(10)
        self.follow_up_at("2026-11-20 10:00:00")
        self.send_at("2026-11-20 10:00:00")
        group = self.make_customer("Gallery Group", "+353870000115")
        self.customer.parent_id = group
        self.customer.is_company = False
        self.make_invoice(10, partner=group)
        self.follow_up_at("2026-11-23 10:00:00")
        self.assertEqual(self.case_of(group).hold_reason, "contact_cap")

    def test_a_text_of_a_customer_who_became_part_of_another_keeps_the_caps(self):
        self.rule.cap_ids = [(0, 0, {"maximum": 1, "period": 7})]
        text = self.wait_for_monday()
        group = self.make_customer("Gallery Group", self.customer.phone)
        self.customer.parent_id = group
        self.customer.is_company = False
        self.env["collection.case"]._refresh(group)
        self.env["collection.message"].sudo().create(
            {
                "partner_id": group.id,
                "company_id": self.company.id,
                "state": "delivered",
                "body": "Elsewhere",
                "claimed_at": "2026-11-20 08:30:00",
            }
        )
        self.send_at(MONDAY)
        self.assertEqual(text.scheduled_at, datetime(2026, 11, 27, 8, 30))

    def test_what_waited_for_the_morning_leaves_spread_out(self):
        self.company.collection_jitter = 10
        for number in range(20):
            partner = self.make_customer(f"Customer {number}", f"+3538700002{number:02}")
            self.make_invoice(10, partner=partner)
        self.follow_up_at(EVENING)
        self.send_at("2026-11-20 18:01:00")
        moments = self.env["collection.message"].search([]).mapped("scheduled_at")
        self.assertGreater(len(set(moments)), 10)
        self.assertGreaterEqual(min(moments), datetime(2026, 11, 23, 8))

    def test_spreading_stays_within_the_hours(self):
        self.company.collection_jitter = 600
        self.rule.window_ids.hour_to = 8.0 + 1 / 60
        for number in range(120):
            partner = self.make_customer(f"Customer {number}", f"+353870002{number:03}")
            self.make_invoice(10, partner=partner)
        self.follow_up_at(MONDAY)
        moments = self.env["collection.message"].search([]).mapped("scheduled_at")
        self.assertLess(max(moments), datetime(2026, 11, 23, 8, 1))

    def test_an_archived_rule_counts_for_nobody(self):
        own = self.rule.copy({"name": "Own", "window_ids": False})
        self.customer.collection_contact_rule_id = own
        own.active = False
        self.make_invoice(10)
        self.run_cron()
        self.assertTrue(self.texts_of())

    def test_a_rule_that_is_gone_counts_for_nobody(self):
        own = self.rule.copy({"name": "Own", "window_ids": False})
        self.customer.collection_contact_rule_id = own
        self.make_invoice(10)
        self.run_cron()
        self.assertEqual(self.case_of().hold_reason, "no_common_hour")
        own.unlink()
        self.env.invalidate_all()
        self.assertTrue(self.case_of().hold_explanation)
        self.assertTrue(self.case_of().hold_ids.mapped("explanation"))
        self.run_cron()
        self.assertTrue(self.texts_of())

    def test_the_words_of_the_rule_end_each_text(self):
        self.rule.write({"opt_out_required": True, "footer": "Txt STOP 2 quit."})
        self.make_invoice(10)
        self.run_cron()
        self.assertTrue(self.texts_of().body.endswith("Txt STOP 2 quit."))

    def test_a_small_pace_is_kept(self):
        self.company.collection_pace = 5
        for number in range(8):
            partner = self.make_customer(f"Customer {number}", f"+3538700002{number:02}")
            self.make_invoice(10, partner=partner)
        self.follow_up_at("2026-11-20 10:00:00")
        delivered = self.env["collection.message"]
        for minute in range(0, 60, 5):
            self.send_at(f"2026-11-20 10:{minute:02}:01")
        self.assertEqual(delivered.search_count([("state", "=", "delivered")]), 5)
        self.send_at("2026-11-20 11:00:02")
        self.assertEqual(delivered.search_count([("state", "=", "delivered")]), 6)

    def test_the_pace_of_one_company_keeps_no_other_waiting(self):
        elsewhere = self.setup_other_company(name="Elsewhere")["company"]
        vals = {"partner_id": self.customer.id, "state": "queued", "body": "Hello"}
        messages = self.env["collection.message"].sudo()
        messages.create(
            [
                {**vals, "company_id": company.id, "scheduled_at": at}
                for company, at in (
                    (self.company, "2026-11-20 10:00:00"),
                    (elsewhere, "2026-11-20 10:02:00"),
                )
            ]
        )
        cron = self.env.ref("collection_sms.ir_cron_release").sudo()
        with freeze_time("2026-11-20 10:01:00"):
            messages._wake_release()
        call = self.env["ir.cron.trigger"].sudo().search([("cron_id", "=", cron.id)])
        self.assertEqual(call.call_at, datetime(2026, 11, 20, 10, 2))

    def test_a_thousand_caps_do_not_run_the_follow_up_a_thousand_times(self):
        self.make_invoice(10)
        self.follow_up_at("2026-11-20 10:00:00")
        self.case_of().sudo().next_contact = "2026-11-20 10:00:10"
        triggers = self.env["ir.cron.trigger"].sudo()
        cron = self.env.ref("collection_sms.ir_cron_follow_up").sudo()
        triggers.search([("cron_id", "=", cron.id)]).unlink()
        with freeze_time("2026-11-20 10:00:05"):
            self.env["collection.case"]._wake_follow_up()
        call = triggers.search([("cron_id", "=", cron.id)])
        self.assertEqual(call.call_at, datetime(2026, 11, 20, 10, 5, 5))

    def test_a_wish_that_no_common_hour_grants_is_no_wish(self):
        self.rule.window_ids.hour_from = 9
        self.customer.write(
            {
                "country_id": self.env.ref("base.au").id,
                "phone": "+61 412 345 678",
                "tz": False,
                "collection_hours": "morning",
            }
        )
        self.make_invoice(10)
        self.follow_up_at("2026-11-20 03:00:00")
        self.assertTrue(self.texts_of())

    def test_after_two_weeks_a_text_says_nothing_that_is_still_of_use(self):
        self.make_invoice(10)
        self.run_cron()
        text = self.thank(self.case_of())
        self.rule.active = False
        for day in range(24, 31):
            self.send_at(f"2026-11-{day} 12:00:00")
        self.assertEqual(text.state, "queued")
        for day in range(1, 8):
            self.send_at(f"2026-12-0{day} 12:00:00")
        self.assertEqual((text.state, text.cancel_reason), ("cancelled", "not_due"))
        self.assertFalse(self.queued_rows())
