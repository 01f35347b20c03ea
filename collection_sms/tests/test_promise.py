from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger
from psycopg2.errors import UniqueViolation

from .common import TODAY, CollectionCommon

FRIDAY = TODAY + timedelta(days=7)


class PromiseCommon(CollectionCommon):
    """One customer with a case, and short ways to promise and to credit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.send_automatically()
        cls.invoice = cls.make_invoice(10, 120.0)
        cls.env["collection.case"]._refresh()
        cls.case = cls.env["collection.case"].search([("partner_id", "=", cls.customer.id)])
        cls.case._decide_again()

    def promise(self, amount=120.0, day=FRIDAY, case=None, **values):
        """A promise that the collections user records."""
        case = case or self.case
        return (
            self.env["collection.promise"]
            .with_user(self.collector)
            .create(
                {
                    "case_id": case.id,
                    "currency_id": self.company.currency_id.id,
                    "amount": amount,
                    "date": day,
                    **values,
                }
            )
        )

    def credit(self, invoice, amount):
        """A credit note matched with ``invoice``."""
        refund = self.make_refund(amount, invoice.partner_id)
        (refund + invoice).line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        ).reconcile()


@tagged("post_install", "-at_install")
class TestPromise(PromiseCommon):
    def test_a_promise_holds_the_ladder_and_drops_the_draft(self):
        self.levels["reminder"].approve_first = True
        self.run_cron()
        self.assertEqual(self.texts_of().state, "draft")
        promise = self.promise()
        self.assertEqual(self.texts_of().state, "cancelled")
        self.assertEqual((self.case.state, self.case.hold_reason), ("held", "promised"))
        self.assertEqual(self.case.next_contact.date(), FRIDAY + timedelta(days=2))
        self.assertIn("120.00", self.case.hold_explanation)
        self.assertIn("11/27/2026", self.case.hold_explanation)
        self.assertEqual(promise.line_ids.move_id, self.invoice)
        self.assertEqual(promise.line_ids.amount, 120.0)
        self.assertIn("Promise told to us", self.case.message_ids[0].body)

    def test_nobody_is_texted_until_the_grace_is_over(self):
        self.promise()
        for days in (0, 3, 7, 8):
            with self.on_day(days):
                self.run_cron()
                self.assertFalse(self.texts_of())

    def test_broken_after_the_grace_the_ladder_goes_on_where_it_stopped(self):
        self.run_cron()
        self.assertEqual(self.texts_of().level_id, self.levels["reminder"])
        promise = self.promise()
        with self.on_day(9):
            self.run_cron()
        self.assertEqual((promise.state, str(promise.settled_on)), ("broken", "2026-11-29"))
        self.assertEqual(
            self.texts_of().level_id, self.levels["reminder"] + self.levels["collaboration"]
        )
        self.assertIn("Promise broken", " ".join(self.case.message_ids.mapped("body")))
        customer = self.customer.with_user(self.collector)
        self.assertEqual(
            (customer.collection_promise_count, customer.collection_broken_promises), (1, 1)
        )

    def test_kept_by_a_payment_on_the_last_day_of_grace(self):
        rest = self.make_invoice(0, 50.0)
        promise = self.promise(120.0)
        with self.on_day(8):
            self.pay(self.invoice)
            self.run_cron()
        self.assertEqual((promise.state, promise.paid_amount), ("kept", 120.0))
        self.assertIn("Promise kept", " ".join(self.case.message_ids.mapped("body")))
        self.assertEqual(self.case.state, "active")
        self.assertEqual(rest.amount_residual, 50.0)

    def test_kept_by_a_credit_note(self):
        promise = self.promise(60.0)
        self.credit(self.invoice, 60.0)
        self.run_cron()
        self.assertEqual(promise.state, "kept")
        self.assertEqual(self.invoice.amount_residual, 60.0)

    def test_partly_paid_is_broken_and_says_how_much_came(self):
        promise = self.promise()
        self.pay(self.invoice, 119.99)
        with self.on_day(8):
            self.run_cron()
            self.assertEqual(promise.state, "open")
        with self.on_day(9):
            self.run_cron()
        self.assertEqual((promise.state, promise.paid_amount), ("broken", 119.99))

    def test_paid_in_parts_is_kept(self):
        promise = self.promise(100.0)
        for amount in (30.0, 50.0):
            self.pay(self.invoice, amount)
            self.run_cron()
            self.assertEqual(promise.state, "open")
        self.credit(self.invoice, 20.0)
        self.run_cron()
        self.assertEqual(promise.state, "kept")

    def test_money_that_nobody_matched_yet_is_no_broken_promise(self):
        promise = self.promise(60.0)
        self.make_refund(60.0)
        with self.on_day(9):
            self.run_cron()
        self.assertEqual(promise.state, "kept")

    def test_a_credit_from_before_the_promise_does_not_keep_it(self):
        refund = self.make_refund(20.0)
        promise = self.promise(100.0)
        self.assertEqual(promise.open_credit, 20.0)
        (refund + self.invoice).line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        ).reconcile()
        self.run_cron()
        self.assertEqual((promise.state, promise.paid_amount), ("open", 0.0))
        self.pay(self.invoice)
        self.run_cron()
        self.assertEqual(promise.state, "kept")

    def test_without_grace_and_with_more_of_it(self):
        for grace, broken_on in ((0, 8), (5, 13)):
            self.env["collection.policy"].search([]).promise_grace_days = grace
            promise = self.promise()
            with self.on_day(broken_on - 1):
                self.run_cron()
                self.assertEqual(promise.state, "open")
            with self.on_day(broken_on):
                self.run_cron()
                self.assertEqual(promise.state, "broken")

    def test_a_closed_case_settles_its_promises(self):
        promise = self.promise()
        self.pay(self.invoice)
        self.run_cron()
        self.assertEqual((self.case.outcome, promise.state), ("paid", "kept"))

    def test_a_cancelled_invoice_cancels_the_promise(self):
        promise = self.promise()
        self.invoice.button_draft()
        self.invoice.button_cancel()
        self.run_cron()
        self.assertEqual((self.case.outcome, promise.state), ("cancelled", "cancelled"))

    def test_an_invoice_being_corrected_concludes_nothing(self):
        self.make_invoice(5, 30.0)
        promise = self.promise()
        self.invoice.button_draft()
        self.run_cron()
        self.assertEqual((promise.state, promise.paid_amount), ("open", 0.0))

    def test_cancelled_by_staff_the_ladder_goes_on(self):
        promise = self.promise()
        promise.action_cancel()
        self.assertEqual(promise.state, "cancelled")
        self.run_cron()
        self.assertEqual(len(self.texts_of()), 1)
        promise.action_cancel()
        self.assertEqual(promise.state, "cancelled")

    def test_only_one_is_open_per_case_and_currency(self):
        self.promise()
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            self.promise()

    def test_senseless_promises_are_refused_to_staff_too(self):
        for amount, day in ((0, FRIDAY), (120.01, FRIDAY), (120.0, TODAY - timedelta(days=1))):
            with self.assertRaises(UserError):
                self.promise(amount, day)
        self.promise(10.0, TODAY + timedelta(days=60))

    def test_nothing_can_be_promised_on_a_closed_case(self):
        self.pay(self.invoice)
        self.env["collection.case"]._refresh()
        with self.assertRaises(UserError):
            self.promise()

    def test_each_currency_is_promised_by_itself(self):
        other = self.env.ref("base.GBP")
        other.active = True
        dearer = self.make_invoice(10, 80.0, currency_id=other.id)
        self.promise()
        self.assertNotEqual(self.case.hold_reason, "promised")
        self.promise(80.0, TODAY + timedelta(days=3), currency_id=other.id)
        self.assertEqual(self.case.hold_reason, "promised")
        self.assertIn("80.00", self.case.hold_explanation)
        self.assertEqual(dearer.amount_residual, 80.0)

    def test_the_judgement_takes_as_many_queries_for_many_as_for_one(self):
        for number in range(6):
            partner = self.make_customer(f"Customer {number}", f"+35387000020{number}")
            self.make_invoice(10, 120.0, partner=partner)
        self.env["collection.case"]._refresh()
        cases = self.env["collection.case"].search([("state", "!=", "closed")])
        for case in cases:
            self.promise(case=case)
        counts = []
        for some in (cases[:2], cases):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some._judge_agreements()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_many_broken_at_once(self):
        partner = self.make_customer("Turning Page Books", "+353850000131")
        self.make_invoice(10, 60.0, partner=partner)
        self.env["collection.case"]._refresh()
        first, second = self.promise(), self.promise(60.0, case=self.case_of(partner))
        with self.on_day(9):
            self.run_cron()
        self.assertEqual((first + second).mapped("state"), ["broken", "broken"])

    def test_what_was_promised_is_a_record(self):
        promise = self.promise()
        promise.note = "Aoife on the phone"
        self.assertEqual(promise.origin, "staff")
        self.assertEqual(promise.made_by_id, self.collector.partner_id)
        for values in ({"amount": 1.0}, {"state": "kept"}, {"date": TODAY}, {"case_id": 1}):
            with self.assertRaises(UserError):
                promise.write(values)
        promise.action_cancel()
        with self.assertRaises(UserError):
            self.promise(state="kept")

    def test_rights(self):
        promise = self.promise()
        clerk = new_test_user(self.env, "clerk", groups="account.group_account_invoice")
        manager = new_test_user(
            self.env,
            "collections_manager",
            groups="collection_sms.collection_sms_group_manager",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        with self.assertRaises(AccessError):
            promise.with_user(clerk).read(["amount"])
        promise.with_user(manager).note = "Called back"
        with self.assertRaises(AccessError):
            promise.with_user(manager).unlink()
        with self.assertRaises(AccessError):
            promise.line_ids.write({"amount": 1})

    def test_other_companies_see_nothing_of_it(self):
        promise = self.promise()
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env,
            "stranger",
            groups="collection_sms.collection_sms_group_user",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        promises = self.env["collection.promise"].with_user(stranger)
        self.assertFalse(promises.search([("id", "=", promise.id)]))
        promise.action_cancel()
        with self.assertRaises(AccessError):
            promises.create(
                {
                    "case_id": self.case.id,
                    "currency_id": self.company.currency_id.id,
                    "amount": 1,
                    "date": FRIDAY,
                }
            )

    def test_the_wizard_proposes_what_is_due(self):
        action = self.case.with_user(self.collector).action_record_promise()
        wizard = (
            self.env["collection.promise.wizard"]
            .with_user(self.collector)
            .with_context(**action["context"])
            .create({"note": "Aoife on the phone"})
        )
        self.assertEqual(wizard.amount, 120.0)
        self.assertEqual(wizard.date, FRIDAY)
        self.assertEqual(wizard.latest_date, TODAY + timedelta(days=14))
        wizard.action_record()
        promise = self.case.promise_ids
        self.assertEqual((promise.amount, promise.note), (120.0, "Aoife on the phone"))
        self.assertEqual(self.case.promise_count, 1)
        self.assertEqual(self.case.hold_reason, "promised")
