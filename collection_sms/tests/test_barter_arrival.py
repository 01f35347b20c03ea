from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .barter_common import DAY, BarterCommon
from .common import TODAY


@tagged("post_install", "-at_install")
class TestBarterArrival(BarterCommon):
    def test_a_delivery_is_put_on_record_with_its_bill(self):
        barter = self.barter()
        arrival = self.record_delivery(barter, 2.5)
        self.assertEqual((arrival.date, arrival.condition), (TODAY, "agreed"))
        self.assertEqual(arrival.goods, "2.5 × Oak chair")
        self.assertEqual((arrival.bill_id, arrival.bill_id.state), (barter.bill_ids, "draft"))
        self.assertEqual(arrival.made_by_id, self.collector.partner_id)
        self.assertEqual((arrival.days_late, arrival.lateness), (0, False))

    def test_late_ones_show_as_such(self):
        barter = self.barter()
        with self.on_day(8):
            late = self.record_delivery(barter, 1, date=DAY + timedelta(days=1))
        with self.on_day(11):
            later = self.record_delivery(barter, 1, date=DAY + timedelta(days=3))
        self.assertEqual((late + later).mapped("lateness"), ["1 day late", "3 days late"])

    def test_each_delivery_gives_the_accountant_the_same_grace(self):
        barter = self.barter()
        self.record_delivery(barter, 1)
        self.assertEqual(barter.deadline, DAY + timedelta(days=7))
        for day in (5, 6):
            with self.on_day(day):
                self.record_delivery(barter, 1, date=TODAY + timedelta(days=day))
        self.assertEqual(barter.deadline, DAY + timedelta(days=7))
        with self.on_day(8):
            self.record_delivery(barter, 1, date=TODAY + timedelta(days=8))
        self.assertEqual(barter.deadline, TODAY + timedelta(days=15))

    def test_what_is_kept_though_not_as_agreed_is_billed_with_the_reason(self):
        barter = self.barter()
        arrival = self.record_delivery(barter, 4, "kept", note="Scratched legs")
        bill = arrival.bill_id
        self.assertEqual(bill.amount_total, 230.0)
        self.assertIn("Scratched legs", str(bill.narration))
        self.assertEqual(barter.state, "delivered")
        bill.invoice_line_ids.price_unit = 40.0  # the accountant
        bill.action_post()
        barter.action_net()
        self.assertEqual((barter.received_amount, barter.netted_amount), (184.0, 184.0))
        self.assertEqual(barter.state, "delivered")

    def test_what_is_not_taken_has_no_bill_and_is_still_awaited(self):
        barter = self.barter()
        arrival = self.record_delivery(barter, 4, "not_taken", note="Pine <not> oak")
        self.assertFalse(arrival.bill_id or barter.bill_ids)
        self.assertEqual((barter.state, barter.received_amount), ("agreed", 0))
        self.assertEqual(barter.item_ids._left_quantity(), 4)
        self.assertIn("Pine &lt;not&gt; oak", str(self.case.message_ids[:1].body))
        to_do = barter.activity_ids
        self.assertIn("Talk to the customer", to_do.summary)
        self.record_delivery(barter, 4).bill_id.action_post()
        barter.action_net()
        self.assertEqual(barter.netted_amount, 230.0)
        self.assertIn(to_do, barter.activity_ids)

    def test_what_is_not_as_agreed_needs_a_reason(self):
        barter = self.barter()
        for condition in ("kept", "not_taken"):
            for note in (False, "  "):
                with self.subTest(condition), self.refused("not as agreed"):
                    self.record_delivery(barter, 1, condition, note=note)
        self.assertFalse(barter.arrival_ids or barter.deliveries)

    def test_the_same_refusal_is_not_recorded_twice_from_two_tabs(self):
        barter = self.barter()
        wizards = self.env["collection.barter.delivery"].with_user(self.collector)
        values = {"barter_id": barter.id, "condition": "not_taken", "note": "Pine"}
        first, second = (wizards.create(values) for _tab in range(2))
        first.action_record()
        with self.refused("in the meantime"):
            second.action_record()
        self.assertEqual(len(barter.arrival_ids), 1)

    def test_the_record_outlives_its_draft(self):
        barter = self.barter()
        arrival = self.record_delivery(barter, 2)
        arrival.bill_id.unlink()
        self.assertEqual((arrival.goods, arrival.bill_id.id), ("2 × Oak chair", False))

    def test_nobody_writes_or_deletes_a_record(self):
        barter = self.barter()
        arrival = self.record_delivery(barter, 2).with_user(self.collector)
        for act in (
            lambda: arrival.write({"note": "All fine"}),
            arrival.unlink,
            lambda: arrival.create({"barter_id": barter.id, "date": TODAY, "goods": "1 ship"}),
        ):
            with self.assertRaises(AccessError):
                act()
        with self.refused("cannot be changed"):
            barter.write({"arrival_ids": [Command.clear()]})

    def test_another_company_reads_nothing(self):
        arrival = self.record_delivery(self.barter(), 2)
        stranger = new_test_user(
            self.env,
            "stranger",
            groups="collection_sms.collection_sms_group_user",
            company_id=self.env["res.company"].create({"name": "Elsewhere"}).id,
        )
        theirs = arrival.with_user(stranger)
        self.assertFalse(theirs.search([]))
        with self.assertRaises(AccessError):
            theirs.read(["goods"])
