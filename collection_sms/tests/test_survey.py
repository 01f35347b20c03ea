from datetime import datetime, time, timedelta

from freezegun import freeze_time
from odoo import Command
from odoo.tests import tagged

from .common import TODAY, CollectionCommon


@tagged("post_install", "-at_install")
class TestSurvey(CollectionCommon):
    """A run looks at the cases whose time has come or of which something has changed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.send_automatically()
        cls.invoice = cls.make_invoice(10)

    def setUp(self):
        super().setUp()
        self.run_cron()
        self.case = self.case_of()
        self.assertEqual(self.case.hold_reason, "minimum_gap")

    def at(self, hour):
        """Go on at ``hour`` of the same day."""
        return freeze_time(datetime.combine(TODAY, time(hour)))

    def is_looked_at(self, hour=11):
        """Whether a run at ``hour`` looks at the case."""
        with self.at(hour):
            self.run_cron()
            self.case.invalidate_recordset()
            return self.case.checked_at == datetime.combine(TODAY, time(hour))

    def test_nothing_has_changed(self):
        self.assertFalse(self.is_looked_at())

    def test_the_gap_is_over(self):
        with self.on_day(7):
            self.run_cron()
        self.assertEqual(len(self.texts_of()), 2)

    def test_no_case_waits_for_more_than_a_week(self):
        with self.on_day(1):
            self.case.action_take_over()
        self.assertLessEqual(self.case.look_at, datetime(2026, 11, 28, 10))

    def test_a_part_was_paid(self):
        self.pay(self.invoice, 40)
        self.assertTrue(self.is_looked_at())
        self.assertEqual(self.case.amount_due, 60)
        self.assertFalse(self.is_looked_at(12))

    def test_a_credit_came(self):
        self.make_refund(30)
        self.assertTrue(self.is_looked_at())

    def test_an_invoice_came(self):
        new = self.make_invoice(1)
        self.assertTrue(self.is_looked_at())
        self.assertEqual(new.with_user(self.collector).collection_case_id, self.case)

    def test_a_payment_is_on_its_way(self):
        self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_id": self.customer.id,
                "amount": 50,
                "journal_id": self.company_data["default_journal_bank"].id,
            }
        ).action_post()
        self.assertTrue(self.is_looked_at())

    def test_an_invoice_is_disputed(self):
        self.invoice.action_toggle_block_payment()
        self.assertTrue(self.is_looked_at())

    def test_an_invoice_is_excluded(self):
        self.invoice.no_followup = True
        self.assertTrue(self.is_looked_at())

    def test_the_number_is_another(self):
        self.customer.phone = "+353870000115"
        self.assertTrue(self.is_looked_at())

    def test_a_contact_gets_the_texts(self):
        self.customer.collection_contact_id = self.make_customer(
            "Aoife", "+353870000116", parent_id=self.customer.id, is_company=False
        )
        self.assertTrue(self.is_looked_at())

    def test_a_level_is_another(self):
        self.levels["collaboration"].minimum_gap = 1
        self.assertTrue(self.is_looked_at())

    def test_a_contact_rule_is_another(self):
        self.any_hour.window_ids.hour_to = 12
        self.assertTrue(self.is_looked_at())

    def test_somebody_pauses(self):
        self.case.paused_until = TODAY + timedelta(days=3)
        self.assertEqual(self.case.hold_reason, "paused")
        with self.on_day(3):
            self.run_cron()
        self.assertEqual(self.case.hold_reason, "minimum_gap")

    def test_a_text_that_is_withdrawn_is_no_contact(self):
        self.texts_of().sudo()._cancel("discarded")
        self.assertTrue(self.is_looked_at())

    def test_as_many_queries_for_many_customers(self):
        self.assertEqual(self.count_queries(1), self.count_queries(5))

    def count_queries(self, customers):
        """SQL queries of a run that texts so many customers."""
        for number in range(customers):
            key = f"{customers}{number}"
            self.make_invoice(10, partner=self.make_customer(f"C{key}", f"+3538700003{key}"))
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.run_cron()
        return self.env.cr.sql_log_count - before


@tagged("post_install", "-at_install")
class TestSharedWork(CollectionCommon):
    """What another process has looked at meanwhile is left alone."""

    def test_looked_at_since(self):
        self.make_invoice(10)
        self.env["collection.case"]._refresh()
        case = self.case_of().sudo()
        case.checked_at = datetime.combine(TODAY, time(10, 1))
        case._follow_up_batch(since=datetime.combine(TODAY, time(10)))
        self.assertFalse(self.texts_of())
        case._follow_up_batch(since=datetime.combine(TODAY, time(10, 2)))
        self.assertTrue(self.texts_of())

    def test_one_that_fails_keeps_no_other_back(self):
        customers = [self.make_customer(f"Customer {n}", f"+35387000020{n}") for n in range(5)]
        for customer in customers:
            self.make_invoice(10, partner=customer)
        self.levels["reminder"].template_id.body = "Hello {{ object.text_name }}"
        customers[2].write({"name": "Broken", "category_id": [Command.clear()]})
        render = type(self.env["collection.case"])._fill_script

        def fail(case, *arguments):
            if case.partner_id == customers[2]:
                raise ValueError("This one is broken.")
            return render(case, *arguments)

        self.patch(type(self.env["collection.case"]), "_fill_script", fail)
        with self.assertLogs("odoo.addons.collection_sms", "ERROR"):
            self.run_cron()
        texted = [customer for customer in customers if self.texts_of(customer)]
        self.assertEqual(texted, customers[:2] + customers[3:])
        self.assertEqual(self.case_of(customers[2]).hold_reason, "failed")
