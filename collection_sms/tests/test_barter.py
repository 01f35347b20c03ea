from collections import Counter
from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .barter_common import BarterCommon
from .common import TODAY


@tagged("post_install", "-at_install")
class TestBarter(BarterCommon):
    def test_half_is_delivered_billed_and_netted_and_the_rest_is_owed(self):
        before = self.trial_balance()
        barter = self.barter()
        self.assertEqual((barter.state, barter.amount), ("agreed", 230.0))
        self.assertEqual(barter.line_ids.move_id, self.invoices)
        bill = self.deliver(barter, 2)
        self.assertEqual((bill.state, bill.move_type), ("draft", "in_invoice"))
        self.assertEqual((bill.amount_untaxed, bill.amount_tax), (100.0, 15.0))
        self.assertEqual(bill.partner_id, self.customer)
        self.assertFalse(self.booked_since(before))

        bill.action_post()
        expense = bill.invoice_line_ids.account_id
        tax_account = bill.line_ids.filtered("tax_line_id").account_id
        payable = self.company_data["default_account_payable"]
        receivable = self.company_data["default_account_receivable"]
        booked = {expense: (100.0, 0), tax_account: (15.0, 0), payable: (0, 115.0)}
        self.assertEqual(self.booked_since(before), booked)
        self.assertEqual((barter.to_net_amount, barter.netted_amount), (115.0, 0))

        barter.action_net()
        booked |= {payable: (115.0, 115.0), receivable: (0, 115.0)}
        self.assertEqual(self.booked_since(before), booked)
        self.assertEqual((barter.to_net_amount, barter.netted_amount), (0, 115.0))
        self.assertEqual(bill.payment_state, "paid")
        self.assertEqual(self.invoices.mapped("amount_residual"), [85.0, 100.0])
        self.assertEqual(self.case.amount_due, 185.0)

        barter.action_end()
        self.assertEqual(barter.state, "ended")
        self.assertEqual(self.case.state, "active")

    def test_netting_goes_over_two_invoices_oldest_first(self):
        barter = self.barter()
        self.deliver(barter, 4).action_post()
        self.assertEqual(barter.state, "delivered")
        barter.action_net()
        self.assertEqual(self.invoices.mapped("amount_residual"), [0, 70.0])
        lines = barter.netting_ids.line_ids.sorted("id")
        self.assertEqual(lines.mapped("balance"), [230.0, -200.0, -30.0])
        self.assertTrue(all(lines.mapped("reconciled")))
        self.assertEqual(barter.netting_ids.journal_id.type, "general")

    def test_two_deliveries_complete_it_and_a_third_is_refused(self):
        barter = self.barter()
        self.deliver(barter, 1)
        self.deliver(barter, 3)
        self.assertEqual(barter.state, "delivered")
        self.assertEqual(barter.bill_ids.sorted("id").mapped("amount_total"), [57.5, 172.5])
        with self.refused("Nothing more is awaited"):
            barter._deliver({barter.item_ids: 1}, TODAY, "", 2)

    def test_the_same_delivery_is_not_recorded_twice(self):
        barter = self.barter()
        wizards = self.env["collection.barter.delivery"].with_user(self.collector)
        first, second = (wizards.create({"barter_id": barter.id}) for _tab in range(2))
        (first + second).line_ids.quantity = 2
        first.action_record()
        with self.refused("in the meantime"):
            second.action_record()
        self.assertEqual(barter.bill_count, 1)

    def test_what_cannot_have_arrived_is_refused(self):
        barter = self.barter()
        tomorrow = TODAY + timedelta(days=1)
        for quantity, day, words in (
            (5, TODAY, "more than was agreed"),
            (0, TODAY, "how much"),
            (-1, TODAY, "negative"),
            (1, tomorrow, "not before"),
        ):
            with self.subTest(words), self.refused(words):
                self.deliver(barter, quantity, day)
        self.assertFalse(barter.bill_ids)

    def test_only_what_the_policy_takes(self):
        self.policy.barter_share = 50
        with self.refused("more than the policy takes"):
            self.barter()
        with self.refused("is over"):
            self.barter(2, date=TODAY - timedelta(days=1))
        with self.refused("Write down"):
            self.barter(item_ids=[])
        self.barter(2)
        with self.refused("running already"):
            self.barter(1)
        self.assertEqual(len(self.case.barter_ids), 1)

    def test_consumers_are_not_asked_for_goods(self):
        person = self.make_customer("Aoife", "+353870000115", is_company=False)
        self.make_invoice(10, 100.0, person)
        self.env["collection.case"]._refresh()
        case = self.case_of(person)
        with self.refused("takes no goods"):
            self.barter(1, case=case)
        with self.refused("takes no goods"):
            case.action_record_barter()

    def test_where_nothing_is_due_in_that_currency_nothing_is_taken(self):
        other = self.setup_other_currency("GBP")
        with self.refused("Nothing is due"):
            self.barter(1, currency=other)

    def test_netting_is_refused_until_the_bill_is_posted_and_while_nothing_is_open(self):
        barter = self.barter()
        with self.refused("No bill is posted"):
            barter.action_net()
        bill = self.deliver(barter, 2)
        with self.refused("No bill is posted"):
            barter.action_net()
        bill.action_post()
        barter.action_net()
        with self.refused("Nothing is open"):
            barter.action_net()
        self.assertEqual(len(barter.netting_ids), 1)

    def test_netting_against_somebody_else_is_refused(self):
        barter = self.barter()
        bill = self.deliver(barter, 2)
        bill.partner_id = self.partner_a
        bill.action_post()
        with self.refused("in another name"):
            barter.action_net()
        self.assertFalse(barter.netting_ids)

    def test_netting_in_another_currency_is_refused(self):
        barter = self.barter()
        bill = self.deliver(barter, 2)
        bill.currency_id = self.setup_other_currency("GBP")
        bill.action_post()
        with self.refused("is not in"):
            barter.action_net()

    def test_nothing_is_netted_in_a_locked_period(self):
        barter = self.barter()
        self.deliver(barter, 2).action_post()
        self.company.fiscalyear_lock_date = TODAY
        before = self.trial_balance()
        with self.refused("locked"):
            barter.action_net()
        self.assertFalse(self.booked_since(before))

    def test_a_company_that_does_not_net_keeps_both_open(self):
        self.company.collection_netting_allowed = False
        barter = self.barter()
        self.deliver(barter, 4).action_post()
        with self.refused("does not net"):
            barter.action_net()
        self.assertEqual(self.invoices.mapped("amount_residual"), [200.0, 100.0])
        self.assertEqual(barter.to_net_amount, 230.0)
        self.assertNotEqual(self.case.hold_reason, "barter")

    def test_the_journal_of_the_company_is_used(self):
        journal = self.env["account.journal"].create(
            {"name": "Netting", "code": "NET", "type": "general", "company_id": self.company.id}
        )
        self.company.collection_netting_journal_id = journal
        barter = self.barter()
        self.deliver(barter, 2).action_post()
        barter.action_net()
        self.assertEqual(barter.netting_ids.journal_id, journal)

    def test_the_ladder_rests_until_the_grace_of_the_delivery_is_over(self):
        self.barter()
        self.assertEqual((self.case.state, self.case.hold_reason), ("held", "barter"))
        self.assertEqual(self.case.next_contact.date(), TODAY + timedelta(days=15))
        self.assertIn("230.00", self.case.hold_explanation)
        with self.on_day(14):
            self.run_cron()
            self.assertFalse(self.texts_of())
        with self.on_day(15):
            self.run_cron()
            self.assertEqual(len(self.texts_of()), 1)

    def test_the_ladder_rests_while_a_bill_waits_and_goes_on_when_it_is_netted(self):
        barter = self.barter()
        bill = self.deliver(barter, 4)
        self.assertEqual(self.case.hold_reason, "barter")
        bill.action_post()
        barter.action_net()
        self.assertFalse(self.case.hold_reason)
        self.run_cron()
        self.assertIn("70.00", self.texts_of().body)

    def test_cancelled_before_anything_arrived_but_not_afterwards(self):
        barter = self.barter()
        self.deliver(barter, 1)
        with self.refused("arrived already"):
            barter.action_cancel()
        barter.bill_ids.button_cancel()
        barter.action_cancel()
        self.assertEqual((barter.state, self.case.hold_reason), ("cancelled", False))

    def test_a_cancelled_bill_takes_the_delivery_back(self):
        barter = self.barter()
        bill = self.deliver(barter, 4)
        bill.button_cancel()
        self.assertEqual((barter.received_amount, barter.item_ids.delivered_quantity), (0, 0))
        self.run_cron()
        self.assertEqual(barter.state, "agreed")
        self.deliver(barter, 4)
        self.assertEqual(barter.state, "delivered")

    def test_a_bill_reset_to_draft_stays_matched_and_is_not_netted_twice(self):
        barter = self.barter()
        bill = self.deliver(barter, 2)
        bill.action_post()
        barter.action_net()
        bill.button_draft()
        bill.action_post()
        self.assertEqual((barter.netted_amount, barter.to_net_amount), (115.0, 0))
        with self.refused("Nothing is open"):
            barter.action_net()

    def test_a_reversed_bill_leaves_the_netting_open_until_it_is_taken_back(self):
        barter = self.barter()
        bill = self.deliver(barter, 4)
        bill.action_post()
        barter.action_net()
        bill._reverse_moves([{"invoice_date": TODAY}], cancel=True)
        self.assertEqual(bill.payment_state, "reversed")
        self.assertEqual((barter.netted_amount, barter.is_half_open), (0, True))
        self.assertEqual((barter.received_amount, barter.item_ids.delivered_quantity), (0, 0))
        barter.action_take_back_netting()
        self.assertFalse(barter.is_half_open)
        self.assertEqual(barter.state, "agreed")
        self.assertEqual(self.invoices.mapped("amount_residual"), [200.0, 100.0])

    def test_a_bill_cancelled_after_netting_shows_too(self):
        barter = self.barter()
        bill = self.deliver(barter, 2)
        bill.action_post()
        barter.action_net()
        bill.button_draft()
        bill.button_cancel()
        self.assertEqual((barter.netted_amount, barter.is_half_open), (0, True))
        self.assertEqual(barter.received_amount, 0)

    def test_an_unmatched_bill_shows_and_is_not_netted_twice(self):
        barter = self.barter()
        bill = self.deliver(barter, 2)
        bill.action_post()
        barter.action_net()
        bill.line_ids.remove_move_reconcile()
        self.assertEqual((barter.netted_amount, barter.is_half_open), (0, True))
        with self.refused("open on one side"):
            barter.action_net()
        barter.action_take_back_netting()
        self.assertEqual(self.invoices.mapped("amount_residual"), [200.0, 100.0])
        barter.action_net()
        self.assertEqual(barter.netted_amount, 115.0)
        self.assertEqual(self.invoices.mapped("amount_residual"), [85.0, 100.0])

    def test_a_netting_taken_back_leaves_the_books_as_they_were(self):
        barter = self.barter()
        self.deliver(barter, 2).action_post()
        before = self.trial_balance()
        barter.action_net()
        barter.action_take_back_netting()
        self.assertTrue(
            all(debit == credit for debit, credit in self.booked_since(before).values())
        )
        self.assertEqual((barter.netted_amount, barter.to_net_amount), (0, 115.0))
        with self.refused("Nothing is netted"):
            barter.action_take_back_netting()

    def test_a_case_that_goods_settle_in_full_is_paid(self):
        self.policy.barter_share = 100
        barter = self.barter(4, 75.0, item_ids=[self.item(4, 75.0)])
        self.deliver(barter, 4).action_post()
        barter.action_net()
        self.run_cron()
        self.assertEqual((self.case.state, self.case.outcome), ("closed", "paid"))

    def item(self, quantity, price):
        """Goods without a tax."""
        values = {"name": "Table", "quantity": quantity, "price_unit": price, "tax_ids": False}
        return Command.create(values)

    def test_in_foreign_currency_both_sides_and_the_exchange_difference_are_matched(self):
        pound = self.setup_other_currency("GBP", rates=[("2026-01-01", 2.0), ("2026-11-20", 4.0)])
        customer = self.make_customer("Kinsale Boats", "+353870000116")
        invoices = self.make_invoice(12, 200.0, customer, currency_id=pound.id)
        invoices += self.make_invoice(10, 100.0, customer, currency_id=pound.id)
        self.env["collection.case"]._refresh()
        barter = self.barter(case=self.case_of(customer), currency=pound)
        before = self.trial_balance()
        bill = self.deliver(barter, 4, TODAY - timedelta(days=1))
        bill.action_post()
        barter.action_net()
        self.assertEqual(invoices.mapped("amount_residual"), [0, 70.0])
        self.assertEqual((bill.amount_residual, barter.netted_amount), (0, 230.0))
        lines = barter.netting_ids.line_ids.sorted("id")
        self.assertEqual(lines.mapped("amount_currency"), [230.0, -200.0, -30.0])
        self.assertEqual(lines.mapped("balance"), [57.5, -50.0, -7.5])
        self.assertTrue(all(lines.mapped("reconciled")))
        # 230.00 at 2: owed by the customer with 115.00 and by us with 115.00, netted at 57.50.
        payable = self.company_data["default_account_payable"]
        receivable = self.company_data["default_account_receivable"]
        booked = self.booked_since(before)
        self.assertEqual(booked[payable], (115.0, 115.0))
        self.assertEqual(booked[receivable], (0, 115.0))
        total = [round(sum(side), 2) for side in zip(*booked.values(), strict=True)]
        self.assertEqual(total[0], total[1])

    def test_what_was_agreed_on_cannot_be_changed(self):
        barter = self.barter()
        for values in ({"date": TODAY}, {"state": "delivered"}, {"item_ids": [Command.clear()]}):
            with self.subTest(values), self.assertRaises(UserError):
                barter.write(values)
        for change in (
            lambda: barter.item_ids.write({"price_unit": 1000}),
            lambda: barter.item_ids.unlink(),
            lambda: barter.item_ids.create({"barter_id": barter.id, "name": "X"}),
        ):
            with self.assertRaises(UserError):
                change()
        barter.note = "They bring it on Friday."
        self.assertEqual(Counter(barter.item_ids.mapped("quantity")), Counter([4.0]))

    def test_the_barter_of_a_merged_customer_goes_on(self):
        other = self.make_customer("Salthill Gallery Ltd", "+353870000117")
        self.make_invoice(12, 300.0, other)
        self.env["collection.case"]._refresh()
        their_case = self.env["collection.case"].search([("partner_id", "=", other.id)])
        barter = self.barter(case=their_case)
        self.case._take_over_from(their_case)
        self.assertEqual((barter.case_id, barter.state), (self.case, "agreed"))
        self.assertEqual(their_case.outcome, "merged")

    def test_another_company_sees_and_touches_nothing(self):
        barter = self.barter()
        stranger = new_test_user(
            self.env,
            "stranger",
            groups="collection_sms.collection_sms_group_user",
            company_id=self.env["res.company"].create({"name": "Elsewhere"}).id,
        )
        theirs = barter.with_user(stranger)
        self.assertFalse(theirs.search([]))
        for act in (theirs.action_cancel, theirs.action_net, theirs.action_end):
            with self.assertRaises(AccessError):
                act()

    def test_staff_record_it_with_the_form(self):
        action = self.case.with_user(self.collector).action_record_barter()
        context = action["context"]
        form = Form(self.env["collection.barter"].with_user(self.collector).with_context(**context))
        form.agreed_by = "Aoife Byrne"
        with form.item_ids.new() as item:
            item.name = "Oak chair"
            item.price_unit = 10
            self.assertEqual(item.tax_ids[:], self.taxes_of_a_bill())
        barter = form.save()
        # The chart's position for abroad: what comes from Ireland bears no tax of ours.
        self.assertEqual((barter.case_id, barter.amount), (self.case, 10.0))

    def taxes_of_a_bill(self):
        """What the fiscal position of a bill that somebody writes by hand makes of the default."""
        values = {"move_type": "in_invoice", "partner_id": self.customer.id}
        position = self.env["account.move"].create(values).fiscal_position_id
        return position.map_tax(self.company.account_purchase_tax_id)
