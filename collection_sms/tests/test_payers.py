from datetime import timedelta

from odoo import Command
from odoo.tests import tagged

from .common import TODAY, CollectionCommon


@tagged("post_install", "-at_install")
class TestPayers(CollectionCommon):
    """Who always pays on time gets no text before the due date; measured from the ledger."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.send_automatically()
        cls.make_invoice(-2)

    def settle(self, *lateness, **values):
        """One paid invoice each, ``lateness`` days after its due date; negative: before."""
        for days in lateness:
            invoice = self.make_invoice(60 + days, **values)
            self.pay_on(invoice, TODAY - timedelta(days=60))

    def pay_on(self, invoice, day, amount=None, **values):
        """Register a payment dated ``day``."""
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        amount = {"amount": amount} if amount else {}
        wizard.create({"payment_date": day, **amount, **values})._create_payments()

    def assert_spared(self, settled):
        """No text before the due date, and the case says why and until when."""
        self.run_cron()
        case = self.case_of()
        self.assertFalse(self.texts_of())
        self.assertEqual((case.state, case.hold_reason), ("active", "good_payer"))
        self.assertEqual(case.hold_figure["settled"], settled)
        self.assertIn(str(settled), case.hold_explanation)
        self.assertIn("11/22/2026", case.hold_explanation)

    def assert_reminded(self):
        self.run_cron()
        text = self.texts_of()
        self.assertEqual(text.level_id, self.levels["upcoming"])

    def test_without_history(self):
        self.assert_reminded()

    def test_early_and_on_the_day(self):
        self.settle(-5, -1, 0)
        self.assert_spared(3)

    def test_one_day_late(self):
        self.settle(-5, -1, 0, 1)
        self.assert_reminded()

    def test_two_are_not_enough(self):
        self.settle(-5, 0)
        self.assert_reminded()

    def test_switched_off_on_the_policy(self):
        self.settle(-5, -1, 0)
        self.policy.spare_good_payers = False
        self.assert_reminded()

    def test_what_is_late_is_followed_up(self):
        self.settle(-5, -1, 0)
        self.make_invoice(4)
        self.run_cron()
        self.assertEqual(self.texts_of().level_id, self.levels["reminder"])

    def test_after_the_due_date_the_ladder_goes_on(self):
        self.settle(-5, -1, 0)
        self.assert_spared(3)
        with self.on_day(2 + self.levels["reminder"].delay):
            self.run_cron()
        self.assertEqual(self.texts_of().level_id, self.levels["reminder"])

    def test_a_drafted_reminder_is_dropped(self):
        self.levels["upcoming"].approve_first = True
        self.run_cron()
        self.assertEqual(self.texts_of().state, "draft")
        self.settle(-5, -1, 0)
        with self.on_day(1):
            self.run_cron()
        self.assertNotEqual(self.texts_of().state, "draft")
        self.assertEqual(self.case_of().hold_reason, "good_payer")

    def test_the_last_part_counts(self):
        self.settle(-5, -1, 0)
        invoice = self.make_invoice(60)
        self.pay_on(invoice, TODAY - timedelta(days=70), 40)
        self.pay_on(invoice, TODAY - timedelta(days=59))
        self.assert_reminded()

    def test_parts_on_time(self):
        self.settle(-1, 0)
        invoice = self.make_invoice(60)
        self.pay_on(invoice, TODAY - timedelta(days=70), 40)
        self.pay_on(invoice, TODAY - timedelta(days=60))
        self.assert_spared(3)

    def test_a_part_paid_invoice_says_nothing_yet(self):
        self.settle(-1, 0)
        invoice = self.make_invoice(-20)
        self.pay(invoice, 40)
        self.assert_reminded()

    def test_credit_notes_say_nothing(self):
        self.settle(-1, 0)
        invoice, refund = self.make_invoice(60), self.make_refund(100)
        term = (invoice + refund).line_ids.filtered(lambda line: line.account_type.endswith("able"))
        term.reconcile()
        self.assertTrue(term.full_reconcile_id)
        self.assert_reminded()

    def test_a_late_credit_note_is_no_late_payment(self):
        self.settle(-1, 0)
        invoice, refund = self.make_invoice(60), self.make_refund(30)
        self.pay_on(invoice, TODAY - timedelta(days=61), 70)
        term = (invoice + refund).line_ids.filtered(lambda line: line.account_type.endswith("able"))
        term.filtered(lambda line: not line.reconciled).reconcile()
        self.assertEqual(invoice.amount_residual, 0)
        self.assert_spared(3)

    def test_every_term_counts(self):
        self.settle(-5, -1, 0)
        invoice = self.make_invoice_in_installments(70, 100)
        self.pay_on(invoice, TODAY - timedelta(days=12), 100)
        self.assert_reminded()

    def test_history_of_another_company_says_nothing(self):
        other = self.setup_other_company()["company"]
        self.env.user.company_ids |= other
        self.settle(-1, 0)
        self.env["collection.case"]._refresh()
        rows = self.case_of().sudo()._read_histories()
        self.assertEqual({company for _customer, company in rows}, {self.company.id})
        self.settle_elsewhere(other)
        self.assert_reminded()

    def settle_elsewhere(self, other):
        journal = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", other.id)], limit=1
        )
        invoice = (
            self.env["account.move"]
            .with_company(other)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.customer.id,
                    "invoice_date": TODAY - timedelta(days=60),
                    "invoice_date_due": TODAY - timedelta(days=60),
                    "invoice_line_ids": [
                        Command.create({"name": "Oak table", "price_unit": 50, "tax_ids": False})
                    ],
                }
            )
        )
        invoice.action_post()
        self.pay_on(invoice, TODAY - timedelta(days=60), journal_id=journal.id)

    def test_another_currency(self):
        """An exchange difference, booked after the lock date, does not make a payment late."""
        self.setup_other_currency("CHF", rates=[("2026-01-01", 2.0), ("2026-09-20", 4.0)])
        currency = self.env["res.currency"].search([("name", "=", "CHF")])
        values = {"currency_id": currency.id, "invoice_date": "2026-08-01"}
        invoices = [self.make_invoice(60, **values) for _count in range(3)]
        payments = self.env["account.payment"].create(
            [self.payment_of(invoice) for invoice in invoices]
        )
        payments.action_post()
        self.company.fiscalyear_lock_date = TODAY - timedelta(days=21)
        for invoice, payment in zip(invoices, payments, strict=True):
            lines = invoice.line_ids + payment.move_id.line_ids
            lines.filtered(lambda line: line.account_type == "asset_receivable").reconcile()
        exchange = self.company.currency_exchange_journal_id
        differences = self.env["account.move"].search([("journal_id", "=", exchange.id)])
        self.assertEqual(len(differences), 3)
        self.assertGreater(min(differences.mapped("date")), TODAY - timedelta(days=60))
        self.assert_spared(3)

    def payment_of(self, invoice):
        """Values of a payment on the due date, not matched with the invoice yet."""
        return {
            "partner_id": invoice.partner_id.id,
            "amount": invoice.amount_residual,
            "currency_id": invoice.currency_id.id,
            "date": invoice.invoice_date_due,
            "payment_type": "inbound",
            "partner_type": "customer",
            "journal_id": self.company_data["default_journal_bank"].id,
        }

    def test_older_than_two_years(self):
        self.settle(-5, -1)
        invoice = self.make_invoice(800)
        self.pay_on(invoice, TODAY - timedelta(days=800))
        self.assert_reminded()

    def test_late_long_ago_is_forgiven(self):
        self.settle(-5, -1, 0)
        invoice = self.make_invoice(800)
        self.pay_on(invoice, TODAY - timedelta(days=750))
        self.assert_spared(3)

    def test_branches_and_contacts_of_the_customer_count(self):
        contact = self.env["res.partner"].create(
            {"name": "Niamh", "parent_id": self.customer.id, "type": "invoice"}
        )
        self.settle(-5, -1, 0, partner=contact)
        self.assert_spared(3)

    def test_no_query_where_no_reminder_is_possible(self):
        self.env["collection.case"]._refresh()
        case = self.case_of().sudo()
        case._gather_facts()
        with_level = self.count_queries(case)
        self.levels["upcoming"].active = False
        self.assertLess(self.count_queries(case), with_level)

    def count_queries(self, case):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        case._gather_facts()
        return self.cr.sql_log_count - before
