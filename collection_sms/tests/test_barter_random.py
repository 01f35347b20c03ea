"""Whatever order people do things in, the books of a barter hold."""

import unittest
from collections import Counter
from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .barter_ledger import BarterLedger
from .common import TODAY

try:
    import hypothesis
    from hypothesis import strategies as st
except ImportError:  # Odoo itself does not need it: elsewhere the other tests run without it
    hypothesis = None

# What people do to the books.
STEPS = (
    *("record", "deliver", "not_taken", "end", "cancel", "net", "take_back", "pay"),
    *("post", "cancel_bill", "delete_bill", "reset_bill", "replace", "credit", "credit_part"),
    *("credit_invoice", "unmatch", "cron", "offer", "accept", "refuse", "leave"),
)
# Without these a run would show little.
NEEDED = {"deliver", "post", "net", "take_back", "unmatch", "credit", "replace", "pay", "cron"}
NEEDED |= {"offer", "accept"}


def choice(examples):
    """Settings of a run: what fails says its steps; looking for fewer that fail as well would take
    many minutes."""
    return hypothesis.settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )


@unittest.skipUnless(hypothesis, "hypothesis is not installed")
class BarterBooks(BarterLedger):
    """A half-delivered barter is there when an example begins; what it does is rolled back."""

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

        @choice(self.examples)
        @hypothesis.given(st.integers(8, 14), st.randoms(use_true_random=True))
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
                hypothesis.note(f"{told}")
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
        names += ["deliver"] * 4 + ["not_taken", "end", "cancel"] * 2 if running else []
        names += ["offer"] * 4 if not running else []
        names += ["accept"] * 6 + ["refuse", "leave"] if self.open_barter() else ["record"] * 2
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
