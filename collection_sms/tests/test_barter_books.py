"""Trial balance and tax report line by line, and what the books refuse."""

from datetime import timedelta

from odoo import Command
from odoo.tests import tagged

from .barter_common import BarterCommon
from .common import TODAY

YESTERDAY = TODAY - timedelta(days=1)


@tagged("post_install", "-at_install")
class TestBarterBooks(BarterCommon):
    """Chairs at 15 % tax, and repairs at 20 % of which two fifths cannot be deducted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tax_account = cls.company_data["default_account_tax_purchase"]
        cls.goods, cls.deductible, cls.not_deductible, cls.reduced = (
            cls.env["account.account.tag"].create({"name": name, "applicability": "taxes"})
            for name in ("goods", "deductible", "not deductible", "reduced")
        )
        cls.tax = cls.make_tax("15 %", 15, [(100, cls.tax_account, cls.reduced)])
        account = cls.env["account.account"]
        parts = [(60, cls.tax_account, cls.deductible), (40, account, cls.not_deductible)]
        cls.tax_in_parts = cls.make_tax("20 %, 60 % deductible", 20, parts)
        cls.expense = cls.company_data["default_journal_purchase"].default_account_id
        cls.payable = cls.company_data["default_account_payable"]
        cls.receivable = cls.company_data["default_account_receivable"]

    @classmethod
    def make_tax(cls, name, amount, parts):
        """A purchase tax; ``parts``: ``(percent, account, tag)`` of what goes where."""

        def lines():
            base = {"repartition_type": "base", "tag_ids": [Command.set(cls.goods.ids)]}
            return [Command.create(base)] + [
                Command.create(
                    {
                        "repartition_type": "tax",
                        "factor_percent": percent,
                        "account_id": account.id,
                        "tag_ids": [Command.set(tag.ids)],
                    }
                )
                for percent, account, tag in parts
            ]

        return cls.env["account.tax"].create(
            {
                "name": name,
                "amount": amount,
                "type_tax_use": "purchase",
                "invoice_repartition_line_ids": lines(),
                "refund_repartition_line_ids": lines(),
            }
        )

    def mixed_barter(self, **values):
        """Two chairs at 50.00 and two repairs at 40.00: 211.00."""
        items = [("Oak chair", 50.0, self.tax), ("Repair", 40.0, self.tax_in_parts)]
        lines = [
            Command.create({"name": name, "quantity": 2, "price_unit": price, "tax_ids": tax.ids})
            for name, price, tax in items
        ]
        return self.barter(item_ids=lines, **values)

    def expected_report(self, rate=1):
        """What half of the mixed barter adds to the tax report."""
        figures = {
            ("net", self.tax): 50.0,
            ("tax", self.tax): 7.5,
            ("net", self.tax_in_parts): 40.0,
            ("tax", self.tax_in_parts): 8.0,
            ("tag", self.goods): 90.0,
            ("tag", self.reduced): 7.5,
            ("tag", self.deductible): 4.8,
            ("tag", self.not_deductible): 3.2,
        }
        return {key: amount / rate for key, amount in figures.items()}

    def test_trial_balance_and_tax_report_line_by_line(self):
        books, report = self.trial_balance(), self.tax_report()
        barter = self.mixed_barter()
        self.assertEqual(barter.amount, 211.0)
        bill = self.deliver(barter, 1)
        self.assertFalse(self.booked_since(books) or self.reported_since(report))

        bill.action_post()
        # 90.00 for chair and repair, and 40 % of the tax on the repair, 8.00
        booked = {
            self.expense: (93.2, 0),
            self.tax_account: (12.3, 0),
            self.payable: (0, 105.5),
        }
        self.assertEqual(self.booked_since(books), booked)
        self.assertEqual(self.reported_since(report), self.expected_report())

        barter.action_net()
        booked |= {self.payable: (105.5, 105.5), self.receivable: (0, 105.5)}
        self.assertEqual(self.booked_since(books), booked)
        self.assertEqual(self.reported_since(report), self.expected_report())
        self.assertEqual(self.invoices.mapped("amount_residual"), [94.5, 100.0])
        self.assertEqual(self.case.amount_due, 194.5)

        barter.action_take_back_netting()
        self.assertEqual(self.reported_since(report), self.expected_report())
        self.credit_note(bill)
        self.assertFalse(self.reported_since(report))
        booked = self.booked_since(books)
        self.assertTrue(all(debit == credit for debit, credit in booked.values()), booked)

    def test_the_same_over_two_invoices(self):
        books, report = self.trial_balance(), self.tax_report()
        barter = self.mixed_barter()
        self.deliver(barter, 2).action_post()
        booked = {self.expense: (186.4, 0), self.tax_account: (24.6, 0), self.payable: (0, 211.0)}
        self.assertEqual(self.booked_since(books), booked)
        reported = {key: amount * 2 for key, amount in self.expected_report().items()}
        self.assertEqual(self.reported_since(report), reported)

        barter.action_net()
        booked |= {self.payable: (211.0, 211.0), self.receivable: (0, 211.0)}
        self.assertEqual(self.booked_since(books), booked)
        self.assertEqual(self.reported_since(report), reported)
        self.assertEqual(self.invoices.mapped("amount_residual"), [0, 89.0])
        self.assertEqual(self.case.amount_due, 89.0)

    def test_the_same_in_foreign_currency(self):
        pound = self.setup_other_currency("GBP", rates=[("2026-01-01", 2.0), ("2026-11-20", 4.0)])
        customer = self.make_customer("Kinsale Boats", "+353870000116")
        invoices = self.make_invoice(12, 50.0, customer, currency_id=pound.id)
        invoices += self.make_invoice(10, 250.0, customer, currency_id=pound.id)
        self.env["collection.case"]._refresh()
        books, report = self.trial_balance(), self.tax_report()
        barter = self.mixed_barter(case=self.case_of(customer), currency=pound)
        bill = self.deliver(barter, 1, YESTERDAY)
        bill.action_post()
        booked = {self.expense: (46.6, 0), self.tax_account: (6.15, 0), self.payable: (0, 52.75)}
        self.assertEqual(self.booked_since(books), booked)
        self.assertEqual(self.reported_since(report), self.expected_report(2))

        barter.action_net()
        # 105.50 at 4 is 26.38 (26.375): as much on either side, and both were booked at 2.
        gain = self.company.income_currency_exchange_account_id
        loss = self.company.expense_currency_exchange_account_id
        booked |= {
            self.payable: (52.75, 52.75),
            self.receivable: (0, 52.75),
            gain: (0, 26.37),
            loss: (26.37, 0),
        }
        self.assertEqual(self.booked_since(books), booked)
        self.assertEqual(self.reported_since(report), self.expected_report(2))
        self.assertEqual(invoices.mapped("amount_residual"), [0, 194.5])
        self.assertEqual((bill.amount_residual, barter.netted_amount), (0, 105.5))

    # Taxes

    def test_goods_of_a_customer_abroad_bear_the_taxes_of_the_fiscal_position(self):
        """As inside the EU: the supplier charges no tax, we owe and deduct it (reverse charge)."""
        reverse = self.make_tax(
            "Reverse charge",
            20,
            [(100, self.tax_account, self.deductible), (-100, self.tax_account, self.reduced)],
        )
        default = self.company.account_purchase_tax_id
        position = self.env["account.fiscal.position"].create({"name": "Inside the EU"})
        reverse.write({"fiscal_position_ids": position.ids, "original_tax_ids": default.ids})
        self.customer.property_account_position_id = position
        report = self.tax_report()
        goods = Command.create({"name": "Oak chair", "quantity": 2, "price_unit": 50.0})
        barter = self.barter(item_ids=[goods])
        self.assertEqual((barter.item_ids.tax_ids, barter.amount), (reverse, 100.0))
        bill = self.deliver(barter, 2)
        bill.action_post()
        self.assertEqual(bill.fiscal_position_id, position)
        self.assertEqual((bill.invoice_line_ids.tax_ids, bill.amount_total), (reverse, 100.0))
        reported = {
            ("net", reverse): 100.0,
            ("tag", self.goods): 100.0,
            ("tag", self.deductible): 20.0,
            ("tag", self.reduced): -20.0,
        }
        self.assertEqual(self.reported_since(report), reported)

    def test_a_product_brings_its_own_taxes_through_the_fiscal_position(self):
        position = self.env["account.fiscal.position"].create({"name": "Inside the EU"})
        instead = self.make_tax("Instead", 5, [(100, self.tax_account, self.reduced)])
        instead.write({"fiscal_position_ids": position.ids, "original_tax_ids": self.tax.ids})
        product = self.env["product.product"].create(
            {
                "name": "Chair",
                "supplier_taxes_id": [Command.set((self.tax + self.tax_in_parts).ids)],
            }
        )
        self.customer.property_account_position_id = position
        goods = Command.create({"product_id": product.id, "price_unit": 10.0})
        taxes = self.barter(item_ids=[goods]).item_ids.tax_ids
        self.assertEqual(taxes, instead + self.tax_in_parts)

    # Locked periods

    def locks(self):
        """``{name of a lock date: write it}``; the hard one cannot be taken away again."""
        names = ("fiscalyear_lock_date", "purchase_lock_date", "tax_lock_date", "hard_lock_date")
        return {name: lambda day, name=name: self.company.write({name: day}) for name in names}

    def test_no_bill_is_made_in_a_locked_period(self):
        barter = self.barter()
        for name, lock in self.locks().items():
            with self.subTest(name), self.refused("locked on that day"):
                lock(YESTERDAY)
                self.deliver(barter, 1, YESTERDAY)
        self.company.tax_lock_date = YESTERDAY
        self.assertEqual(self.deliver(barter, 1, TODAY).invoice_date, TODAY)

    def test_goods_without_tax_are_not_touched_by_the_tax_lock(self):
        item = {"name": "Table", "quantity": 1, "price_unit": 50.0, "tax_ids": False}
        barter = self.barter(item_ids=[Command.create(item)])
        self.company.tax_lock_date = YESTERDAY
        self.assertEqual(self.deliver(barter, 1, YESTERDAY).invoice_date, YESTERDAY)

    def test_goods_that_are_not_taken_are_no_matter_of_the_books(self):
        barter = self.barter()
        self.company.fiscalyear_lock_date = YESTERDAY
        arrival = self.record_delivery(barter, 4, "not_taken", note="Pine", date=YESTERDAY)
        self.assertEqual(arrival.date, YESTERDAY)

    def test_a_bill_is_not_posted_in_a_locked_period(self):
        barter = self.barter()
        bill = self.deliver(barter, 1)
        before = self.trial_balance()
        for name, lock in self.locks().items():
            with self.subTest(name), self.refused("locked on the accounting date"):
                lock(YESTERDAY)
                bill.date = YESTERDAY
                bill.action_post()
        self.assertFalse(self.booked_since(before))
        self.assertEqual((bill.state, bill.date), ("draft", TODAY))
        self.company.tax_lock_date = TODAY
        with self.on_day(1):
            bill.date = TODAY + timedelta(days=1)
            bill.action_post()
        self.assertEqual((bill.state, bill.invoice_date), ("posted", TODAY))

    def test_other_bills_are_posted_as_odoo_does(self):
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.customer.id,
                "invoice_date": TODAY,
                "invoice_line_ids": [Command.create({"name": "Rope", "price_unit": 5.0})],
            }
        )
        self.company.purchase_lock_date = TODAY
        bill.action_post()
        self.assertEqual(bill.state, "posted")

    def test_netting_is_not_booked_or_taken_back_in_a_locked_period(self):
        barter = self.barter()
        self.deliver(barter, 1).action_post()
        for name in ("fiscalyear_lock_date", "hard_lock_date"):
            with self.subTest(name), self.refused("locked on that day"):
                self.company.write({name: TODAY})
                barter.action_net()
        self.company.tax_lock_date = TODAY  # there is no tax on a netting entry
        barter.action_net()
        for name in ("fiscalyear_lock_date", "hard_lock_date"):
            with self.subTest(name), self.refused("locked on that day"):
                self.company.write({name: TODAY})
                barter.action_take_back_netting()
        self.assertEqual(barter.netted_amount, 57.5)

    # Companies

    def test_netting_with_the_bill_of_another_company_is_refused(self):
        barter = self.barter()
        self.deliver(barter, 2).action_post()
        other = self.setup_other_company(name="Elsewhere")["company"]
        theirs = self.env["account.move"].with_company(other)
        line = {"name": "Oak chair", "price_unit": 115.0, "tax_ids": False}
        bill = theirs.create(
            {
                "move_type": "in_invoice",
                "partner_id": self.customer.id,
                "invoice_date": TODAY,
                "collection_barter_id": barter.id,
                "invoice_line_ids": [Command.create(line)],
            }
        )
        bill.action_post()
        self.assertEqual(bill.company_id, other)
        with self.refused("different companies"):
            barter.sudo().with_context(allowed_company_ids=(self.company + other).ids).action_net()
        self.assertFalse(barter.netting_ids)
        self.assertEqual(self.invoices.mapped("amount_residual"), [200.0, 100.0])
