"""What went wrong with a delivery is undone by credit notes: every path leaves true figures."""

from datetime import timedelta

from odoo.tests import tagged

from .barter_common import BarterCommon
from .common import TODAY


@tagged("post_install", "-at_install")
class TestBarterCreditNote(BarterCommon):
    """Four chairs at 57.50, all delivered and billed, unless told otherwise."""

    def billed(self, quantity=4):
        barter = self.barter()
        bill = self.deliver(barter, quantity)
        bill.action_post()
        return barter, bill

    def netted(self, quantity=4):
        barter, bill = self.billed(quantity)
        barter.action_net()
        return barter, bill

    def assert_figures(self, barter, **expected):
        """``left``: pieces still awaited; the rest are amounts of the barter, and its state."""
        figures = {
            "left": barter.item_ids._left_quantity(),
            "received": barter.received_amount,
            "to_net": barter.to_net_amount,
            "netted": barter.netted_amount,
            "refund": barter.refund_amount,
            "half_open": barter.is_half_open,
            "state": barter.state,
            "open": self.invoices.mapped("amount_residual"),
        }
        self.assertEqual({key: figures[key] for key in expected}, expected)

    # Before netting

    def test_credited_in_full_before_netting(self):
        barter, bill = self.billed()
        self.credit_note(bill)
        self.run_cron()
        self.assert_figures(
            barter,
            left=4,
            received=0,
            to_net=0,
            netted=0,
            refund=0,
            state="agreed",
            half_open=False,
        )
        with self.refused("Nothing is open"):
            barter.action_net()
        barter.action_cancel()
        self.assertEqual((barter.state, self.case.hold_reason), ("cancelled", False))

    def test_replaced_before_netting(self):
        barter, bill = self.billed()
        draft = self.replace_bill(bill)
        self.assertEqual((draft.state, draft.collection_barter_id), ("draft", barter))
        self.assert_figures(barter, left=0, received=230.0, to_net=0, state="delivered")
        draft.write({"invoice_date": TODAY})
        draft.invoice_line_ids.price_unit = 40.0
        draft.action_post()
        barter.action_net()
        self.assert_figures(barter, left=0, received=184.0, netted=184.0, open=[16.0, 100.0])

    def test_a_part_is_credited_before_netting(self):
        barter, bill = self.billed()
        self.credit_note(bill, 1)
        self.run_cron()
        figures = {"left": 1, "received": 172.5, "refund": 0}
        self.assert_figures(barter, **figures, to_net=172.5, state="agreed")
        barter.action_net()
        # To Odoo the bill is "reversed" now: it is closed by an entry and a credit note.
        self.assertEqual(bill.payment_state, "reversed")
        self.assert_figures(barter, **figures, to_net=0, netted=172.5, open=[27.5, 100.0])
        self.deliver(barter, 1).action_post()
        barter.action_net()
        self.assert_figures(
            barter, left=0, received=230.0, netted=230.0, state="delivered", open=[0, 70.0]
        )

    def test_a_draft_credit_note_counts_when_it_is_posted(self):
        barter, bill = self.billed()
        wizard = self._reversal(bill)
        wizard.refund_moves()
        self.assert_figures(barter, left=0, received=230.0, to_net=230.0)
        with self.refused("Nothing more is awaited"):
            barter._deliver({barter.item_ids: 1}, TODAY, "", 1)
        wizard.new_move_ids.action_post()
        self.assert_figures(barter, left=4, received=0, to_net=0)

    # After netting

    def test_credited_in_full_after_netting(self):
        barter, bill = self.netted()
        self.credit_note(bill)
        self.assert_figures(
            barter, left=4, received=0, to_net=0, netted=230.0, refund=230.0, half_open=False
        )
        with self.refused("Take the netting back first"):
            barter.action_cancel()
        barter.action_take_back_netting()
        self.assert_figures(
            barter, to_net=0, netted=0, refund=0, state="agreed", open=[200.0, 100.0]
        )
        barter.action_cancel()
        self.assertEqual(barter.state, "cancelled")

    def test_replaced_after_netting(self):
        barter, bill = self.netted()
        draft = self.replace_bill(bill)
        self.assert_figures(barter, left=0, received=230.0, netted=0, refund=0, half_open=True)
        draft.invoice_date = TODAY
        draft.action_post()
        with self.refused("open on one side"):
            barter.action_net()
        barter.action_take_back_netting()
        barter.action_net()
        self.assert_figures(
            barter, left=0, received=230.0, netted=230.0, half_open=False, open=[0, 70.0]
        )

    def test_a_part_is_credited_after_netting(self):
        barter, bill = self.netted()
        self.credit_note(bill, 1)
        self.assert_figures(barter, left=1, received=172.5, netted=230.0, refund=57.5)
        barter.action_take_back_netting()
        self.assert_figures(barter, left=1, to_net=172.5, netted=0, refund=0, state="agreed")
        barter.action_net()
        self.assert_figures(barter, to_net=0, netted=172.5, refund=0, open=[27.5, 100.0])

    def test_a_part_is_credited_after_a_part_was_netted(self):
        barter, bill = self.billed()
        self.pay(self.invoices[0])
        barter.action_net()
        self.assert_figures(barter, to_net=130.0, netted=100.0)
        self.credit_note(bill, 1)
        self.assert_figures(barter, left=1, to_net=72.5, netted=100.0, refund=0)

    def test_a_credit_note_unmatched_by_hand_is_matched_before_netting(self):
        barter, bill = self.billed()
        note = self.credit_note(bill, 1)
        note.line_ids.remove_move_reconcile()
        self.assert_figures(barter, left=1, received=172.5, to_net=230.0, refund=57.5)
        barter.action_net()
        self.assert_figures(barter, to_net=0, netted=172.5, refund=0)

    # Ended, closed

    def test_credited_after_the_barter_has_ended(self):
        barter, bill = self.netted(2)
        barter.action_end()
        self.credit_note(bill)
        barter.action_take_back_netting()
        self.run_cron()
        self.assert_figures(
            barter, received=0, netted=0, to_net=0, state="ended", open=[200.0, 100.0]
        )
        self.assertEqual(self.case.amount_due, 300.0)

    def settled(self):
        """A barter that was delivered and netted, and has settled what the customer still owed."""
        self.policy.barter_share = 100
        self.pay(self.invoices[1])
        self.pay(self.invoices[0], 85.0)
        barter = self.barter(2)
        bill = self.deliver(barter, 2)
        bill.action_post()
        barter.action_net()
        self.run_cron()
        return barter, bill

    def test_credited_after_the_case_was_closed(self):
        barter, bill = self.settled()
        self.assertEqual(self.case.state, "closed")
        self.credit_note(bill)
        barter.action_take_back_netting()
        self.run_cron()
        self.assert_figures(barter, received=0, netted=0, state="ended", open=[115.0, 0])
        self.assertEqual((self.case_of().amount_due, self.case_of().state), (115.0, "active"))
        self.assertNotEqual(self.case_of(), self.case)

    def test_a_complete_barter_of_a_closed_case_that_is_undone_has_ended(self):
        barter, bill = self.settled()
        self.assertEqual((self.case.state, barter.state), ("closed", "delivered"))
        self.replace_bill(bill).unlink()
        barter.action_take_back_netting()
        self.assert_figures(barter, left=2, received=0, netted=0, state="ended")

    # What is not a return

    def test_a_credit_note_that_lowers_the_price_takes_no_goods_back(self):
        barter, bill = self.billed()
        self.credit_note(bill, price=10.0)
        self.assert_figures(barter, left=0, received=184.0, to_net=184.0, state="delivered")

    def test_a_credit_note_written_by_hand_counts_where_it_is_matched(self):
        barter, bill = self.billed()
        note = bill.copy({"move_type": "in_refund", "invoice_date": TODAY})
        note.action_post()
        self.assert_figures(barter, left=0, received=230.0)
        payable = (bill + note).line_ids.filtered(
            lambda line: line.account_type == "liability_payable"
        )
        payable.reconcile()
        self.assert_figures(barter, left=4, received=0, to_net=0)
        payable.remove_move_reconcile()
        self.assert_figures(barter, left=0, received=230.0, to_net=230.0)

    def test_a_copied_bill_is_another_purchase(self):
        barter, bill = self.billed(2)
        copy = bill.copy()
        self.assertFalse(copy.collection_barter_id or copy.line_ids.collection_barter_line_id)
        self.assert_figures(barter, left=2, received=115.0)

    def test_no_way_leads_to_more_than_was_agreed_on(self):
        barter, bill = self.billed()
        note = self.credit_note(bill)
        self.run_cron()
        second = self.deliver(barter, 4)
        for name, act in (
            ("raised", lambda: second.invoice_line_ids.write({"quantity": 5})),
            ("credit note reset", note.button_draft),
        ):
            with self.subTest(name), self.refused("were agreed on"):
                act()
                self.env.flush_all()
        second.button_cancel()
        self.run_cron()
        third = self.deliver(barter, 4)
        with self.refused("were agreed on"):
            second.button_draft()
            self.env.flush_all()
        self.assertEqual((barter.item_ids.delivered_quantity, third.state), (4, "draft"))

    def test_goods_that_came_back_may_be_delivered_again_late(self):
        barter, bill = self.netted()
        self.credit_note(bill, 2)
        barter.action_take_back_netting()
        barter.action_net()
        with self.on_day(9):
            self.deliver(barter, 2, TODAY + timedelta(days=9)).action_post()
            barter.action_net()
        self.assert_figures(barter, left=0, received=230.0, netted=230.0, open=[0, 70.0])
        self.assertEqual(barter.arrival_ids.mapped("days_late"), [0, 2])
