from odoo import sql_db
from odoo.tests import HttpCase, tagged

from .common import CollectionCommon


@tagged("post_install", "-at_install")
class TestTimeline(CollectionCommon, HttpCase):
    """What has happened and what comes next, from the ledger and the promises."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls.make_invoice(10, 120.0)
        cls.case = cls.open_case(cls.customer)

    @classmethod
    def open_case(cls, partner):
        """Bring the customer's case up to date and return it."""
        case = cls.env["collection.case"]._refresh(partner)
        case._decide_again()
        return case

    def events(self):
        """``(past, coming)``, each ``[(day, kind, amount)]``."""
        self.env.invalidate_all()
        timeline = self.case_of()._timeline()
        return tuple(
            [(str(event.day), event.kind, event.amount.replace("\xa0", "")) for event in part]
            for part in (timeline.past, timeline.coming)
        )

    def promise(self, amount=120.0, day="2026-11-27"):
        """A promise that the collections user records."""
        values = {"case_id": self.case.id, "amount": amount, "date": day}
        values["currency_id"] = self.company.currency_id.id
        return self.env["collection.promise"].with_user(self.collector).create(values)

    def test_nothing_has_happened_yet(self):
        self.assertEqual(self.events(), ([], []))
        self.assertNotIn(
            "o_collection_timeline", self.url_open(f"/c/{self.case.access_token}").text
        )

    def test_payments_and_credit_notes(self):
        self.pay(self.invoice, 30.0)
        refund = self.make_refund(20)
        (refund + self.invoice).line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        ).reconcile()
        past, coming = self.events()
        self.assertIn(("2026-11-20", "payment", "$30.00"), past)
        self.assertIn(("2026-11-20", "credit", "$20.00"), past)
        self.assertEqual((len(past), coming), (2, []))

    def test_one_payment_of_two_invoices_is_one_event(self):
        second = self.make_invoice(5, 80.0)
        self.env["collection.case"]._refresh()
        lines = (self.invoice + second).line_ids.filtered(
            lambda line: line.display_type == "payment_term"
        )
        entry = self.pay(self.invoice, 150.0)
        credit = entry.line_ids.filtered("credit")
        (lines + credit).filtered(lambda line: not line.reconciled).reconcile()
        self.assertEqual(self.events()[0], [("2026-11-20", "payment", "$150.00")])

    def test_a_payment_taken_back_is_gone(self):
        entry = self.pay(self.invoice, 30.0)
        entry.line_ids.remove_move_reconcile()
        self.assertEqual(self.events(), ([], []))

    def test_another_customers_payments_are_not_here(self):
        stranger = self.make_customer("Turning Page Books", "+353850000131")
        foreign = self.make_invoice(10, 777.0, partner=stranger)
        self.open_case(stranger)
        self.pay(foreign, 77.0)
        self.assertEqual(self.events(), ([], []))

    def test_a_promise_made_and_kept(self):
        self.promise()
        self.assertEqual(
            self.events(),
            (
                [("2026-11-20", "promise", "$120.00")],
                [("2026-11-27", "promise", "$120.00")],
            ),
        )
        self.make_invoice(0, 1.0)
        self.env["collection.case"]._refresh()
        self.pay(self.invoice)
        self.case._decide_again()
        past, coming = self.events()
        self.assertEqual([kind for _day, kind, _amount in past], ["payment", "promise", "kept"])
        self.assertFalse(coming)

    def test_a_promise_broken_and_one_taken_back(self):
        self.promise(day="2026-11-21")
        with self.on_day(3):
            self.case._decide_again()
            self.assertEqual(
                [kind for _day, kind, _amount in self.events()[0]], ["promise", "broken"]
            )
            self.promise(day="2026-11-30").action_cancel()
            self.assertEqual(len(self.events()[0]), 2)

    def test_what_comes_due(self):
        later, sooner = self.make_invoice(-20, 80.0), self.make_invoice(-10, 60.0)
        self.open_case(self.customer)
        self.assertEqual(
            self.events()[1],
            [("2026-11-30", "due", "$60.00"), ("2026-12-10", "due", "$80.00")],
        )
        page = self.url_open(f"/c/{self.case.access_token}").text
        timeline = page.split('class="o_collection_timeline')[1].split("</ol>")[0]
        self.assertIn('datetime="2026-11-30"', timeline)
        self.assertLess(timeline.index(sooner.name), timeline.index(later.name))

    def test_the_newest_ten_are_shown(self):
        for amount in range(1, 13):
            self.pay(self.invoice, float(amount))
        past, _coming = self.events()
        self.assertEqual(len(past), 10)
        self.assertEqual(past[-1][2], "$12.00")

    def test_the_statement_and_texts_are_not_events(self):
        self.send_automatically()
        self.case._follow_up()
        self.assertTrue(self.texts_of())
        self.assertEqual(self.events(), ([], []))

    def test_queries_do_not_grow_with_what_was_paid(self):
        few = self.make_customer("Few Paid", "+353850000132")
        many = self.make_customer("Many Paid", "+353850000133")
        for partner, paid in ((few, 2), (many, 60)):
            self.make_invoice(10, 50.0, partner=partner)
            moves = [self.make_invoice(20, 10.0, partner=partner) for _move in range(paid)]
            self.open_case(partner)
            for move in moves:
                self.pay(move)
        for path in ("", "/statement"):
            self.assertLessEqual(self.queries(many, path), self.queries(few, path))

    def queries(self, partner, path):
        """How many queries a look at the page takes, when Odoo's caches are warm."""
        link = f"/c/{self.case_of(partner).sudo().access_token}{path}"
        self.url_open(link)
        self.env.invalidate_all()
        before = sql_db.sql_counter
        self.assertEqual(self.url_open(link).status_code, 200)
        return sql_db.sql_counter - before
