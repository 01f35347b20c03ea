from odoo import Command
from odoo.tests import tagged

from .common import TODAY
from .test_barter_page import BarterPageCommon


@tagged("post_install", "-at_install")
class TestBarterMoney(BarterPageCommon):
    """Currencies, taxes, products and companies that are not as usual."""

    def rows(self, number, price, quantity=1, tax=None):
        return [
            Command.create(
                {
                    "name": f"G{n}",
                    "quantity": quantity,
                    "price_unit": price,
                    "tax_ids": [Command.set((tax or self.tax).ids)],
                }
            )
            for n in range(number)
        ]

    def test_prices_with_tax(self):
        self.tax.price_include_override = "tax_included"
        barter = self.propose()
        self.assertEqual((barter.amount, barter.offer_ids.untaxed), (200.0, 173.91))
        barter.with_user(self.collector).action_accept()
        bill = self.deliver(barter, 4)
        self.assertEqual(bill.amount_total, 200)

    def foreign(self, name, rounding, rate, amount):
        currency = self.setup_other_currency(name, rounding=rounding, rates=[("2026-01-01", rate)])
        self.make_invoice(12, amount, currency_id=currency.id)
        self.env["collection.case"]._refresh()
        return currency

    def cycle(self, currency, price, quantity=3, part=1):
        barter = self.barter(currency=currency, item_ids=self.rows(1, price, quantity))
        bill = self.deliver(barter, part)
        self.assertEqual(bill.currency_id, currency)
        bill.invoice_date = TODAY
        bill.action_post()
        barter.with_user(self.collector).action_net()
        self.assertFalse(bill.amount_residual)
        self.assertFalse(barter.is_half_open)
        self.assertEqual(barter.netted_amount, bill.amount_total)
        self.assertEqual(self.url_open(self.link).status_code, 200)
        return barter

    def test_no_decimals(self):
        yen = self.foreign("JPY", 1.0, 150.0, 50001)
        barter = self.cycle(yen, 3333)
        self.assertEqual(barter.amount, 11499)

    def test_share_in_three_decimals_on_the_page(self):
        self.foreign("KWD", 0.001, 0.3, 90.123)
        page = self.page()
        self.assertIn("72.098", page)

    def test_paid_between_delivery_and_netting(self):
        barter = self.barter()
        bill = self.deliver(barter, 4)
        for invoice in self.invoices:
            self.pay(invoice)
        self.run_cron()
        self.assertEqual(self.case.state, "closed")
        bill.invoice_date = TODAY
        bill.action_post()
        with self.refused("is owed to Salthill Gallery"):
            barter.with_user(self.collector).action_net()
        self.assertEqual(barter.to_net_amount, 230)

    def test_paid_in_part_after_agreement(self):
        barter = self.barter()
        self.pay(self.invoices[0])
        bill = self.deliver(barter, 4)
        bill.invoice_date = TODAY
        bill.action_post()
        barter.with_user(self.collector).action_net()
        self.assertEqual((barter.netted_amount, bill.amount_residual), (100, 130))
        self.run_cron()

    def test_archived_product_and_tax(self):
        product = self.env["product.product"].create(
            {"name": "Flyers", "supplier_taxes_id": [Command.set(self.tax.ids)]}
        )
        barter = self.barter(
            item_ids=[Command.create({"product_id": product.id, "quantity": 2, "price_unit": 50})]
        )
        product.active = False
        self.tax.active = False
        bill = self.deliver(barter, 2)
        self.assertEqual(bill.amount_total, 115)
        bill.invoice_date = TODAY
        bill.action_post()
        barter.with_user(self.collector).action_net()
        self.assertEqual(barter.netted_amount, 115)

    def test_wanted_product_archived(self):
        product = self.env["product.product"].create({"name": "Flyers"})
        self.policy.barter_wanted_ids = [(0, 0, {"product_id": product.id})]
        product.active = False
        page = self.page()
        self.assertNotIn("Flyers", page)

    def test_wanted_product_of_another_company(self):
        product = self.env["product.product"].create({"name": "Flyers"})
        self.policy.company_id = False
        self.policy.barter_wanted_ids = [(0, 0, {"product_id": product.id})]
        product.company_id = self.env["res.company"].create({"name": "Elsewhere"})
        page = self.page()
        self.assertNotIn("Flyers", page)
        form = self.form(wanted_0=str(self.policy.barter_wanted_ids.id))
        answer = self.send(form)
        self.assertIn(answer.status_code, (200, 409, 422))
        self.assertIn("o_collection_page", answer.text)

    def test_branch(self):
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        self.env.user.company_ids += branch
        self.collector.company_ids += branch
        branch.write({"sms_provider": "collection_sandbox"})
        self.env.cr.precommit.run()  # the chart of accounts of the branch
        invoice = self.make_invoice(12, 300.0, company_id=branch.id)
        self.assertEqual(invoice.company_id, branch)
        self.env["collection.case"]._refresh()
        case = self.env["collection.case"].search(
            [("partner_id", "=", self.customer.id), ("company_id", "=", branch.id)]
        )
        policy = case._find_policies()[case]
        policy.write({"barter_offered": True, "barter_share": 80})
        barter = self.barter(
            case=case, item_ids=[Command.create({"name": "C", "quantity": 4, "price_unit": 50})]
        )
        bill = self.deliver(barter, 4)
        self.assertEqual(bill.company_id, branch)
        bill.invoice_date = TODAY
        bill.action_post()
        barter.with_user(self.collector).action_net()
        self.assertTrue(barter.netted_amount)
        entries = barter.netting_ids
        barter.with_user(self.collector).action_take_back_netting()
        entries |= entries.reversal_move_ids
        self.assertEqual((len(entries), entries.company_id), (2, branch))
