from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .barter_common import DAY, BarterCommon
from .files import PNG
from .plan_common import hidden_fields
from .test_barter_page import BarterPageCommon


@tagged("post_install", "-at_install")
class TestBarterCrafted(BarterCommon):
    """Values and contexts that no form of ours sends, by the lowest user who may barter."""

    def line(self, **values):
        return Command.create({"name": "Oak chair", "quantity": 1, "price_unit": 50.0, **values})

    def assert_refused(self, make):
        with self.assertRaises(UserError):
            make()

    def test_figures_that_are_computed_are_not_taken_from_the_caller(self):
        lie = {"total": 1.0, "untaxed": 1.0}
        self.assert_refused(lambda: self.offer(line_ids=[self.line(price_unit=9000, **lie)]))
        self.assert_refused(lambda: self.barter(item_ids=[self.line(price_unit=9000, **lie)]))

    def test_lines_of_another_offer_are_neither_taken_nor_changed_nor_deleted(self):
        offer = self.customers_offer()
        line = offer.line_ids
        for command in (
            Command.link(line.id),
            Command.set(line.ids),
            Command.update(line.id, {"price_unit": 1}),
            Command.delete(line.id),
        ):
            with self.subTest(command):
                self.assert_refused(
                    lambda command=command: self.offer(
                        2, answers=1, line_ids=[self.line(), command]
                    )
                )
                self.assertEqual((line.exists().offer_id, line.price_unit), (offer, 50.0))

    def test_items_of_another_barter_are_not_taken(self):
        barter = self.barter()
        item = barter.item_ids
        barter.action_cancel()
        self.assert_refused(lambda: self.barter(item_ids=[Command.link(item.id)]))
        self.assertEqual(item.barter_id, barter)

    def test_taxes_are_chosen_not_written(self):
        for command in (
            Command.update(self.tax.id, {"amount": 0}),
            Command.create({"name": "Mine", "amount": 0, "type_tax_use": "purchase"}),
            Command.delete(self.tax.id),
        ):
            with self.subTest(command):
                self.assert_refused(
                    lambda command=command: self.offer(line_ids=[self.line(tax_ids=[command])])
                )
                self.assert_refused(
                    lambda command=command: self.barter(item_ids=[self.line(tax_ids=[command])])
                )
                self.assertEqual(self.tax.exists().amount, 15)

    def test_the_chatter_is_not_written_with_a_barter(self):
        note = self.case.message_post(body="As it was")
        command = Command.update(note.id, {"body": "Forged"})
        self.assert_refused(lambda: self.barter(message_ids=[command]))
        self.assertIn("As it was", note.body)

    def test_promises_and_requests_record_what_is_said_alone(self):
        note = self.case.message_post(body="As it was")
        command = Command.update(note.id, {"body": "Forged"})
        values = {"case_id": self.case.id, "currency_id": self.company.currency_id.id}
        promises = self.env["collection.promise"].with_user(self.collector)
        values |= {"amount": 300, "date": DAY}
        self.assert_refused(lambda: promises.create({**values, "message_ids": [command]}))
        promise = promises.with_context(default_origin="page").create(values)
        self.assertEqual(promise.origin, "staff")
        requests = self.env["collection.request"].with_user(self.collector)
        values = {"case_id": self.case.id, "kind": "dispute", "reason": "amount"}
        lines = [Command.create({"move_id": self.invoices[0].id})]
        request = requests.create({**values, "line_ids": lines})
        for stolen in (Command.link, Command.delete):
            self.assert_refused(
                lambda stolen=stolen: requests.create(
                    {**values, "line_ids": [stolen(request.line_ids.id)]}
                )
            )
        self.assertTrue(request.line_ids.running)

    def test_a_context_records_nothing(self):
        offers = self.env["collection.barter.offer"].with_user(self.collector)
        values = {
            "case_id": self.case.id,
            "currency_id": self.company.currency_id.id,
            "date": DAY,
            "line_ids": [self.chairs(1)],
        }
        forged = {"default_side": "customer", "default_signed_name": "Aoife Byrne"}
        offer = offers.with_context(**forged).create(values)
        self.assertEqual((offer.side, offer.signed_name), ("us", False))
        self.assertEqual(offer.barter_id.state, "countered")
        offer.barter_id.action_take_back()
        barters = self.env["collection.barter"].with_user(self.collector)
        values = {"item_ids": values.pop("line_ids"), "agreed_by": "Aoife Byrne", **values}
        forged = {"default_state": "delivered", "default_accepted_name": "Aoife Byrne"}
        barter = barters.with_context(**forged).create(values)
        self.assertEqual((barter.state, barter.accepted_name), ("agreed", False))

    def test_no_refusal_without_a_reason(self):
        barter = self.customers_offer().barter_id.with_user(self.collector)
        wizard = self.env["collection.barter.refusal"].with_user(self.collector)
        wizard = wizard.create({"barter_id": barter.id, "reason": "  \n", "shown_version": 1})
        self.assert_refused(wizard.action_refuse)
        self.assertEqual(barter.state, "proposed")

    def test_who_has_no_rights_neither_reads_nor_answers(self):
        barter = self.customers_offer().barter_id
        outsider = new_test_user(self.env, "outsider", groups="base.group_user")
        portal = new_test_user(self.env, "portal_b", groups="base.group_portal")
        for user in (outsider, portal):
            theirs = barter.with_user(user)
            for act in ("action_accept", "action_take_back", "action_cancel", "action_end",
                        "action_net", "action_take_back_netting", "action_deliver",
                        "action_counter"):  # fmt: skip
                with self.subTest(user=user.login, act=act), self.assertRaises(AccessError):
                    getattr(theirs, act)()
        self.assertEqual(barter.state, "proposed")

    def test_sales_taxes_are_none_of_goods_that_we_buy(self):
        sales = self.company_data["default_tax_sale"]
        self.assert_refused(
            lambda: self.offer(line_ids=[self.line(tax_ids=[Command.set(sales.ids)])])
        )


@tagged("post_install", "-at_install")
class TestBarterMerge(BarterCommon):
    """Customers who become one, after something was agreed on."""

    def test_what_was_agreed_on_keeps_its_taxes_when_customers_merge(self):
        other = self.make_customer("Salthill Gallery Ltd", "+353870000117")
        self.make_invoice(12, 300.0, other)
        self.env["collection.case"]._refresh()
        case = self.env["collection.case"].search([("partner_id", "=", other.id)])
        untaxed = Command.create(
            {"name": "Oak chair", "quantity": 4, "price_unit": 50, "tax_ids": [Command.clear()]}
        )
        barter = self.barter(case=case, item_ids=[untaxed])
        self.assertEqual(barter.amount, 200)
        self.case._take_over_from(case)
        self.env.flush_all()
        self.assertEqual((barter.case_id, barter.amount), (self.case, 200))
        self.assertFalse(barter.item_ids.tax_ids)


@tagged("post_install", "-at_install")
class TestBarterPageFigures(BarterPageCommon):
    """Figures that are hardly any, and what has happened since the page was read."""

    def test_a_quantity_that_rounds_to_nothing(self):
        form = self.form(what_1="Dust", quantity_1="0.001", price_1="1")
        answer = self.send(form)
        self.assertEqual(answer.status_code, 422)
        self.assertIn("how many", answer.text)
        self.assertFalse(self.case.barter_ids)

    def test_a_replay_of_fine_figures_is_the_same_offer(self):
        form = self.form(quantity_0="2.555", price_0="10.129")
        self.assertEqual(self.send(form).status_code, 200)
        self.assertEqual(self.send(form).status_code, 200)
        self.assertEqual(len(self.case.barter_ids.offer_ids), 1)

    def test_an_offer_that_a_plan_has_overtaken(self):
        barter = self.offer(2).barter_id
        form = self.signed(barter)
        wizard = self.env["collection.plan.wizard"].with_user(self.collector)
        wizard = wizard.create({"case_id": self.case.id, "count": 3, "rhythm": "monthly",
                                "first": DAY})  # fmt: skip
        wizard.action_propose()
        plan = self.case.plan_ids
        page = self.url_open(f"{self.link}/plan/{plan.id}").text
        plan_form = {**hidden_fields(page), "name": "Aoife Byrne", "tick": "yes"}
        self.url_open(f"{self.link}/plan/{plan.id}/accept", plan_form)
        self.assertEqual(plan.state, "active")
        answer = self.answer(barter, "accept", form)
        self.assertIn(answer.status_code, (409, 422))
        self.assertNotIn("Nothing is due any more", answer.text)
        self.assertEqual(barter.state, "countered")

    def test_a_disputed_invoice_is_not_said_to_be_settled(self):
        barter = self.offer(2).barter_id
        form = self.signed(barter)
        self.invoices.payment_state = "blocked"
        self.env.flush_all()
        answer = self.answer(barter, "accept", form)
        self.assertNotIn("Nothing is due any more", answer.text)

    def test_taxes_that_are_included(self):
        self.tax.price_include_override = "tax_included"
        page = self.page()
        self.assertNotIn("Before tax; tax is added", page)

    def test_files_need_more_than_their_address(self):
        self.send(self.form(), [("a.png", PNG, "image/png")])
        attachment = self.case.barter_ids.offer_ids.attachment_ids
        self.assertTrue(attachment)
        answer = self.url_open(f"/web/content/{attachment.id}")
        self.assertNotEqual(answer.content, PNG)
        self.assertEqual(answer.status_code, 404)
