from datetime import timedelta

from lxml import etree
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from .barter_common import DAY, BarterCommon
from .common import TODAY


@tagged("post_install", "-at_install")
class TestBarterOffer(BarterCommon):
    """Offers as staff make and answer them."""

    def accept(self, barter, **context):
        barter.with_user(self.collector).with_context(**context).action_accept()

    def refuse(self, barter, reason="We have no room for chairs.", version=None):
        wizard = self.env["collection.barter.refusal"].with_user(self.collector)
        wizard = wizard.create(
            {
                "barter_id": barter.id,
                "reason": reason,
                "shown_version": version or barter.offer_version,
            }
        )
        wizard.action_refuse()

    def test_the_button_refuse_passes_the_version_that_is_shown(self):
        barter = self.customers_offer().barter_id.with_user(self.collector)
        action = self.env.ref("collection_sms.collection_barter_refusal_action")
        arch = etree.fromstring(barter.get_view(view_type="form")["arch"])
        (button,) = arch.xpath(f"//button[@name='{action.id}']")
        shown = safe_eval(button.get("context"), {"offer_version": barter.offer_version})
        context = safe_eval(action.context, {"active_id": barter.id, "context": shown})
        wizard = Form(self.env[action.res_model].with_user(self.collector).with_context(**context))
        wizard.reason = "We have no room for chairs."
        wizard.save().action_refuse()
        self.assertEqual(barter.state, "refused")

    def test_our_offer_is_told_by_text_and_rests_the_ladder(self):
        offer = self.offer(note="Two of them in December")
        barter = offer.barter_id
        self.assertEqual((barter.state, barter.amount, offer.version), ("countered", 230.0, 1))
        self.assertEqual(offer.valid_until, TODAY + timedelta(days=14))
        self.assertEqual(self.case.hold_reason, "barter_offered")
        self.assertEqual(self.case.next_contact.date(), TODAY + timedelta(days=22))
        text = self.texts_of()
        self.assertEqual((text.barter_notice, text.topic), ("offer", "Our offer"))
        self.assertIn("230.00", text.body)
        self.run_queue()
        self.assertEqual(text.state, "delivered")
        self.run_cron()
        self.assertEqual(len(self.texts_of()), 1)

    def test_a_customers_offer_waits_for_us_with_a_to_do(self):
        barter = self.customers_offer().barter_id
        self.assertEqual((barter.state, self.case.hold_reason), ("proposed", "barter_to_answer"))
        self.assertIn("Answer the customer's offer", barter.activity_ids.summary)
        self.assertFalse(self.texts_of())

    def test_an_accepted_offer_is_agreed_on_with_its_terms(self):
        barter = self.customers_offer().barter_id
        self.accept(barter)
        self.assertEqual((barter.state, barter.agreed_by), ("agreed", "Aoife Byrne"))
        self.assertEqual(barter.accepted_name, self.collector.name)
        self.assertEqual(barter.item_ids.mapped("quantity"), [4.0])
        self.assertEqual(barter.line_ids.move_id, self.invoices)
        self.assertEqual(barter.deadline, DAY + timedelta(days=7))
        self.assertIn("4 × Oak chair", barter.terms)
        self.assertIn("30.00 tax", barter.terms)
        self.assertFalse(barter.activity_ids)
        self.assertEqual(self.case.hold_reason, "barter")
        self.assertIn("accepts your offer", self.texts_of().body)

    def test_accepting_twice_changes_nothing(self):
        barter = self.customers_offer().barter_id
        self.accept(barter)
        with self.refused("not open any more"):
            self.accept(barter)
        self.assertEqual((len(barter.item_ids), len(self.texts_of())), (1, 1))

    def test_the_version_that_was_read_is_the_one_that_is_accepted(self):
        barter = self.customers_offer().barter_id
        self.customers_offer(3, answers=1)
        with self.refused("newer offer"):
            self.accept(barter, shown_version=1)
        self.accept(barter, shown_version=2)
        self.assertEqual(barter.amount, 172.5)

    def test_our_own_offer_is_accepted_by_the_customer_only(self):
        barter = self.offer().barter_id
        with self.refused("our own offer"):
            self.accept(barter)

    def test_offers_answer_each_other_and_every_version_is_kept(self):
        barter = self.customers_offer().barter_id
        self.offer(2, answers=1, note="Two are enough.")
        self.customers_offer(3, answers=2)
        self.assertEqual(barter.offer_ids.mapped("version"), [1, 2, 3])
        self.assertEqual(barter.offer_ids.mapped("side"), ["customer", "us", "customer"])
        self.assertEqual(barter.offer_ids.mapped("amount"), [230.0, 115.0, 172.5])
        self.assertEqual(barter.offer_ids.mapped("is_standing"), [False, False, True])
        self.assertEqual((barter.state, barter.amount), ("proposed", 172.5))

    def test_an_offer_that_was_overtaken_is_not_recorded(self):
        self.customers_offer()
        with self.refused("changed or ended"):
            self.offer(2)
        self.offer(2, answers=1)
        with self.refused("changed or ended"):
            self.offer(3, answers=1)
        self.assertEqual(len(self.case.barter_ids.offer_ids), 2)

    def test_the_counter_offer_begins_with_what_was_offered(self):
        barter = self.customers_offer().barter_id
        action = barter.with_user(self.collector).action_counter()
        offers = self.env["collection.barter.offer"].with_user(self.collector)
        form = Form(offers.with_context(**action["context"]))
        with form.line_ids.edit(0) as line:
            self.assertEqual((line.name, line.quantity), ("Oak chair", 4.0))
            line.quantity = 2
        offer = form.save()
        self.assertEqual((offer.barter_id, offer.version, offer.amount), (barter, 2, 115.0))

    def test_staff_offer_first_from_the_case(self):
        action = self.case.with_user(self.collector).action_offer_barter()
        offers = self.env["collection.barter.offer"].with_user(self.collector)
        form = Form(offers.with_context(**action["context"]))
        with form.line_ids.new() as line:
            line.name = "Printing of flyers"
            line.price_unit = 100
            self.assertEqual(line.tax_ids[:].amount, 0)  # the customer is abroad
        self.assertEqual(form.save().amount, 100.0)

    def test_only_what_the_policy_takes(self):
        with self.refused("more than the policy takes"):
            self.offer(5)
        self.policy.barter_most = 200
        with self.refused("200.00"):
            self.offer()
        with self.refused("is over"):
            self.offer(2, date=TODAY - timedelta(days=1))
        with self.refused("too late"):
            self.offer(2, date=TODAY + timedelta(days=61))
        with self.refused("Write down"):
            self.offer(line_ids=[])
        self.assertFalse(self.case.barter_ids)
        self.assertFalse(self.texts_of())

    def test_a_balance_that_shrank_meanwhile_is_looked_at_again(self):
        barter = self.customers_offer().barter_id
        self.pay(self.invoices[0])
        with self.refused("more than the policy takes"):
            self.accept(barter)
        self.assertEqual(barter.state, "proposed")

    def test_users_agree_up_to_their_limit_and_managers_above(self):
        self.policy.barter_user_limit = 100
        with self.refused("up to $\xa0100.00"):
            self.offer()
        with self.refused("Ask a manager"):
            self.barter()
        barter = self.customers_offer().barter_id
        with self.refused("Ask a manager"):
            self.accept(barter)
        self.assertEqual(barter.state, "proposed")
        manager = new_test_user(
            self.env,
            "head",
            groups="collection_sms.collection_sms_group_manager",
            company_id=self.company.id,
        )
        barter.with_user(manager).action_accept()
        self.assertEqual(barter.state, "agreed")

    def test_limits_are_in_company_currency(self):
        self.policy.barter_user_limit = 100
        pound = self.setup_other_currency("GBP", rates=[("2026-01-01", 2.0)])
        limit = self.policy._barter_amount(100, pound, self.company, TODAY)
        self.assertEqual(limit, 200)

    def test_refused_with_a_reason_that_the_customer_reads(self):
        barter = self.customers_offer().barter_id
        self.refuse(barter)
        self.assertEqual((barter.state, barter.answer), ("refused", "We have no room for chairs."))
        self.assertEqual(barter.answered_by_id, self.collector)
        self.assertNotIn(self.case.hold_reason, ("barter_to_answer", "barter_offered"))
        self.assertEqual(self.texts_of().barter_notice, "refused")
        with self.refused("not open any more"):
            self.refuse(barter)

    def test_one_that_was_changed_meanwhile_is_not_refused_unread(self):
        barter = self.customers_offer().barter_id
        self.customers_offer(3, answers=1)
        with self.refused("newer offer"):
            self.refuse(barter, version=1)

    def test_our_offer_is_taken_back_and_its_text_is_not_sent(self):
        barter = self.offer().barter_id
        barter.with_user(self.collector).action_take_back()
        self.assertEqual(barter.state, "withdrawn")
        self.run_queue()
        self.assertEqual(
            (self.texts_of().state, self.texts_of().cancel_reason), ("cancelled", "not_due")
        )

    def test_offers_expire(self):
        barter = self.customers_offer().barter_id
        with self.on_day(14):
            self.run_cron()
            self.assertEqual(barter.state, "proposed")
        with self.on_day(15):
            with self.refused("has expired"):
                self.accept(barter)
            self.run_cron()
            self.assertEqual(barter.state, "expired")
            self.assertTrue(barter.activity_ids)
            self.assertEqual(len(self.texts_of()), 1)

    def test_an_expired_one_is_offered_anew(self):
        barter = self.customers_offer().barter_id
        with self.on_day(15):
            self.run_cron()
            action = barter.with_user(self.collector).action_counter()
            offers = self.env["collection.barter.offer"].with_user(self.collector)
            again = Form(offers.with_context(**action["context"])).save().barter_id
        self.assertEqual((again.state, again.offer_ids.version), ("countered", 1))
        self.assertEqual(barter.state, "expired")

    def test_talking_on_does_not_rest_the_ladder_for_ever(self):
        self.customers_offer()
        with self.on_day(12):
            self.offer(3, answers=1, date=TODAY + timedelta(days=40))
            self.run_cron()
            self.assertFalse(self.texts_of().level_id)
        with self.on_day(22):
            self.run_cron()
            self.assertTrue(self.texts_of()[-1].level_id)
            self.assertEqual(self.case.barter_ids.state, "countered")

    def test_the_third_proposal_of_a_case_rests_nothing(self):
        for _time in range(2):
            self.refuse(self.customers_offer().barter_id)
        self.customers_offer()
        self.assertNotEqual(self.case.hold_reason, "barter_to_answer")

    def test_one_open_proposal_per_case(self):
        self.customers_offer()
        with self.refused("open already"):
            self.barter()
        with self.refused("open already"):
            self.case.with_user(self.collector).action_offer_barter()

    def test_while_one_is_agreed_on_no_other_is_offered(self):
        self.barter(2)
        with self.refused("running already"):
            self.offer(1)

    def test_an_earlier_barter_that_runs_again_comes_first(self):
        barter = self.barter(1)
        bill = self.deliver(barter, 1)
        offer = self.customers_offer(1)
        bill.button_cancel()
        self.run_cron()
        self.assertEqual(barter.state, "agreed")
        with self.refused("running already"):
            self.accept(offer.barter_id)
        self.assertEqual(offer.barter_id.state, "proposed")

    def test_what_is_offered_cannot_be_changed(self):
        offer = self.offer()
        for values in ({"note": "more"}, {"line_ids": [Command.clear()]}, {"side": "customer"}):
            with self.subTest(values), self.assertRaises(AccessError):
                offer.write(values)
        for change in (lambda: offer.line_ids.write({"quantity": 1}), offer.line_ids.unlink):
            with self.refused("cannot be changed"):
                change()
        with self.assertRaises(UserError):
            self.offer(answers=1, side="customer")

    def test_talks_end_with_the_case(self):
        barter = self.customers_offer().barter_id
        for invoice in self.invoices:
            self.pay(invoice)
        self.run_cron()
        self.assertEqual((self.case.state, barter.state), ("closed", "cancelled"))
        self.assertFalse(barter.activity_ids)

    def test_talks_go_on_with_a_merged_customer(self):
        other = self.make_customer("Salthill Gallery Ltd", "+353870000117")
        self.make_invoice(12, 300.0, other)
        self.env["collection.case"]._refresh()
        their_case = self.env["collection.case"].search([("partner_id", "=", other.id)])
        barter = self.offer(case_id=their_case.id).barter_id
        self.case._take_over_from(their_case)
        self.assertEqual((barter.case_id, barter.state), (self.case, "countered"))
        self.assertEqual(barter.offer_ids.case_id, self.case)

    def test_another_company_sees_and_answers_nothing(self):
        offer = self.customers_offer()
        stranger = new_test_user(
            self.env,
            "stranger",
            groups="collection_sms.collection_sms_group_user",
            company_id=self.env["res.company"].create({"name": "Elsewhere"}).id,
        )
        self.assertFalse(offer.with_user(stranger).search([]))
        with self.assertRaises(AccessError):
            offer.barter_id.with_user(stranger).action_accept()
        with self.assertRaises(AccessError):
            self.offer(answers=1, user=stranger)

    def test_the_to_do_goes_to_somebody_of_the_company(self):
        admin = self.env.ref("base.user_admin")
        self.assertNotIn(self.company, admin.company_ids)
        barter = self.customers_offer().barter_id
        user = barter.activity_ids.user_id
        self.assertIn(self.company, user.company_ids)
        self.assertTrue(user.has_group("collection_sms.collection_sms_group_manager"))
        self.company.collection_user_id = self.collector
        self.customers_offer(3, answers=1)
        self.assertEqual(barter.activity_ids.user_id, self.collector)
