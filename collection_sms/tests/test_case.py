from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import TODAY, CollectionCommon


@tagged("post_install", "-at_install")
class TestCase(CollectionCommon):
    def refresh(self):
        """Bring the cases in step with the ledger."""
        self.env["collection.case"]._refresh()
        return self.case_of()

    def test_opens_a_heads_up_before_the_due_date_and_not_earlier(self):
        self.make_invoice(-4)
        self.assertFalse(self.refresh())
        self.make_invoice(-3)
        self.assertEqual(len(self.refresh().open_line_ids), 2)

    def test_one_open_case_per_customer_whoever_the_invoice_names(self):
        contact = self.make_customer("Aoife", "+353860000127", parent_id=self.customer.id)
        contact.is_company = False
        self.make_invoice(5, partner=contact)
        self.make_invoice(5)
        self.assertEqual(len(self.refresh().open_line_ids), 2)

    def test_outcome_paid(self):
        move = self.make_invoice(5)
        self.refresh()
        self.pay(move)
        case = self.refresh()
        self.assertEqual((case.state, case.outcome), ("closed", "paid"))

    def test_outcome_credited(self):
        move = self.make_invoice(5)
        self.refresh()
        refund = self.make_refund(100)
        (move + refund).line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        ).reconcile()
        self.assertEqual(self.refresh().outcome, "credited")

    def test_outcome_written_off(self):
        move = self.make_invoice(5)
        self.refresh()
        receivable = move.line_ids.filtered(lambda line: line.display_type == "payment_term")
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "line_ids": [
                    Command.create(
                        {
                            "account_id": self.company_data["default_account_expense"].id,
                            "debit": 100,
                        }
                    ),
                    Command.create(
                        {
                            "account_id": receivable.account_id.id,
                            "partner_id": self.customer.id,
                            "credit": 100,
                        }
                    ),
                ],
            }
        )
        entry.action_post()
        (receivable + entry.line_ids.filtered("credit")).reconcile()
        self.assertEqual(self.refresh().outcome, "written_off")

    def test_outcome_cancelled(self):
        move = self.make_invoice(5)
        self.refresh()
        move.button_draft()
        self.assertEqual(self.refresh().outcome, "cancelled")

    def test_a_new_debt_is_a_new_case_and_starts_anew(self):
        self.send_automatically()
        move = self.make_invoice(15)
        self.run_cron()
        first = self.case_of()
        self.pay(move)
        self.run_cron()
        self.make_invoice(4)
        with self.on_day(3):
            self.run_cron()
        second = self.case_of()
        self.assertNotEqual(first, second)
        self.assertEqual(len(self.texts_of()), 2)
        self.assertEqual(self.texts_of().level_id, self.levels["reminder"])

    def test_a_reopened_invoice_starts_anew_but_not_at_once(self):
        self.send_automatically()
        move = self.make_invoice(15)
        self.run_cron()
        entry = self.pay(move)
        self.run_cron()
        entry.line_ids.remove_move_reconcile()
        self.run_cron()
        entry.button_draft()
        self.run_cron()
        self.assertEqual(
            (self.case_of().state, self.case_of().hold_reason), ("active", "minimum_gap")
        )
        with self.on_day(3):
            self.run_cron()
        self.assertEqual(self.texts_of().mapped("level_id"), self.levels["reminder"])
        self.assertEqual(len(self.texts_of()), 2)

    def test_the_link_expires_with_the_case(self):
        move = self.make_invoice(5)
        token = self.refresh().sudo().access_token
        self.assertGreaterEqual(len(token), 16)
        self.pay(move)
        closed = self.refresh().sudo()
        self.assertEqual((closed.access_token, closed.expired_token), (False, token))

    def test_a_closed_case_cannot_be_followed_up(self):
        self.pay(self.make_invoice(5))
        move = self.make_invoice(5)
        case = self.refresh()
        self.pay(move)
        self.refresh()
        with self.assertRaises(UserError):
            case.action_follow_up_now()

    def test_policy_of_the_customer_then_rule_then_default(self):
        Policy = self.env["collection.policy"]
        consumer = self.env.ref("collection_sms.collection_policy_consumer")
        person = self.make_customer("Saoirse Nolan", "+353850000131", is_company=False)
        partners = self.customer + person
        found = Policy._for_partners(partners, self.company)
        self.assertEqual([found[partner] for partner in partners], [self.policy, consumer])
        self.customer.with_company(self.company).collection_policy_id = consumer
        self.assertEqual(Policy._for_partners(partners, self.company)[self.customer], consumer)
        tagged_policy = Policy.create(
            {
                "name": "Hotels in Ireland",
                "sequence": 1,
                "level_ids": [Command.set(self.policy.copy().level_ids[:1].ids)],
                "category_ids": [Command.create({"name": "Hotel"})],
                "country_ids": [Command.set(self.env.ref("base.ie").ids)],
            }
        )
        self.assertEqual(Policy._for_partners(person, self.company)[person], consumer)
        person.category_id = tagged_policy.category_ids
        self.assertEqual(Policy._for_partners(person, self.company)[person], tagged_policy)
        (self.policy + consumer + tagged_policy).active = False
        self.company.collection_policy_id = consumer
        self.assertEqual(Policy._for_partners(person, self.company)[person], consumer)

    def test_a_new_policy_without_levels_applies_to_nobody(self):
        person = self.make_customer("Saoirse Nolan", "+353850000131", is_company=False)
        policy = self.env["collection.policy"].create({"name": "New"})
        found = self.env["collection.policy"]._for_partners(person, self.company)[person]
        self.assertEqual(found, self.env.ref("collection_sms.collection_policy_consumer"))
        self.assertGreater(policy.sequence, found.sequence)

    def test_cases_are_found_by_days_overdue(self):
        self.make_invoice(30)
        self.run_cron()
        case = self.case_of()
        for operator, days, found in (
            (">=", 30, True), (">", 30, False), ("<", 31, True), ("<=", 29, False),
            ("=", 30, True), ("!=", 30, False), ("in", [30, 31], True), ("=", False, False),
        ):  # fmt: skip
            with self.subTest(operator=operator, days=days):
                result = case.search([("days_overdue", operator, days), ("id", "=", case.id)])
                self.assertEqual(bool(result), found)

    def test_invoices_are_found_by_level(self):
        self.send_automatically()
        texted, fresh = self.make_invoice(10), self.make_invoice(1)
        self.run_cron()
        level = self.levels["reminder"].id
        for domain, found in (
            ([("collection_level_id", "=", level)], texted),
            ([("collection_level_id", "!=", level)], fresh),
            ([("collection_level_id", "=", False)], fresh),
            ([("collection_level_id", "!=", False)], texted),
            ([("collection_last_contact", "=", TODAY)], texted),
            ([("collection_case_id.state", "=", "active")], texted + fresh),
        ):
            with self.subTest(domain=domain):
                mine = [("id", "in", (texted + fresh).ids)]
                self.assertEqual(self.env["account.move"].search(domain + mine), found)

    def test_users_do_not_see_other_companies(self):
        other = self.setup_other_company()["company"]
        values = {"partner_id": self.customer.id, "company_id": other.id}
        case = self.env["collection.case"].sudo().create(values)
        with self.assertRaises(AccessError):
            case.with_user(self.collector).read(["state"])

    def test_users_follow_up_their_own_companies_only(self):
        self.make_invoice(5)
        other = self.setup_other_company()
        journal = other["default_journal_sale"]
        self.make_invoice(5, company_id=other["company"].id, journal_id=journal.id)
        self.customer.with_user(self.collector).action_collection_follow_up()
        cases = self.env["collection.case"].search([("partner_id", "=", self.customer.id)])
        drafts = self.env["collection.message"].search([("case_id", "in", cases.ids)])
        self.assertEqual(cases.company_id, self.company + other["company"])
        self.assertEqual(drafts.company_id, self.company)

    def test_the_salesperson_is_responsible_if_they_may_work_on_cases(self):
        clerk = new_test_user(self.env, "clerk", groups="base.group_user")
        self.company.collection_user_id = self.env.user
        self.customer.user_id = clerk
        self.make_invoice(5)
        self.assertEqual(self.refresh().user_id, self.env.user)
        partner = self.make_customer("Turning Page Books", "+353850000131")
        partner.user_id = self.collector
        self.make_invoice(5, partner=partner)
        self.refresh()
        self.assertEqual(self.case_of(partner).user_id, self.collector)

    def test_users_work_on_cases_but_do_not_set_the_rules(self):
        self.make_invoice(5)
        case = self.refresh()
        case.user_id = self.collector
        case.paused_until = "2026-12-01"
        with self.assertRaises(AccessError):
            self.policy.with_user(self.collector).name = "Mine"
        with self.assertRaises(AccessError):
            self.levels["reminder"].template_id.with_user(self.collector).body = "Mine"

    def test_accountants_without_the_group_still_see_their_invoices(self):
        biller = new_test_user(
            self.env,
            "biller",
            groups="account.group_account_invoice",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        move = self.make_invoice(5).with_user(biller)
        views = move.get_views([(False, "form"), (False, "list")])
        self.assertNotIn("collection_level_id", views["models"]["account.move"]["fields"])
        self.assertTrue(move.read(["name", "amount_residual"]))

    def test_people_assign_and_pause_and_nothing_else(self):
        self.make_invoice(10)
        self.run_cron()
        case = self.case_of()
        before = case.sudo().read(["state", "access_token", "amount_due"])
        for name, value in (
            ("state", "closed"),
            ("hold_reason", "paused"),
            ("access_token", "x" * 16),
            ("amount_due", 1.0),
            ("partner_id", self.make_customer("Other", "").id),
        ):
            with self.assertRaises(UserError):
                case.write({name: value})
        self.assertEqual(case.sudo().read(["state", "access_token", "amount_due"]), before)
        case.write({"user_id": self.collector.id, "paused_until": "2026-12-01"})
        self.assertEqual(case.hold_reason, "paused")
