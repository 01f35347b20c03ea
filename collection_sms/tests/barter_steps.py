"""All that people can do to the books of one customer who barters."""

from datetime import timedelta

from odoo import Command

from ..models.offer_refusal import OfferRefused
from .barter_common import BarterCommon
from .common import TODAY


class BarterSteps(BarterCommon):
    """Each step returns False where there is nothing to do it to, or the page refuses it.

    ``number``, 0 to 5, chooses what it is done to. ``day`` is counted from TODAY.
    """

    def do_record(self, number):
        self.barter(1 + number % 4, case=self.case_of(), currency=self.currency, date=self.today_())

    def do_deliver(self, number):
        if not self.barters():
            return False
        return bool(self.deliver(self.barters()[-1:], 1 + number % 3, self.today_()))

    def do_not_taken(self, number):
        if not self.barters():
            return False
        values = {"note": "Pine", "date": self.today_()}
        return bool(self.record_delivery(self.barters()[-1:], 1 + number, "not_taken", **values))

    def do_post(self, number):
        return self.with_bill("draft", number, self.post)

    def do_cancel_bill(self, number):
        return self.with_bill("draft", number, lambda bill: bill.button_cancel())

    def do_delete_bill(self, number):
        return self.with_bill("draft", number, lambda bill: bill.unlink())

    def do_reset_bill(self, number):
        state = "cancel" if number == 5 else "posted"
        return self.with_bill(state, number, lambda bill: bill.button_draft())

    def do_credit(self, number):
        return self.with_bill("posted", number, self.credit_note)

    def do_credit_part(self, number):
        return self.with_bill("posted", number, lambda bill: self.credit_note(bill, 1))

    def do_replace(self, number):
        return self.with_bill("posted", number, self.replace_bill)

    def do_net(self, number):
        return self.with_barter(number, lambda barter: barter.action_net())

    def do_take_back(self, number):
        netted = self.barters().filtered(lambda barter: barter._standing_nettings())
        barter = self.pick(netted, number).with_user(self.collector)
        return barter.action_take_back_netting() if barter else False

    def do_end(self, number):
        return self.with_barter(number, lambda barter: barter.action_end())

    def do_cancel(self, number):
        return self.with_barter(number, lambda barter: barter.action_cancel())

    def do_pay(self, number):
        """The customer pays a part, or all, of an invoice."""
        invoice = self.pick(self.invoices.filtered("amount_residual"), number)
        if not invoice:
            return False
        amount = min(invoice.amount_residual, 40.0 * (1 + number))
        self.pay_part(invoice, amount)
        self.payments["in"] += amount
        return True

    def do_credit_invoice(self, number):
        invoice = self.pick(self.invoices, number)
        note = self.credit_note(invoice, price=10.0 * (1 + number))
        return bool(note)

    def do_unmatch(self, number):
        """An accountant unmatches a bill, an invoice or a netting entry that stands."""
        barters = self.barters()
        moves = barters.bill_ids + self.invoices + barters._standing_nettings()
        moves = moves.filtered(lambda move: move.state == "posted")
        lines = self.pick(moves, number).line_ids
        if not (lines.matched_debit_ids or lines.matched_credit_ids):
            return False
        lines.remove_move_reconcile()
        return True

    def do_cron(self, number):
        self.day += number
        with self.on_day(self.day):
            self.run_cron()

    def do_offer(self, number):
        """The customer or we offer chairs; now and then somebody has not seen the latest offer."""
        barter = self.open_barter()
        make = self.customers_offer if number % 2 else self.offer
        return bool(
            make(
                1 + number % 4,
                answers=0 if number == 5 else barter.offer_version,
                case_id=self.case_of().id,
                currency_id=self.currency.id,
                date=self.today_(),
            )
        )

    def do_accept(self, number):
        """Whoever has the turn accepts; now and then the one who has not."""
        barter = self.open_barter() or self.barters()[-1:]
        if (barter.state == "proposed") == (number != 5):
            return barter.with_user(self.collector).action_accept()
        version = barter.offer_version - (number == 4)
        form = {"version": str(version), "digest": barter._digest(), "name": "A", "tick": "yes"}
        return self.on_page(lambda case: case._accept_offer(barter, form, "127.0.0.1"))

    def do_refuse(self, number):
        barter = self.open_barter().with_user(self.collector)
        return barter._refuse("No room", barter.offer_version) if barter else False

    def do_leave(self, number):
        """One side takes its own offer back, or the customer declines ours."""
        barter = self.open_barter()
        if not barter:
            return False
        if number < 2:
            return barter.with_user(self.collector).action_take_back()
        if number < 4:
            return self.on_page(lambda case: case._withdraw_offer(barter))
        form = {"version": str(barter.offer_version)}
        return self.on_page(lambda case: case._decline_offer(barter, form))

    # Helpers of the steps

    def open_barter(self):
        return self.barters().filtered(lambda barter: barter.state in ("proposed", "countered"))

    def on_page(self, act):
        """What the page refuses is not rolled back: it must have changed nothing."""
        try:
            act(self.case_of().sudo())
        except OfferRefused:
            return False
        return True

    def today_(self):
        return TODAY + timedelta(days=self.day)

    def barters(self):
        domain = [("partner_id", "=", self.customer.id)]
        return self.env["collection.barter"].search(domain, order="id")

    def pick(self, records, number):
        return records[number % len(records)] if records else records

    def with_barter(self, number, act):
        barter = self.pick(self.barters().sorted("to_net_amount")[::-1], number // 5)
        if not barter:
            return False
        return act(barter.with_user(self.collector))

    def with_bill(self, state, number, act):
        bills = self.barters().bill_ids.filtered(lambda bill: bill.state == state)
        bill = self.pick(bills.sorted("id"), number)
        if not bill:
            return False
        act(bill)
        return True

    def post(self, bill):
        bill.invoice_date = bill.invoice_date or self.today_()
        bill.action_post()

    def pay_part(self, invoice, amount):
        journal = self.company_data["default_journal_bank"]
        receivable = invoice.line_ids.filtered(lambda line: line.display_type == "payment_term")
        balance = self.currency._convert(
            amount, self.company.currency_id, self.company, self.today_()
        )
        sides = [(journal.default_account_id, 1), (receivable.account_id, -1)]
        lines = [
            {
                "account_id": account.id,
                "partner_id": self.customer.id,
                "currency_id": self.currency.id,
                "amount_currency": sign * amount,
                "balance": sign * balance,
            }
            for account, sign in sides
        ]
        values = {"journal_id": journal.id, "date": self.today_()}
        entry = self.env["account.move"].create(
            {**values, "line_ids": [Command.create(line) for line in lines]}
        )
        entry.action_post()
        (receivable + entry.line_ids.filtered("credit")).reconcile()
