from datetime import date

from odoo.tests import HttpCase, tagged

from .barter_common import BarterCommon


@tagged("post_install", "-at_install")
class TestBarterTour(BarterCommon, HttpCase):
    """Goods instead of money from the phone to the books, in a real Chromium."""

    today = date.today()
    frozen = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.trade_at_home()

    def on_phone(self, case, tour):
        self.browser_size = "360x740"
        self.start_tour(f"/c/{case.access_token}", f"collection_barter_{tour}")
        self.env.invalidate_all()

    def at_desk(self, case, tour):
        self.browser_size = "1366x768"
        url = f"/odoo/barters/{case.barter_ids.id}"
        self.start_tour(url, f"collection_barter_{tour}", login="collector")
        self.env.invalidate_all()

    def run_on_odoo(self):
        """One run of the follow-up; HttpCase is in registry test mode already."""
        self.env.ref("collection_sms.ir_cron_follow_up").sudo().method_direct_trigger()

    def agree(self, case):
        """The customer offers four chairs, we two, and the customer accepts that."""
        self.on_phone(case, "offer")
        barter = case.barter_ids
        self.assertEqual((barter.state, barter.offer_ids.amount), ("proposed", 230.0))
        self.run_on_odoo()
        self.assertEqual(case.hold_reason, "barter_to_answer")
        self.at_desk(case, "counter")
        self.assertEqual(barter.offer_ids.mapped("amount"), [230.0, 115.0])
        self.on_phone(case, "accept")
        self.assertEqual((barter.state, barter.agreed_by), ("agreed", "Aoife Byrne"))
        self.run_on_odoo()
        self.assertEqual(
            (case.hold_reason, self.texts_of(case.partner_id).barter_notice), ("barter", "offer")
        )
        return barter

    def settle(self, case, barter, rate):
        """Half arrives, is billed with tax and netted, the rest is owed; ``rate``: the currency's.

        Trial balance and tax report are compared line by line at every step.
        """
        books, report = self.trial_balance(), self.tax_report()
        self.at_desk(case, "deliver")
        bill = barter.bill_ids
        self.assertEqual((bill.state, bill.amount_total), ("posted", 57.5))
        expense = bill.invoice_line_ids.account_id
        tax_account = bill.line_ids.filtered("tax_line_id").account_id
        payable = self.company_data["default_account_payable"]
        receivable = self.company_data["default_account_receivable"]
        net, tax = 50.0 / rate, 7.5 / rate
        booked = {expense: (net, 0), tax_account: (tax, 0), payable: (0, net + tax)}
        self.assertEqual(self.booked_since(books), booked)
        reported = self.reported_since(report)
        self.assertEqual(reported, {("net", self.tax): net, ("tax", self.tax): tax})
        self.at_desk(case, "net")
        booked |= {payable: (net + tax, net + tax), receivable: (0, net + tax)}
        self.assertEqual(self.booked_since(books), booked)
        self.assertEqual(self.reported_since(report), reported)
        self.assertTrue(all(barter.netting_ids.line_ids.mapped("reconciled")))
        self.assertEqual((barter.state, barter.netted_amount), ("ended", 57.5))
        invoices = barter.line_ids.move_id.sorted("invoice_date_due")
        self.assertEqual(invoices.mapped("amount_residual"), [142.5, 100.0])
        self.on_phone(case, "rest")
        self.run_on_odoo()
        self.assertNotEqual(case.hold_reason, "barter")

    def test_two_invoices_in_company_currency(self):
        self.settle(self.case, self.agree(self.case), rate=1)

    def test_two_invoices_in_a_foreign_currency(self):
        pound = self.setup_other_currency("GBP", rates=[("2020-01-01", 2.0)])
        customer = self.make_customer("Kinsale Boats", "+353870000116")
        for overdue, amount in ((12, 200.0), (10, 100.0)):
            self.make_invoice(overdue, amount, customer, currency_id=pound.id)
        self.env["collection.case"]._refresh()
        case = self.case_of(customer).sudo()
        self.settle(case, self.agree(case), rate=2)
