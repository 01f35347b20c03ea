from datetime import datetime, timedelta

from freezegun import freeze_time
from odoo.tests import tagged

from .common import CollectionCommon
from .contact_common import ContactCommon

MIDNIGHT = "2026-11-20 00:30:00"  # a Friday, in Ireland too


@tagged("post_install", "-at_install")
class TestContactRules(ContactCommon):
    """Hours, holidays and caps, enforced for texts that a scheduled action or a person sends."""

    def test_at_night_nobody_is_texted_and_the_case_says_when(self):
        self.make_invoice(10)
        self.follow_up_at(MIDNIGHT)
        case = self.case_of()
        self.assertFalse(self.texts_of())
        self.assertEqual(case.hold_reason, "outside_hours")
        self.assertEqual(case.next_contact, datetime(2026, 11, 20, 8))
        self.assertIn("“Ireland” where the customer is (Dublin)", case.hold_explanation)
        self.assertIn("11/20/2026 08:00", case.hold_explanation)

    def test_the_scheduled_action_wakes_when_the_hours_begin(self):
        self.make_invoice(10)
        self.follow_up_at(MIDNIGHT)
        cron = self.env.ref("collection_sms.ir_cron_follow_up").sudo()
        triggers = self.env["ir.cron.trigger"].sudo().search([("cron_id", "=", cron.id)])
        self.assertIn(datetime(2026, 11, 20, 8), triggers.mapped("call_at"))
        self.follow_up_at("2026-11-20 08:00:00")
        self.assertEqual(self.texts_of().state, "queued")

    def test_hours_are_those_on_the_customers_clock(self):
        self.customer.write(
            {"country_id": self.env.ref("base.us").id, "phone": "+1 212 555 2368", "tz": False}
        )
        self.make_invoice(10)
        self.follow_up_at("2026-11-20 12:59:00")
        self.assertEqual(self.case_of().next_contact, datetime(2026, 11, 20, 13))
        self.follow_up_at("2026-11-20 13:00:00")
        self.assertTrue(self.texts_of())

    def test_a_zone_left_behind_by_whoever_created_the_customer_does_not_count(self):
        self.customer.write(
            {
                "country_id": self.env.ref("base.us").id,
                "phone": "+1 212 555 2368",
                "tz": "Europe/Brussels",
            }
        )
        self.make_invoice(10)
        self.follow_up_at("2026-11-20 10:00:00")
        self.assertEqual(self.case_of().hold_reason, "outside_hours")

    def test_on_public_holidays_nobody_is_texted(self):
        self.rule.keep_holidays = True
        self.make_invoice(10)
        self.follow_up_at("2026-12-25 10:00:00")
        self.assertEqual(self.case_of().hold_reason, "outside_hours")
        # Saturday is St. Stephen's Day, and not a working day; Monday is.
        self.assertEqual(self.case_of().next_contact, datetime(2026, 12, 28, 8))

    def test_the_best_time_is_kept_where_the_rule_has_such_hours(self):
        self.customer.collection_hours = "evening"
        self.make_invoice(10)
        self.follow_up_at("2026-11-20 10:00:00")
        self.assertEqual(self.case_of().next_contact, datetime(2026, 11, 20, 17))
        self.rule.window_ids.hour_to = 12
        self.follow_up_at("2026-11-20 10:00:00")
        self.assertTrue(self.texts_of())

    def test_a_cap_holds_the_next_text_until_its_period_is_over(self):
        self.cap(1, 7)
        self.levels["collaboration"].minimum_gap = 1
        self.make_invoice(10)
        self.follow_up_at("2026-11-20 10:00:00")
        self.follow_up_at("2026-11-24 10:00:00")
        case = self.case_of()
        self.assertEqual(case.hold_reason, "contact_cap")
        self.assertIn("“Ireland” allows 1 contacts in 7 days", case.hold_explanation)
        self.assertEqual(case.next_contact, datetime(2026, 11, 27, 10))
        self.follow_up_at("2026-11-27 10:00:00")
        self.assertEqual(len(self.texts_of()), 2)

    def test_contacts_of_another_company_count_where_the_cap_is_the_customers(self):
        self.cap(1, 1)
        self.make_invoice(10)
        other = self.setup_other_company(name="Elsewhere")["company"]
        self.env["collection.message"].sudo().create(
            {
                "partner_id": self.customer.id,
                "company_id": other.id,
                "channel": "sms",
                "state": "delivered",
                "body": "Elsewhere: 10 EUR are open.",
                "claimed_at": "2026-11-20 08:30:00",
            }
        )
        self.follow_up_at("2026-11-20 10:00:00")
        self.assertEqual(self.case_of().hold_reason, "contact_cap")
        self.rule.cap_ids.scope = "case"
        self.follow_up_at("2026-11-20 10:00:00")
        self.assertTrue(self.texts_of())

    def test_a_text_approved_at_night_leaves_in_the_morning(self):
        self.levels["reminder"].approve_first = True
        self.make_invoice(10)
        self.follow_up_at(MIDNIGHT)
        text = self.texts_of()
        self.assertEqual(text.state, "draft")
        with freeze_time("2026-11-20 01:00:00"):
            text.action_approve()
        self.send_at("2026-11-20 07:59:00")
        self.assertEqual((text.state, text.scheduled_at), ("queued", datetime(2026, 11, 20, 8)))
        self.send_at("2026-11-20 08:00:00")
        self.assertEqual(text.state, "delivered")

    def test_a_text_that_waits_in_the_queue_beyond_the_hours_leaves_next_morning(self):
        self.make_invoice(10)
        self.follow_up_at("2026-11-20 17:59:00")
        text = self.texts_of()
        self.send_at("2026-11-20 18:01:00")
        self.assertEqual((text.state, text.scheduled_at), ("queued", datetime(2026, 11, 23, 8)))
        self.send_at("2026-11-22 12:00:00")
        self.assertEqual(text.state, "queued")
        self.send_at("2026-11-23 08:00:00")
        self.assertEqual(text.state, "delivered")
        self.assertEqual(len(self.texts_of()), 1)

    def test_who_pays_while_a_text_waits_for_the_morning_is_not_texted(self):
        invoice = self.make_invoice(10)
        self.follow_up_at("2026-11-20 17:59:00")
        self.send_at("2026-11-20 18:01:00")
        self.pay(invoice)
        self.send_at("2026-11-23 08:00:00")
        text = self.texts_of()
        self.assertEqual((text.state, text.cancel_reason), ("cancelled", "settled"))

    def test_of_two_texts_that_break_a_cap_together_the_later_one_waits(self):
        self.cap(1, 1)
        self.rule.window_ids.days = "all"
        self.make_invoice(10)
        self.follow_up_at("2026-11-20 10:00:00")
        first = self.texts_of().sudo()
        second = first.copy({"case_id": first.case_id.id, "state": "queued", "round": 2})
        second.scheduled_at = first.scheduled_at
        self.assertEqual((first + second)._defer(), second)
        self.assertEqual(second.scheduled_at, first.scheduled_at + timedelta(days=1))

    def test_a_footer_that_the_rule_asks_for_is_in_the_text(self):
        self.rule.write({"opt_out_required": True, "footer": "STOP: no more texts."})
        self.make_invoice(10)
        self.follow_up_at("2026-11-20 10:00:00")
        self.assertTrue(self.texts_of().body.endswith(" STOP: no more texts."))

    def test_without_a_footer_the_text_ends_with_the_link(self):
        self.make_invoice(10)
        self.follow_up_at("2026-11-20 10:00:00")
        self.assertTrue(self.texts_of().body.endswith(self.case_of().text_link))

    def test_without_a_rule_nobody_is_contacted(self):
        self.rule.active = False
        self.make_invoice(10)
        self.follow_up_at("2026-11-20 10:00:00")
        self.assertEqual(self.case_of().hold_reason, "no_rule")
        self.assertIn("No contact rule", self.case_of().hold_explanation)

    def test_a_rule_that_asks_for_consent(self):
        self.rule.consent_required = True
        self.customer.phone = "+353 87 000 0114"
        self.make_invoice(10)
        self.follow_up_at("2026-11-20 10:00:00")
        self.assertEqual(self.case_of().hold_reason, "no_consent")
        self.assertIn("none is on record for a text", self.case_of().hold_explanation)
        log = self.env["collection.consent"].sudo()
        log._give(self.customer, self.company, {"sms"}, "staff", text_shown="Do text me")
        self.follow_up_at("2026-11-20 10:00:00")
        self.assertTrue(self.texts_of())

    def test_zones_without_a_common_hour_ask_for_the_customers_zone(self):
        self.rule.window_ids.write({"hour_from": 9, "hour_to": 10})
        self.customer.write(
            {"country_id": self.env.ref("base.au").id, "phone": "+61 412 345 678", "tz": False}
        )
        self.make_invoice(10)
        self.follow_up_at("2026-11-20 15:00:00")
        self.assertEqual(self.case_of().hold_reason, "no_common_hour")
        self.assertIn("Set the time zone", self.case_of().hold_explanation)
        self.customer.tz = "Australia/Perth"
        self.follow_up_at("2026-11-23 01:00:00")
        self.assertTrue(self.texts_of())

    def test_a_run_spreads_its_texts(self):
        self.company.collection_jitter = 10
        for number in range(20):
            partner = self.make_customer(f"Customer {number}", f"+3538700002{number:02}")
            self.make_invoice(10, partner=partner)
        self.follow_up_at("2026-11-20 10:00:00")
        moments = self.env["collection.message"].search([]).mapped("scheduled_at")
        self.assertGreater(len(set(moments)), 10)
        self.assertLessEqual(max(moments), datetime(2026, 11, 20, 10, 10))

    def test_no_more_leave_in_an_hour_than_can_be_answered(self):
        self.company.collection_pace = 24
        for number in range(5):
            partner = self.make_customer(f"Customer {number}", f"+3538700002{number:02}")
            self.make_invoice(10, partner=partner)
        self.follow_up_at("2026-11-20 10:00:00")
        sent = []
        for minute in (0, 1, 5, 10, 15):
            self.send_at(f"2026-11-20 10:{minute:02}:01")
            sent.append(self.env["collection.message"].search_count([("state", "=", "delivered")]))
        self.assertEqual(sent, [2, 2, 4, 5, 5])


@tagged("post_install", "-at_install")
class TestWhichRule(CollectionCommon):
    """The most specific rule counts; a person may choose another."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        shipped = cls.env["collection.contact.rule"].with_context(active_test=False).search([])
        (shipped - cls.any_hour).active = True
        cls.any_hour.active = False

    def rule_of(self, **values):
        """The name of the rule for a customer with ``values``."""
        country = values.pop("country", "us")
        partner = self.make_customer("Somebody", values.pop("phone", "+12125552368"), **values)
        partner.country_id = country and self.env.ref(f"base.{country}")
        self.make_invoice(10, partner=partner)
        self.run_cron()
        case = self.case_of(partner).sudo()
        contact = case._contact_facts()[case]
        rule = self.env["collection.contact.rule"].browse(contact.rule)
        xmlid = rule.get_external_id()[rule.id]
        return xmlid.removeprefix("collection_sms.collection_contact_rule_") or rule.name

    def test_the_narrowest_place_counts(self):
        new_york = self.env.ref("base.state_us_27").id
        florida = self.env.ref("base.state_us_10").id
        self.assertEqual(self.rule_of(is_company=False), "us")
        self.assertEqual(self.rule_of(is_company=False, state_id=florida), "us_fl")
        self.assertEqual(self.rule_of(is_company=False, state_id=new_york), "us")
        self.assertEqual(
            self.rule_of(is_company=False, state_id=new_york, city=" brooklyn"), "us_nyc"
        )
        self.assertEqual(self.rule_of(is_company=False, country="de"), "de")
        self.assertEqual(self.rule_of(is_company=False, country="fr"), "eu")

    def test_companies_and_unknown_places_get_the_default(self):
        self.assertEqual(self.rule_of(), "default")
        self.assertEqual(self.rule_of(is_company=False, country="pe"), "default")

    def test_the_number_tells_the_country_where_the_address_does_not(self):
        self.assertEqual(self.rule_of(is_company=False, country=None, phone="+61412345678"), "au")

    def test_a_rule_chosen_by_a_person_goes_first(self):
        rule = self.env.ref("collection_sms.collection_contact_rule_au")
        self.company.collection_contact_rule_id = rule
        self.assertEqual(self.rule_of(is_company=False), "au")
        own = self.env.ref("collection_sms.collection_contact_rule_vn")
        self.assertEqual(self.rule_of(collection_contact_rule_id=own.id), "vn")

    def test_a_rule_of_another_company_is_not_ours(self):
        rule = self.env.ref("collection_sms.collection_contact_rule_us")
        other = self.setup_other_company(name="Elsewhere")["company"]
        foreign = rule.copy({"company_id": other.id})
        self.assertEqual(foreign.window_ids.mapped("hour_to"), [21.0])
        self.assertEqual(self.rule_of(is_company=False), "us")
