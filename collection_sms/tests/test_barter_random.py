"""Whatever order people do things in, the books of a barter hold."""

from collections import Counter
from datetime import timedelta

from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL

from .barter_common import BarterCommon
from .common import TODAY

# What people do to the books.
STEPS = (
    *("record", "deliver", "not_taken", "end", "cancel", "net", "take_back", "pay"),
    *("post", "cancel_bill", "delete_bill", "reset_bill", "replace", "credit", "credit_part"),
    *("credit_invoice", "unmatch", "cron"),
)
# Without these a run would show little.
NEEDED = {"deliver", "post", "net", "take_back", "unmatch", "credit", "replace", "pay", "cron"}
# What fails says its steps; looking for fewer that fail as well would take many minutes.
CHOICE = {
    "derandomize": True,
    "database": None,
    "deadline": None,
    "phases": [Phase.generate],
    "suppress_health_check": list(HealthCheck),
}


class BarterBooks(BarterCommon):
    """One customer, all that people can do to the books, and what always holds.

    A half-delivered barter is there when an example begins; what it does is rolled back. ``day`` is
    counted from TODAY.
    """

    examples = 0

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.currency = cls.company.currency_id
        cls.purchase_journal = cls.company_data["default_journal_purchase"]

    def setUp(self):
        super().setUp()
        barter = self.barter(4, case=self.case_of(), currency=self.currency)
        self.deliver(barter, 2).action_post()

    def play_all(self):
        """Play random sequences, and see that they led somewhere."""
        done = Counter()

        @settings(max_examples=self.examples, **CHOICE)
        @given(st.integers(8, 14), st.randoms(use_true_random=True))
        def run(length, chance):
            savepoint = self.env.cr.savepoint()
            try:
                self.play(length, chance, done)
            finally:
                savepoint.close(rollback=True)

        run()
        self.assertFalse(NEEDED - set(done), "Some steps were never possible.")

    def play(self, length, chance, done):
        self.day, self.payments, told = 0, Counter(), []
        for _step in range(length):
            with self.on_day(self.day):
                # Mostly what is possible, and now and then anything.
                likely = chance.random() < 0.8
                name = chance.choice(self.likely() if likely else STEPS)
                number = chance.randrange(6)
                told.append((name, number))
                note(f"{told}")
                before = self.snapshot()
                if self.do(name, number):
                    done[name] += 1
                else:
                    self.assertEqual(self.snapshot(), before)
                self.check(name)

    def likely(self):
        """What may well be possible now, the more to the point the more often."""
        barters = self.barters()
        running = barters.filtered(lambda barter: barter.state == "agreed")
        states = set(barters.bill_ids.mapped("state"))
        names = ["pay", "credit_invoice", "cron"]
        names += ["deliver"] * 4 + ["not_taken", "end", "cancel"] if running else ["record"] * 6
        names += ["post"] * 6 + ["cancel_bill", "delete_bill"] if "draft" in states else []
        names += (
            ["credit", "credit_part", "replace", "reset_bill"] * 2 if "posted" in states else []
        )
        names += ["net"] * 8 if any(barters.mapped("to_net_amount")) else []
        names += ["take_back", "unmatch"] * 3 if barters._standing_nettings() else []
        return names

    def do(self, name, number):
        """Whether the step could be done; what is refused is rolled back, as by a request."""
        try:
            with self.env.cr.savepoint():
                result = getattr(self, f"do_{name}")(number)
                self.env.flush_all()
        except AccessError:
            raise
        except UserError:
            return False
        return result is not False

    # Steps: False if there is nothing to do it to.

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

    # Helpers of the steps

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

    # What always holds

    def check(self, name):
        """All of it, after a step."""
        self.env.flush_all()
        self.env.invalidate_all()
        self.check_entries_balance()
        self.check_partner_ledger()
        self.check_matching()
        for barter in self.barters():
            self.check_barter(barter)
        if name == "cron":
            self.check_case()

    def snapshot(self):
        """The books, and what barters say about them."""
        self.env.flush_all()
        barters = [
            (barter.state, barter.received_amount, barter.netted_amount, barter.to_net_amount)
            + (barter.item_ids.delivered_quantity, barter.deliveries, len(barter.arrival_ids))
            for barter in self.barters()
        ]
        query = """SELECT id, balance, amount_residual_currency, parent_state, full_reconcile_id
                     FROM account_move_line WHERE company_id = %s ORDER BY id"""
        return self.env.execute_query(SQL(query, self.company.id)), barters

    def lines(self):
        """The posted lines of the customer on both accounts."""
        kinds = ("asset_receivable", "liability_payable")
        return self.env["account.move.line"].search(
            [
                ("company_id", "=", self.company.id),
                ("partner_id", "=", self.customer.id),
                ("account_type", "in", kinds),
            ]
        )

    def check_entries_balance(self):
        query = """SELECT move_id FROM account_move_line
                    WHERE company_id = %s AND parent_state = 'posted'
                 GROUP BY move_id HAVING ROUND(SUM(balance), 2) != 0"""
        self.assertFalse(self.env.execute_query(SQL(query, self.company.id)))

    def check_partner_ledger(self):
        """The customer owes what the documents say, as if there were no netting."""
        moves = self.env["account.move"].search(
            [
                ("company_id", "=", self.company.id),
                ("commercial_partner_id", "=", self.customer.id),
                ("state", "=", "posted"),
                ("move_type", "!=", "entry"),
            ]
        )
        sign = {"out_invoice": 1, "in_refund": 1, "out_refund": -1, "in_invoice": -1}
        expected = sum(sign[move.move_type] * move.amount_total for move in moves)
        posted = self.lines().filtered(lambda line: line.parent_state == "posted")
        ledger = sum(
            posted.filtered(lambda line: line.currency_id == self.currency).mapped(
                "amount_currency"
            )
        )
        self.assertAlmostEqual(ledger, expected - self.payments["in"], 2)

    def check_matching(self):
        """What is open of a line is its amount less what it is matched for, never the other way."""
        for line in self.lines().filtered(lambda line: line.parent_state == "posted"):
            matched = sum(line.matched_debit_ids.mapped("credit_amount_currency"))
            matched -= sum(line.matched_credit_ids.mapped("debit_amount_currency"))
            self.assertAlmostEqual(line.amount_currency + matched, line.amount_residual_currency, 2)
            self.assertGreaterEqual(line.amount_currency * line.amount_residual_currency, 0)
            self.assertLessEqual(
                abs(line.amount_residual_currency), abs(line.amount_currency) + 0.001
            )
            if line.full_reconcile_id:
                # Drafts among them: a bill that is reset to draft stays matched.
                balance = sum(line.full_reconcile_id.reconciled_line_ids.mapped("balance"))
                self.assertAlmostEqual(balance, 0, 2)
                self.assertEqual((line.amount_residual, line.amount_residual_currency), (0, 0))

    def check_barter(self, barter):
        posted = barter.bill_ids.filtered(lambda bill: bill.state == "posted")
        self.check_goods(barter)
        payable = posted.line_ids.filtered(lambda line: line.account_type == "liability_payable")
        self.assertAlmostEqual(
            barter.to_net_amount, -sum(payable.mapped("amount_residual_currency")), 2
        )
        self.check_nettings(barter)
        if barter.state == "agreed":
            running = self.barters().filtered(lambda other: other.state == "agreed")
            self.assertEqual(running, barter)

    def check_goods(self, barter):
        """What was delivered, from the bills and credit notes alone."""
        quantity = value = 0
        for bill in barter.bill_ids.filtered(lambda bill: bill.state != "cancel"):
            notes = bill.reversal_move_ids.filtered(lambda note: note.state == "posted")
            left = bill.invoice_line_ids.quantity - sum(notes.invoice_line_ids.mapped("quantity"))
            quantity += max(left, 0)
            value += max(bill.amount_total - sum(notes.mapped("amount_total")), 0)
        self.assertAlmostEqual(barter.item_ids.delivered_quantity, quantity, 2)
        self.assertAlmostEqual(barter.received_amount, value, 2)
        self.assertLessEqual(barter.item_ids.delivered_quantity, barter.item_ids.quantity)

    def check_nettings(self, barter):
        """Both sides of an entry are equal, and it counts for what both are matched for."""
        matched = {"asset_receivable": 0, "liability_payable": 0}
        for entry in barter.netting_ids:
            for amounts in ("balance", "amount_currency"):
                self.assertAlmostEqual(sum(entry.line_ids.mapped(amounts)), 0, 2)
        for line in barter._standing_nettings().line_ids:
            parts = sum(line.matched_debit_ids.mapped("credit_amount_currency"))
            parts += sum(line.matched_credit_ids.mapped("debit_amount_currency"))
            matched[line.account_type] += parts
        self.assertAlmostEqual(barter.netted_amount, min(matched.values()), 2)
        open_ = barter._standing_nettings().line_ids.mapped("amount_residual_currency")
        self.assertEqual(barter.is_half_open, any(open_))

    def check_case(self):
        """After the scheduled action the case says what is open, and the state of barters holds."""
        owed = credits_ = 0
        for line in self.lines().filtered(lambda line: line.parent_state == "posted"):
            if line.account_type != "asset_receivable" or line.reconciled:
                continue
            if line.move_id.move_type == "out_invoice":
                owed += line.amount_residual
            elif line.amount_residual < 0:
                credits_ -= line.amount_residual
        case = self.case_of()
        if case.state == "closed":
            self.assertAlmostEqual(owed, 0, 2)
        else:
            self.assertAlmostEqual(case.amount_due, max(owed - credits_, 0), 2)
        for barter in self.barters().filtered(lambda barter: barter.case_id.state != "closed"):
            complete = barter.item_ids.delivered_quantity >= barter.item_ids.quantity
            wrong = "agreed" if complete else "delivered"
            self.assertNotEqual(barter.state, wrong)


@tagged("post_install", "-at_install")
class TestBarterRandom(BarterBooks):
    examples = 10

    def test_the_books_hold_whatever_happens(self):
        self.play_all()


@tagged("post_install", "-at_install")
class TestBarterRandomInPounds(BarterBooks):
    """The same in a currency whose rate goes up and down."""

    examples = 6

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        days = [TODAY + timedelta(days=days) for days in (-60, 0, 1, 2, 4, 7, 11)]
        rates = (2.0, 3.0, 1.7, 4.1, 2.3, 0.9, 1.3)
        rates = [(str(day), rate) for day, rate in zip(days, rates, strict=True)]
        cls.currency = cls.setup_other_currency("GBP", rates=rates)
        cls.customer = cls.make_customer("Kinsale Boats", "+353870000116")
        values = {"partner": cls.customer, "currency_id": cls.currency.id}
        cls.invoices = cls.make_invoice(12, 200.0, **values) + cls.make_invoice(10, 100.0, **values)
        cls.env["collection.case"]._refresh()

    def test_the_books_hold_in_foreign_currency(self):
        self.play_all()
