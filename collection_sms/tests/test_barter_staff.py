from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from .barter_common import DAY, BarterCommon


@tagged("post_install", "-at_install")
class TestBarterStaff(BarterCommon):
    """Barters as staff see them: forms, hints, notes and figures."""

    def offer_form(self, record):
        """The dialog that the button on ``record`` opens, for the collections user."""
        record = record.with_user(self.collector)
        button = record.action_counter if "offer_ids" in record else record.action_offer_barter
        offers = self.env["collection.barter.offer"].with_user(self.collector)
        return Form(offers.with_context(**button()["context"]))

    def notes(self, document):
        """The notes in the chatter of ``document`` about barters, oldest first."""
        bodies = document.message_ids.sorted("id").mapped("body")
        return [str(body) for body in bodies if "arter" in str(body)]

    # What is offered, side by side

    def test_each_version_says_what_changed(self):
        barter = self.customers_offer().barter_id
        later = DAY + timedelta(days=3)
        flyers = Command.create({"name": "Flyers", "price_unit": 20, "tax_ids": False})
        self.offer(answers=1, date=later, line_ids=[self.chairs(2, 45), flyers])
        self.customers_offer(2, 45, answers=2, date=later)
        first, second, third = barter.offer_ids
        self.assertFalse(first.changes)
        changed = second.changes.replace("\xa0", "").split("\n")
        self.assertEqual(changed[0], "Oak chair: 4 → 2, $50.00 → $45.00")
        self.assertEqual(changed[1:3], ["New: 1 × Flyers at $20.00", "In total: $230.00 → $123.50"])
        self.assertIn(f"→ {self.case._format_day(later)}", changed[3])
        self.assertIn("No longer: 1 × Flyers", third.changes)

    def test_an_offer_that_is_repeated_says_so(self):
        barter = self.customers_offer().barter_id
        self.offer(answers=1)
        self.assertEqual(barter.offer_ids[1].changes, "The same goods, value and date.")

    def test_the_version_agreed_on_is_marked(self):
        barter = self.customers_offer().barter_id
        self.customers_offer(3, answers=1)
        barter.with_user(self.collector).action_accept()
        self.assertEqual(barter.offer_ids.mapped("is_accepted"), [False, True])
        self.assertFalse(any(barter.offer_ids.mapped("is_standing")))

    def test_in_the_calendar_offers_are_hatched_and_what_is_over_is_struck(self):
        barter = self.customers_offer().barter_id
        self.assertTrue(barter.is_hatched)
        barter.with_user(self.collector).action_accept()
        self.assertEqual((barter.is_hatched, barter.is_striked), (False, False))
        barter.with_user(self.collector).action_cancel()
        self.assertTrue(barter.is_striked)

    # Who may agree to how much

    def test_a_user_sees_the_limit_before_accepting(self):
        self.policy.barter_user_limit = 100
        barter = self.customers_offer().barter_id
        form = Form(barter.with_user(self.collector))
        self.assertIn("Above your limit of $\xa0100.00", form.limit_hint)
        self.assertFalse(barter.with_user(self.manager()).limit_hint)
        self.policy.barter_user_limit = 230
        self.assertFalse(barter.with_user(self.collector).limit_hint)

    def test_a_user_sees_the_limit_while_writing_an_offer(self):
        self.policy.barter_user_limit = 100
        form = self.offer_form(self.case)
        with form.line_ids.new() as line:
            line.name = "Flyers"
            line.price_unit = 50
        self.assertFalse(form.limit_hint)
        with form.line_ids.edit(0) as line:
            line.quantity = 2.1
        self.assertIn("a manager of Collections", form.limit_hint)

    def test_a_user_sees_the_limit_while_recording_a_barter(self):
        self.policy.barter_user_limit = 100
        action = self.case.with_user(self.collector).action_record_barter()
        barters = self.env["collection.barter"].with_user(self.collector)
        form = Form(barters.with_context(**action["context"]))
        with form.item_ids.new() as line:
            line.name = "Oak chair"
            line.price_unit = 101
        self.assertIn("Above your limit", form.limit_hint)

    def test_the_limit_says_nothing_about_what_is_over(self):
        barter = self.customers_offer().barter_id
        barter.with_user(self.collector).action_accept()
        self.policy.barter_user_limit = 100
        self.assertFalse(barter.with_user(self.collector).limit_hint)

    def test_users_choose_products_and_taxes(self):
        product = self.env["product.product"].create(
            {
                "name": "Flyers",
                "standard_price": 10,
                "supplier_taxes_id": [Command.set(self.tax.ids)],
                "categ_id": self.env.ref("product.product_category_services").id,
            }
        )
        form = self.offer_form(self.case)
        with form.line_ids.new() as line:
            line.product_id = product.with_user(self.collector)
            line.price_unit = 100
            self.assertEqual(line.name, "Flyers")
            self.assertTrue(line.tax_ids[:])
        offer = form.save()
        self.assertEqual(offer.line_ids.category_id, product.categ_id)

    def test_without_the_group_nothing_is_seen(self):
        barter = self.customers_offer().barter_id
        clerk = new_test_user(self.env, "clerk", groups="account.group_account_invoice")
        for record in (barter, barter.offer_ids, barter.offer_ids.line_ids):
            with self.subTest(record), self.assertRaises(AccessError):
                record.with_user(clerk).read(["display_name"])
        invoice = Form(self.invoices[0].with_user(clerk))
        self.assertEqual(invoice.partner_id, self.customer)

    # Notes

    def test_what_happens_is_told_on_the_case_and_on_each_invoice_once(self):
        barter = self.barter()
        bill = self.deliver(barter, 2)
        bill.action_post()
        barter.action_net()
        barter.action_take_back_netting()
        barter.action_end()
        words = ("recorded", "Delivery for", "nets the bill", "taken back", "ended")
        for document in (self.case, *self.invoices, barter):
            notes = self.notes(document)
            with self.subTest(document):
                self.assertEqual(len(notes), len(words))
                for part, note in zip(words, notes, strict=True):
                    self.assertIn(part, note)
        link = f'data-oe-model="collection.barter" data-oe-id="{barter.id}"'
        self.assertIn(link, self.notes(self.invoices[0])[0])
        self.assertIn(bill.name and barter.netting_ids[0].name, self.notes(self.case)[2])

    def test_an_invoice_in_two_parts_gets_one_note(self):
        invoice = self.make_invoice_in_installments(90, 200.0)
        barter = self.barter()
        self.assertEqual(len(barter.line_ids.filtered(lambda line: line.move_id == invoice)), 2)
        self.assertEqual(len(self.notes(invoice)), 1)

    def test_an_offer_that_is_agreed_on_is_told_on_the_invoices(self):
        barter = self.customers_offer().barter_id
        self.assertFalse(self.notes(self.invoices[0]))
        barter.with_user(self.collector).action_accept()
        self.assertIn("agreed on: goods worth", self.notes(self.invoices[0])[0])
        self.assertIn("agreed on: goods worth", self.notes(self.case)[-1])

    # Figures

    def analysis(self, *groups):
        """Agreed and received value by ``groups``, of what was agreed on."""
        rows = (
            self.env["collection.barter.line"]
            .with_user(self.collector)
            ._read_group(
                [("barter_state", "in", ("agreed", "delivered", "ended"))],
                groups,
                ["total:sum", "received_value:sum"],
            )
        )
        return {row[:-2]: row[-2:] for row in rows}

    def test_value_agreed_and_received_by_category(self):
        goods = self.env.ref("product.product_category_goods")
        flyers = Command.create({"name": "Flyers", "price_unit": 20, "tax_ids": False})
        barter = self.barter(item_ids=[self.chairs(3), flyers])
        chairs, printing = barter.item_ids
        chairs.sudo().category_id = goods
        none = self.env["product.category"]
        agreed = {(goods,): (172.5, 0), (none,): (20.0, 0)}
        self.assertEqual(self.analysis("category_id"), agreed)
        barter._deliver({chairs: 2}, self.today, "", 0)
        agreed[(goods,)] = (172.5, 115.0)
        self.assertEqual(self.analysis("category_id"), agreed)
        self.assertEqual(printing.received_value, 0)

    def test_what_is_cancelled_or_reversed_was_not_received(self):
        barter = self.barter()
        first, second = self.deliver(barter, 1), self.deliver(barter, 2)
        self.assertEqual(barter.item_ids.received_value, 172.5)
        first.button_cancel()
        self.assertEqual(barter.item_ids.received_value, 115.0)
        second.action_post()
        self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=second.ids
        ).create({"journal_id": second.journal_id.id}).refund_moves()
        second.reversal_move_ids.action_post()
        self.assertEqual(barter.item_ids.received_value, 0)

    def test_goods_taken_back_by_a_credit_note_were_not_received(self):
        barter = self.barter()
        bill = self.deliver(barter, 3)
        bill.action_post()
        self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=bill.ids
        ).create({"journal_id": bill.journal_id.id}).refund_moves()
        refund = bill.reversal_move_ids
        refund.invoice_line_ids.quantity = 1
        self.assertEqual(barter.item_ids.received_value, 172.5)
        refund.action_post()
        self.assertEqual(barter.item_ids.received_value, 115.0)
        self.assertEqual(barter.received_amount, 115.0)

    def test_the_price_on_the_bill_is_what_was_received(self):
        barter = self.barter()
        bill = self.deliver(barter, 2)
        bill.invoice_line_ids.price_unit = 40
        self.assertEqual(barter.item_ids.received_value, 92.0)
        self.assertEqual(barter.received_amount, 92.0)

    def test_currencies_are_not_added_up(self):
        pound = self.setup_other_currency("GBP", rates=[("2026-01-01", 2.0)])
        self.make_invoice(10, 300.0, currency_id=pound.id)
        self.case._decide_again()
        self.barter()
        self.barter(2, currency=pound)
        dollar = self.company.currency_id
        rows = self.analysis("currency_id", "category_id")
        none = self.env["product.category"]
        self.assertEqual(rows, {(dollar, none): (230.0, 0), (pound, none): (115.0, 0)})

    def test_what_was_cancelled_is_left_out(self):
        barter = self.barter()
        barter.action_cancel()
        self.assertFalse(self.analysis("category_id"))

    # Where else barters show

    def test_barters_are_counted_on_the_customer(self):
        customer = self.customer.with_user(self.collector)
        self.assertEqual(customer.collection_barter_count, 0)
        barter = self.customers_offer().barter_id
        customer.invalidate_recordset()
        counts = (customer.collection_barter_count, customer.collection_barters_to_answer)
        self.assertEqual(counts, (1, 1))
        domain = customer.action_view_collection_barters()["domain"]
        self.assertEqual(self.env["collection.barter"].search(domain), barter)

    def test_cases_with_a_barter_under_way_are_found(self):
        view = self.env["collection.case"].get_view(view_type="search")
        self.assertIn('name="barter"', view["arch"])
        barter = self.customers_offer().barter_id
        domain = [("barter_ids", "any", [("state", "in", ("proposed", "countered", "agreed"))])]
        cases = self.env["collection.case"].with_user(self.collector)
        self.assertEqual(cases.search(domain), self.case)
        barter.with_user(self.collector)._refuse("No room.", 1)
        self.assertFalse(cases.search(domain))

    def test_a_copied_policy_takes_the_same_goods(self):
        self.policy.barter_wanted_ids = [Command.create({"name": "Printing of flyers"})]
        copied = self.policy.copy().barter_wanted_ids
        self.assertEqual(copied.mapped("name"), ["Printing of flyers"])

    def manager(self):
        """A manager of Collections in the company."""
        return new_test_user(
            self.env,
            "head",
            groups="collection_sms.collection_sms_group_manager",
            company_id=self.company.id,
        )
