from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger
from psycopg2.errors import UniqueViolation

from .common import TODAY
from .plan_common import PlanCommon


@tagged("post_install", "-at_install")
class TestPlan(PlanCommon):
    """Plans as the ledger, the engine and the staff see them."""

    def test_a_proposal_is_texted_and_the_ladder_waits_for_the_answer(self):
        plan = self.propose()
        self.assertEqual((plan.state, plan.total), ("proposed", 300.0))
        self.assertEqual(plan.installment_ids.mapped("amount"), [100.0, 100.0, 100.0])
        days = [TODAY + timedelta(days=7), "2026-12-27", "2027-01-27"]
        self.assertEqual(list(map(str, plan.installment_ids.mapped("date"))), list(map(str, days)))
        self.assertEqual(plan.line_ids.move_id, self.invoices)
        text = self.texts_of()
        self.assertEqual((text.notice, text.state), ("proposal", "queued"))
        self.assertIn("100.00", text.body)
        self.assertIn("27 Nov 2026", text.body)
        self.assertEqual(self.case.hold_reason, "plan_offered")
        self.cron_on(7)
        self.assertEqual((plan.state, len(self.texts_of())), ("proposed", 1))

    def test_a_proposal_that_nobody_answers_expires(self):
        plan = self.propose()
        self.cron_on(8)
        self.assertEqual(plan.state, "expired")
        self.assertEqual(self.texts_of()[-1].level_id, self.levels["reminder"])

    def test_while_it_is_kept_texts_speak_of_installments_only(self):
        plan = self.running_plan()
        self.assertEqual((plan.state, self.case.hold_reason), ("active", "on_plan"))
        self.assertIn("100.00", self.case.hold_explanation)
        for day in range(1, 8):
            self.cron_on(day)
        notices = self.texts_of().filtered("notice_date")
        self.assertEqual(notices.mapped("notice"), ["before", "due"])
        self.assertIn("27 Nov 2026", notices[0].body)
        self.book(7, 100.0)
        for day in range(8, 46, 3):
            self.cron_on(day)
        self.assertEqual(self.states(plan), ["paid", "missed", "open"])

    def test_each_text_about_an_installment_once_however_often_the_cron_runs(self):
        self.running_plan()
        for _run in range(3):
            self.cron_on(4)
        self.assertEqual(len(self.texts_of().filtered("notice_date")), 1)

    def test_a_text_is_withheld_when_the_installment_was_paid_meanwhile(self):
        self.running_plan()
        self.cron_on(4)
        self.book(4, 100.0)
        with self.on_day(4):
            self.env.ref("sms.ir_cron_sms_scheduler_action").sudo().method_direct_trigger()
        text = self.texts_of()[-1]
        self.assertEqual(
            (text.notice, text.state, text.cancel_reason), ("before", "cancelled", "settled")
        )

    def notices(self):
        """What the customer was texted about installments."""
        return self.texts_of().filtered("notice_date").mapped("notice")

    def ask(self, kind, **values):
        """A request that staff record."""
        requests = self.env["collection.request"].with_user(self.collector)
        return requests.create({"case_id": self.case.id, "kind": kind, **values})

    def test_who_was_given_more_time_is_not_reminded_of_an_installment(self):
        self.running_plan()
        day = TODAY + timedelta(days=6)
        self.ask("extension", date=day)._answer("granted", "Gladly", day)
        for number in range(1, 7):
            self.cron_on(number)
        self.assertFalse(self.notices())
        self.assertEqual(self.case.hold_reason, "extension")
        self.cron_on(7)
        self.assertEqual(self.notices(), ["due"])

    def test_a_plan_in_dispute_is_not_spoken_of(self):
        self.running_plan()
        lines = [Command.create({"move_id": invoice.id}) for invoice in self.invoices]
        self.ask("dispute", reason="amount", line_ids=lines)
        for number in range(1, 12):
            self.cron_on(number)
        self.assertFalse(self.notices())
        self.assertEqual(self.case.hold_reason, "invoice_blocked")

    def test_a_text_of_today_is_not_sent_tomorrow(self):
        self.running_plan()
        self.cron_on(7)
        with self.on_day(8):
            self.env.ref("sms.ir_cron_sms_scheduler_action").sudo().method_direct_trigger()
        text = self.texts_of()[-1]
        self.assertEqual(
            (text.notice, text.state, text.cancel_reason), ("due", "cancelled", "not_due")
        )

    def test_paid_in_full_it_is_completed(self):
        plan = self.running_plan()
        self.book(5, 100.0)
        self.cron_on(5)
        self.assertEqual((plan.state, plan.paid_amount), ("active", 100.0))
        self.assertEqual(self.states(plan), ["paid", "open", "open"])
        self.assertEqual(plan.progress, 100 / 3)
        self.pay(self.invoices[0])
        self.pay(self.invoices[1])
        self.cron_on(6)
        self.assertEqual((plan.state, self.case.state), ("completed", "closed"))
        self.assertEqual(self.states(plan), ["paid", "paid", "paid"])

    def test_credit_notes_and_money_on_account_count(self):
        plan = self.running_plan()
        self.credit(self.invoices[1], 50.0)
        self.make_refund(60.0)
        self.cron_on(1)
        self.assertEqual(plan.installment_ids.mapped("paid_amount"), [100.0, 10.0, 0.0])
        self.assertEqual(self.states(plan), ["paid", "partial", "open"])

    def test_a_credit_is_deducted_once(self):
        self.make_refund(50.0)
        plan = self.running_plan(first=14)
        self.assertEqual(plan.total, 250.0)
        self.make_invoice(5, 80.0)
        self.cron_on(3)
        self.assertIn("80.00", self.texts_of()[-1].body)
        with self.on_day(3):
            self.assertIn("80.00", self.url_open(self.link()).text)
            self.assertEqual(self.propose().total, 330.0)

    def test_money_for_another_invoice_does_not_complete_it(self):
        plan = self.running_plan(first=14)
        fresh, refund = self.make_invoice(5, 300.0), self.make_refund(300.0)
        self.cron_on(1)
        self.assertEqual((plan.state, plan.next_date), ("active", False))
        self.assertEqual(self.url_open(self.link()).status_code, 200)
        (self.receivable(fresh) + self.receivable(refund)).reconcile()
        self.cron_on(2)
        self.assertEqual((plan.state, plan.next_amount), ("active", 100.0))
        self.assertEqual(self.case.hold_reason, "on_plan")

    def test_paid_with_money_on_account_somebody_has_to_match_it(self):
        plan = self.running_plan()
        self.make_refund(300.0)
        self.cron_on(1)
        self.assertEqual((plan.state, self.case.hold_reason), ("active", "unreconciled_credit"))
        self.assertIn("Reconcile first", str(self.case.activity_ids.mapped("summary")))
        self.assertIn("300.00", self.case.hold_explanation)
        self.cron_on(11)
        self.assertEqual(plan.state, "active")

    def test_an_invoice_that_is_being_corrected_keeps_what_was_paid(self):
        plan = self.running_plan()
        self.book(5, 110.0)
        self.invoices[0].button_draft()
        self.cron_on(30)
        self.assertEqual((plan.state, plan.paid_amount), ("active", 110.0))
        self.invoices[0].invoice_line_ids.price_unit = 0.0
        self.cron_on(31)
        self.assertEqual((plan.state, plan.paid_amount), ("active", 110.0))
        self.invoices[0].invoice_line_ids.price_unit = 150.0
        self.invoices[0].action_post()
        self.cron_on(32)
        self.assertEqual((plan.state, plan.paid_amount), ("active", 160.0))

    def test_late_then_back_on_time(self):
        plan = self.running_plan()
        self.cron_on(10)
        self.assertEqual(plan.state, "active")
        self.cron_on(11)
        self.assertEqual((plan.state, self.states(plan)[0]), ("late", "missed"))
        self.assertEqual(self.texts_of()[-1].notice, "missed")
        self.assertEqual(self.case.hold_reason, "on_plan")
        self.book(11, 100.0)
        self.cron_on(12)
        self.assertEqual((plan.state, self.states(plan)[0]), ("active", "paid"))

    def test_a_difficulty_that_was_granted_breaks_no_plan(self):
        plan = self.running_plan()
        self.env["collection.request"].with_user(self.collector).create(
            {
                "case_id": self.case.id,
                "kind": "hardship",
                "date": TODAY + timedelta(days=50),
                "note": "Ill for some weeks",
            }
        )
        self.cron_on(50)
        self.assertEqual((plan.state, self.case.hold_reason), ("late", "hardship"))
        self.assertFalse(self.texts_of().filtered("notice_date"))
        self.cron_on(51)
        self.assertEqual(plan.state, "broken")

    def test_broken_the_ladder_goes_on_where_it_stopped(self):
        self.run_on_odoo()
        self.assertEqual(self.texts_of().level_id, self.levels["reminder"])
        plan = self.running_plan()
        self.book(5, 40.0)
        self.cron_on(28)
        self.assertEqual((plan.state, self.states(plan)[0]), ("late", "missed"))
        self.cron_on(29)
        self.assertEqual(plan.state, "broken")
        self.assertEqual(self.case.hold_reason, "minimum_gap")
        self.cron_on(34)
        self.assertEqual(self.states(plan), ["void", "void", "void"])
        last = self.texts_of()[-1]
        self.assertEqual(last.level_id, self.levels["collaboration"])
        self.assertIn("260.00", last.body)
        self.assertIn("is broken", self.case.activity_ids.mapped("summary")[0])
        customer = self.customer.with_user(self.collector)
        self.assertEqual((customer.collection_plan_count, customer.collection_broken_plans), (1, 1))
        self.assertEqual(sum(self.invoices.mapped("amount_residual")), 260.0)

    def test_a_new_invoice_is_followed_up_beside_the_plan(self):
        self.running_plan(first=14)
        fresh = self.make_invoice(5, 80.0)
        self.cron_on(3)
        text = self.texts_of()[-1]
        self.assertEqual(text.level_id, self.levels["reminder"])
        self.assertEqual(text.line_ids.move_id, fresh)
        self.assertIn("80.00", text.body)
        self.assertNotIn("380.00", text.body)

    def test_renegotiated_the_new_plan_covers_what_is_left(self):
        plan = self.running_plan()
        self.book(5, 100.0)
        with self.on_day(6):
            other = self.propose(count=4, rhythm="weekly", first=10)
            self.assertEqual(other.total, 200.0)
            self.assertEqual(plan.state, "active")
            self.accept(other)
        self.env.invalidate_all()
        self.assertEqual((plan.state, plan.replaced_by_id), ("renegotiated", other))
        self.assertEqual((other.state, other.paid_amount), ("active", 0.0))
        self.assertEqual(other.installment_ids.mapped("amount"), [50.0] * 4)

    def test_a_plan_replaces_a_promise(self):
        promise = (
            self.env["collection.promise"]
            .with_user(self.collector)
            .create(
                {
                    "case_id": self.case.id,
                    "currency_id": self.currency.id,
                    "amount": 300.0,
                    "date": TODAY + timedelta(days=3),
                }
            )
        )
        self.running_plan()
        self.assertEqual(promise.state, "cancelled")

    def test_cancelled_by_staff_the_ladder_goes_on(self):
        plan = self.running_plan()
        plan.action_cancel()
        self.assertEqual(plan.state, "cancelled")
        self.cron_on(3)
        self.assertEqual(self.texts_of()[-1].level_id, self.levels["reminder"])
        plan.action_cancel()
        self.assertEqual(plan.state, "cancelled")

    def test_a_proposal_ends_when_the_balance_changes(self):
        plan = self.propose()
        self.pay(self.invoices[1], 10.0)
        self.cron_on(1)
        self.assertEqual(plan.state, "cancelled")
        self.assertIn("propose a new one", self.case.activity_ids.mapped("summary")[0])

    def test_a_customer_without_a_policy_has_as_much_time(self):
        self.env["collection.policy"].search([]).active = False
        self.company.collection_policy_id = False
        plan = self.propose()
        self.assertEqual(plan.valid_until, TODAY + timedelta(days=7))
        self.assertEqual((plan.grace_days, plan.late_days), (3, 21))
        self.accept(plan)
        self.cron_on(11)
        self.assertEqual(plan.state, "late")

    def test_one_waits_per_customer_a_new_proposal_replaces_it(self):
        first = self.propose()
        second = self.propose(count=2)
        self.assertEqual((first.state, second.state), ("cancelled", "proposed"))
        values = second.sudo().copy_data()[0]
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            self.env["collection.plan"].sudo().create({**values, "state": "proposed"})

    def test_senseless_plans_are_refused_to_staff_too(self):
        for changes in ({"count": 1}, {"count": 61}, {"first": -1}, {"count": 0}):
            with self.assertRaises(UserError):
                self.propose(**changes)

    def test_the_wizard_shows_dates_and_amounts(self):
        wizard = self.env["collection.plan.wizard"].with_user(self.collector)
        wizard = wizard.create({"case_id": self.case.id, "down_payment": 50, "count": 3})
        lines = wizard.schedule.splitlines()
        self.assertEqual(len(lines), 3)
        self.assertIn("150.00", lines[0])
        self.assertIn("75.00", lines[2])
        wizard.count = 1
        self.assertIn("number of installments", wizard.schedule)

    def test_what_was_agreed_cannot_be_changed(self):
        plan = self.running_plan().with_user(self.collector)
        for name, value in (("total", 1.0), ("state", "completed"), ("paid_amount", 300.0)):
            with self.assertRaises(UserError):
                plan.write({name: value})
        plan.note = "Agreed on the phone"
        with self.assertRaises(AccessError):
            plan.installment_ids.write({"paid_amount": 100.0})
        with self.assertRaises(AccessError):
            plan.copy()

    def test_another_company_sees_nothing(self):
        plan = self.running_plan()
        company = self.env["res.company"].create({"name": "Elsewhere"})
        other = new_test_user(
            self.env,
            "other",
            groups="collection_sms.collection_sms_group_user",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        self.assertFalse(self.env["collection.plan"].with_user(other).search([]))
        with self.assertRaises(AccessError):
            plan.with_user(other).read(["total"])

    def test_no_text_to_who_wants_none(self):
        self.customer.collection_channel = "phone"
        self.propose()
        self.customer.collection_channel = "sms"
        self.customer.with_company(self.company).collection_excluded = True
        self.propose()
        self.assertFalse(self.texts_of())

    def test_a_proposal_in_the_queue_follows_a_new_wish(self):
        self.propose()
        self.customer.collection_channel = "phone"
        self.env.ref("sms.ir_cron_sms_scheduler_action").sudo().method_direct_trigger()
        text = self.texts_of()
        self.assertEqual((text.state, text.cancel_reason), ("cancelled", "held"))

    def test_a_closed_case_ends_its_plan(self):
        plan = self.running_plan()
        for invoice in self.invoices:
            invoice.button_draft()
            invoice.button_cancel()
        self.cron_on(1)
        self.assertEqual(self.case.state, "closed")
        self.assertIn(plan.state, ("completed", "cancelled"))
        self.assertFalse(plan.next_date)

    def test_one_agreement_that_cannot_be_printed_does_not_keep_back_others(self):
        plan = self.running_plan()
        partner = self.make_customer("Turning Page Books", "+353870000115")
        self.make_invoice(5, 90.0, partner)
        other = self.propose(case=self.open_case(partner))
        other.sudo()._start(("proposed",), accepted_name="Nora", accepted_on="2026-11-20 10:00:00")
        view = self.env.ref("collection_sms.plan_agreement_document")
        view.arch = f"""
            <t t-name="collection_sms.plan_agreement_document">
                <p t-out="doc.name"/><p t-out="1 / (doc.id - {other.id})"/>
            </t>"""
        with mute_logger("odoo.addons.collection_sms.models.collection_agreement_document"):
            self.env.ref("collection_sms.ir_cron_agreements").sudo().method_direct_trigger()
        self.assertTrue(plan.agreement_id)
        self.assertFalse(other.agreement_id)

    def test_whatever_is_signed_has_a_report_and_an_email_of_its_own(self):
        models = self.env["collection.agreement.document"]._models_with_agreements()
        self.assertIn("collection.plan", [model._name for model in models])
        for model in models:
            self.assertEqual(self.env.ref(model._agreement_report).model, model._name)
            self.assertEqual(self.env.ref(model._agreement_mail).model, model._name)
            self.assertEqual(model.search(model._get_unsent_domain()), model)

    def test_the_agreement_is_kept_and_sent(self):
        self.customer.email = "accounts@salthill.example"
        plan = self.running_plan()
        self.env.ref("collection_sms.ir_cron_agreements").sudo().method_direct_trigger()
        self.assertTrue(plan.agreement_id)
        content = plan.agreement_id.raw.decode()
        for words in (plan.name, "Aoife Byrne", "100.00", "27 Nov 2026"):
            self.assertIn(words, content)
        mail = self.env["mail.mail"].sudo().search([("model", "=", "collection.plan")])
        self.assertEqual(mail.attachment_ids, plan.agreement_id)
        self.assertIn(plan.name, mail.subject)
        self.env.ref("collection_sms.ir_cron_agreements").sudo().method_direct_trigger()
        count = self.env["mail.mail"].sudo().search_count([("model", "=", "collection.plan")])
        self.assertEqual(count, 1)
