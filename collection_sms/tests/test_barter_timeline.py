from datetime import timedelta

from odoo.tests import tagged

from .barter_common import DAY
from .barter_page_common import BarterPageCommon
from .common import TODAY


@tagged("post_install", "-at_install")
class TestBarterTimeline(BarterPageCommon):
    """Goods on the timeline of the page and on the statement of account."""

    def events(self):
        """``(past, coming)``, each ``[(words, amount)]``."""
        self.env.invalidate_all()
        timeline = self.case._timeline()
        return tuple(
            [(event.words, event.amount.replace("\xa0", "")) for event in part]
            for part in (timeline.past, timeline.coming)
        )

    def post_and_net(self, barter, bill):
        bill.action_post()
        barter.with_user(self.collector).action_net()

    def test_offers_of_both_sides_and_what_was_agreed_on(self):
        barter = self.propose()
        self.offer(2, answers=1)
        self.answer(barter, "accept")
        self.assertEqual(
            self.events(),
            (
                [
                    ("You offered goods or services instead of money", "$230.00"),
                    ("We offered to take goods or services", "$115.00"),
                    (
                        "Agreed: goods or services instead of money, by "
                        + self.case._format_day(DAY),
                        "$115.00",
                    ),
                ],
                [("Your delivery of goods or services", "$115.00")],
            ),
        )
        self.assertIn("We offered to take goods", self.page())

    def test_half_is_delivered_then_netted_then_ended(self):
        barter = self.barter()
        bill = self.deliver(barter, 2)
        past, coming = self.events()
        self.assertIn(("Your goods or services have arrived", "$115.00"), past)
        self.assertEqual(coming, [("Your delivery of goods or services", "$115.00")])
        self.post_and_net(barter, bill)
        self.assertIn(("Paid with goods or services", "$115.00"), self.events()[0])
        barter.with_user(self.collector).action_end()
        past, coming = self.events()
        self.assertFalse(coming)
        self.assertIn("The rest is owed in money", past[-1][0] + past[-2][0])

    def test_what_is_not_there_on_its_day_is_still_to_come(self):
        barter = self.barter()
        with self.on_day(8):
            past, coming = self.events()
            self.assertEqual(past[-1], ("Goods or services are still to be delivered", "$230.00"))
            self.assertFalse(coming)
            self.deliver(barter, 4, TODAY + timedelta(days=8))
            self.assertIn(("All of it has arrived. Thank you", ""), self.events()[0])

    def test_a_wrong_delivery_and_a_netting_taken_back_are_gone(self):
        barter = self.barter()
        bill = self.deliver(barter, 4)
        self.post_and_net(barter, bill)
        barter.with_user(self.collector).action_take_back_netting()
        self.assertNotIn("Paid with", str(self.events()))
        bill.button_cancel()
        barter._judge()
        past, coming = self.events()
        self.assertEqual(len(past), 1)
        self.assertEqual(coming, [("Your delivery of goods or services", "$230.00")])

    def test_every_end_is_told(self):
        self.assert_ends("could not take", lambda b: b._refuse("No room", 1))
        self.assert_ends("You took your offer back", lambda b: self.case._withdraw_offer(b))
        self.assert_ends("has expired", lambda b: b._leave_talks("expired", ("proposed",), ""))
        ours = self.offer(2).barter_id
        ours.with_user(self.collector).action_take_back()
        self.assertEqual(self.events()[0][-1][0], "We took our offer back")
        self.case._decline_offer(self.offer(2).barter_id, {"version": "1"})
        self.assertEqual(self.events()[0][-1][0], "You did not take our offer")

    def assert_ends(self, words, end):
        """A customer's offer that ends by ``end`` says ``words``."""
        end(self.customers_offer(2).barter_id)
        self.assertIn(words, self.events()[0][-1][0])

    def test_one_recorded_by_mistake_was_none(self):
        self.barter().with_user(self.collector).action_cancel()
        self.assertEqual(self.events(), ([], []))

    def statement(self):
        self.env.invalidate_all()
        return self.case._statement()

    def test_the_statement_says_what_is_to_come_in_kind(self):
        self.assertFalse(self.statement()["agreements"])
        barter = self.barter()
        self.deliver(barter, 2)
        [sentence] = self.statement()["agreements"]
        figures = (barter.name, "$\xa0230.00", self.case._format_day(DAY), "$\xa0115.00 received")
        for part in figures:
            self.assertIn(part, sentence)

    def test_what_has_arrived_is_named_until_it_is_netted(self):
        barter = self.barter()
        bill = self.deliver(barter, 4)
        self.assertEqual(barter.state, "delivered")
        self.assertEqual(len(self.statement()["agreements"]), 1)
        self.post_and_net(barter, bill)
        statement = self.statement()
        self.assertFalse(statement["agreements"])
        self.assertEqual(
            [(item.amount, item.is_goods, item.is_credit_note) for item in statement["paid"]],
            [(230.0, True, False)],
        )
        text = self.url_open(f"{self.link}/statement").text
        self.assertIn("Goods or services, thank you", text)
        self.assertEqual(statement["accounts"][0]["net"], 70.0)

    def test_offers_are_no_agreements(self):
        self.customers_offer()
        self.assertFalse(self.statement()["agreements"])
