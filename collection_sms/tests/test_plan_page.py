from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import TODAY
from .plan_common import PlanCommon, hidden_fields

SCRIPT = '"><script>alert(1)</script>'


@tagged("post_install", "-at_install")
class TestPlanPage(PlanCommon):
    """The page as somebody without a login gets it, and as attackers try it."""

    def assert_refused(self, status, words, **changes):
        """No plan is shown or made, and the page says why."""
        answer = self.choose_plan(**changes)
        self.assertEqual(answer.status_code, status)
        self.assertIn(words, answer.text)
        self.assertIn('role="alert"', answer.text)
        self.assertFalse(self.case.plan_ids)
        return answer

    def test_every_date_and_amount_is_shown_before_anything_happens(self):
        page = self.choose_plan()
        self.assertEqual(page.status_code, 200)
        for words in ("27 Nov 2026", "27 Dec 2026", "27 Jan 2027", "100.00", "I agree"):
            self.assertIn(words, page.text)
        self.assertFalse(self.case.plan_ids)

    def test_a_name_with_a_zero_character_is_a_name(self):
        answer = self.agree(self.choose_plan(), name="Aoife\x00 Byrne")
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(self.case.plan_ids.accepted_name, "Aoife Byrne")

    def test_agreed_on_it_runs_and_is_recorded_word_for_word(self):
        answer = self.agree(self.choose_plan())
        self.assertEqual(answer.status_code, 200)
        self.assertIn("Your payment plan", answer.text)
        self.assertNotIn("o_collection_plan_form", answer.text)
        plan = self.case.plan_ids
        self.assertEqual((plan.state, plan.origin, plan.total), ("active", "page", 300.0))
        self.assertEqual(
            (plan.accepted_name, str(plan.accepted_on)), ("Aoife Byrne", "2026-11-20 10:00:00")
        )
        self.assertTrue(plan.ip_address)
        self.assertIn("3. $\xa0100.00 by 27 Jan 2027", plan.terms)
        self.assertIn("as soon as 2 installments", plan.terms)
        self.assertEqual(self.case.hold_reason, "on_plan")

    def test_the_last_installment_balances_the_cents(self):
        self.make_invoice(5, 0.01)
        self.agree(self.choose_plan(total="300.01"))
        amounts = self.case.plan_ids.installment_ids.mapped("amount")
        self.assertEqual(amounts, [100.0, 100.0, 100.01])

    def test_staff_read_of_it_in_the_language_of_the_company(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.customer.lang = "de_DE"
        self.agree(self.choose_plan())
        plan = self.case.plan_ids
        self.assertIn("100,00", plan.terms)
        notes = str(self.case.message_ids.mapped("body"))
        self.assertIn("300.00", notes)
        self.assertNotIn("300,00", notes)

    def test_what_cannot_be_chosen(self):
        self.assert_refused(422, "number of installments", count="1")
        self.assert_refused(422, "too many installments. 6", count="7")
        self.assert_refused(422, "how often", rhythm="daily")
        self.assert_refused(422, "This day is over", first="2026-11-19")
        self.assert_refused(422, "The latest day is 4 Dec 2026", first="2026-12-05")
        for nonsense in ("", "27.11.2026", "2026-02-30", SCRIPT):
            answer = self.assert_refused(422, "day of the first installment", first=nonsense)
            self.assertNotIn("<script>alert(1)", answer.text)
        for nonsense in ("", "-3", "3.5", "1e1", SCRIPT, "9" * 30):
            self.assert_refused(422, "number of installments", count=nonsense)

    def test_terms_of_the_policy(self):
        policies = self.env["collection.policy"].search([])
        policies.write({"plan_minimum": 80, "plan_days": 30})
        self.assert_refused(422, "80.00 or more", count="4")
        self.assert_refused(422, "take too long", count="3")
        policies.plan_down_payment = 50
        page = self.choose_plan(count="2", rhythm="two_weekly")
        self.assertIn("150.00", page.text)

    def test_who_may(self):
        policies = self.env["collection.policy"].search([])
        tag = self.env["res.partner.category"].create({"name": "Gold"})
        policies.plan_category_ids = tag
        self.assertNotIn("o_collection_plan_form", self.url_open(self.link()).text)
        self.assert_refused(422, "not possible here")
        self.customer.category_id = tag
        self.assertIn("o_collection_plan_form", self.url_open(self.link()).text)
        policies.plan_max_installments = 0
        self.assertNotIn("o_collection_plan_form", self.url_open(self.link()).text)

    def test_after_a_broken_plan_no_other_is_offered(self):
        self.running_plan()
        self.cron_on(29)
        with self.on_day(30):
            page = self.url_open(self.link()).text
            self.assertIn("has ended because installments were missed", page)
            self.assertNotIn("o_collection_plan_form", page)

    def test_name_and_tick_are_asked_for(self):
        page = self.choose_plan()
        for changes, words in (
            ({"name": "  "}, "write your name"),
            ({"tick": ""}, "tick the box"),
        ):
            answer = self.agree(page, **changes)
            self.assertEqual(answer.status_code, 422)
            self.assertIn(words, answer.text)
            self.assertIn("27 Jan 2027", answer.text)
        self.assertFalse(self.case.plan_ids)

    def test_replayed_it_makes_no_second_one(self):
        page = self.choose_plan()
        for _tap in range(3):
            answer = self.agree(page)
            self.assertEqual(answer.status_code, 200)
            self.assertIn("Your payment plan", answer.text)
        self.assertEqual(len(self.case.plan_ids), 1)

    def test_two_tabs_that_agree_on_different_plans(self):
        one, other = self.choose_plan(), self.choose_plan(count="4")
        self.agree(one)
        answer = self.agree(other)
        self.assertEqual(answer.status_code, 409)
        self.assertIn("There is a plan already", answer.text)
        self.assertEqual(len(self.case.plan_ids), 1)
        self.assertEqual(len(self.case.plan_ids.installment_ids), 3)

    def test_two_tabs_at_the_very_same_time(self):
        form = {**hidden_fields(self.choose_plan().text), "name": "Aoife", "tick": "yes"}
        self.env["collection.policy"].search([]).plan_approval = True
        case = self.case.sudo()
        self.patch(type(case), "_is_agreed", lambda case, form: False)
        offers = case._plan_offers()
        case._agree_on_plan(form, "192.0.2.1")
        self.patch(type(case), "_plan_offers", lambda case, facts=None: offers)
        self.patch(type(self.env["collection.plan"]), "_is_as_shown", lambda plan, form: True)
        with mute_logger("odoo.sql_db"), self.assertRaisesRegex(Exception, "running"):
            case._agree_on_plan({**form, "round": "1"}, "192.0.2.1")
        self.assertEqual(len(case.plan_ids), 1)

    def test_the_balance_changed_in_the_meantime(self):
        page = self.choose_plan()
        self.make_invoice(3, 30.0)
        answer = self.agree(page)
        self.assertEqual(answer.status_code, 409)
        self.assertIn("has changed in the meantime", answer.text)
        self.assertFalse(self.case.plan_ids)

    def test_amounts_and_dates_are_those_that_were_shown(self):
        page = self.choose_plan()
        first = str(TODAY + timedelta(days=8))
        for changes in (
            {"count": "6"},
            {"first": first},
            {"rhythm": "weekly"},
            {"digest": "0" * 64},
            {"digest": "é"},
            {"round": "5"},
        ):
            answer = self.agree(page, **changes)
            self.assertEqual(answer.status_code, 409)
            self.assertIn("has changed in the meantime", answer.text)
        self.agree(page, total="1.00", state="completed", paid_amount="300")
        self.assertFalse(self.case.plan_ids)

    def test_links_of_others(self):
        stranger = self.make_customer("Turning Page Books", "+353850000131")
        self.make_invoice(10, 777.0, partner=stranger)
        other = self.open_case(stranger)
        plan = self.running_plan()
        page = self.url_open(self.link(other)).text
        csrf = page.split('name="csrf_token" value="')[1].split('"')[0]
        for path in ("", "/agreement"):
            answer = self.url_open(f"{self.link(other)}/plan/{plan.id}{path}")
            self.assertEqual(answer.status_code, 404)
            self.assertNotIn("300.00", answer.text)
        for path in ("accept", "decline"):
            url = f"{self.link(other)}/plan/{plan.id}/{path}"
            self.assertEqual(self.url_open(url, {"csrf_token": csrf}).status_code, 404)
        url = f"{self.link(other)}/plan/{plan.id}/pay"
        self.assertEqual(self.url_open(url, {"csrf_token": csrf}).status_code, 422)
        wrong = f"/c/{'x' * 16}/plan"
        self.assertEqual(self.url_open(wrong, {"csrf_token": csrf}).status_code, 404)
        self.assertEqual(self.url_open(f"{wrong}/{plan.id}").status_code, 404)
        self.assertEqual(plan.state, "active")

    @mute_logger("odoo.http")
    def test_without_csrf_nothing_happens(self):
        form = {**hidden_fields(self.choose_plan().text), "name": "Aoife", "tick": "yes"}
        form.pop("csrf_token")
        self.assertEqual(self.url_open(f"{self.link()}/plan", form).status_code, 400)
        plan = self.propose()
        for path in ("accept", "decline", "pay"):
            url = f"{self.link()}/plan/{plan.id}/{path}"
            self.assertEqual(self.url_open(url, form).status_code, 400)
            self.assertGreaterEqual(self.url_open(url).status_code, 400)
        self.assertEqual(plan.state, "proposed")

    def test_script_in_the_name_is_escaped(self):
        self.agree(self.choose_plan(), name=f"Aoife{SCRIPT}")
        self.assertEqual(self.case.plan_ids.accepted_name, f"Aoife{SCRIPT}")
        self.env.ref("collection_sms.ir_cron_agreements").sudo().method_direct_trigger()
        self.assertNotIn(b"<script>alert(1)", self.case.plan_ids.agreement_id.raw)
        self.assertNotIn("<script>alert", " ".join(self.case.message_ids.mapped("body")))

    def test_looking_changes_nothing(self):
        plan = self.propose()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.case.write_date, plan.write_date
        for path in ("", f"/{plan.id}", "?count=3&rhythm=monthly"):
            self.url_open(f"{self.link()}/plan{path}")
        self.env.invalidate_all()
        self.assertEqual((self.case.write_date, plan.write_date), before)

    def test_a_proposal_is_read_and_accepted(self):
        plan = self.propose()
        page = self.url_open(self.link()).text
        self.assertIn("We suggest 3 installments", page)
        answer = self.accept(plan)
        self.assertIn("Your payment plan", answer.text)
        self.env.invalidate_all()
        self.assertEqual((plan.state, plan.accepted_name), ("active", "Aoife Byrne"))
        self.assertIn("27 Jan 2027", plan.terms)
        self.assertEqual(self.accept_again(plan).status_code, 200)

    def accept_again(self, plan):
        """A second tap on the same form."""
        form = {"csrf_token": self.csrf(), "name": "Mallory", "tick": "yes", "digest": "x"}
        answer = self.url_open(f"{self.link()}/plan/{plan.id}/accept", form)
        self.env.invalidate_all()
        self.assertEqual(plan.accepted_name, "Aoife Byrne")
        return answer

    def test_a_proposal_declined_goes_to_a_person(self):
        plan = self.propose()
        form = {"csrf_token": self.csrf()}
        for _tap in range(2):
            self.url_open(f"{self.link()}/plan/{plan.id}/decline", form)
        self.env.invalidate_all()
        self.assertEqual(plan.state, "declined")
        self.assertIn("declined", self.case.activity_ids.mapped("summary")[0])
        self.assertEqual(len(self.case.activity_ids), 1)

    def test_a_proposal_of_yesterday_s_balance(self):
        plan = self.propose()
        page = self.url_open(f"{self.link()}/plan/{plan.id}").text
        self.pay(self.invoices[0], 50.0)
        form = {**hidden_fields(page), "name": "Aoife", "tick": "yes"}
        answer = self.url_open(f"{self.link()}/plan/{plan.id}/accept", form)
        self.assertIn("has changed in the meantime", answer.text)
        self.env.invalidate_all()
        self.assertEqual(plan.state, "cancelled")

    def test_staff_approve_where_the_policy_says_so(self):
        self.env["collection.policy"].search([]).plan_approval = True
        answer = self.agree(self.choose_plan())
        self.assertIn("We will look at it", answer.text)
        plan = self.case.plan_ids.with_user(self.collector)
        self.assertEqual((plan.state, self.case.hold_reason), ("requested", "plan_to_approve"))
        self.assertIn("Approve", plan.activity_ids.summary)
        self.cron_on(1)
        self.assertFalse(self.texts_of())
        plan.action_approve()
        self.assertEqual((plan.state, plan.approved_by_id), ("active", self.collector))
        self.assertFalse(plan.activity_ids)
        self.assertEqual(self.texts_of().notice, "approved")

    def requested_plan(self, **changes):
        """A plan that the customer chose and staff have to approve."""
        self.env["collection.policy"].search([]).plan_approval = True
        self.agree(self.choose_plan(**changes))
        self.env.invalidate_all()
        return self.case.plan_ids.with_user(self.collector)

    def test_approved_and_cancelled_at_once_no_text_says_so(self):
        plan = self.requested_plan()
        plan.action_approve()
        plan.action_cancel()
        self.env.ref("sms.ir_cron_sms_scheduler_action").sudo().method_direct_trigger()
        text = self.texts_of()
        self.assertEqual((text.state, text.cancel_reason), ("cancelled", "not_due"))

    def test_approved_too_late_it_would_be_broken_at_once(self):
        plan = self.requested_plan(first=str(TODAY))
        with self.on_day(30), self.assertRaisesRegex(UserError, "propose a new one"):
            plan.action_approve()
        self.assertEqual(plan.state, "requested")
        with self.on_day(5):
            plan.action_approve()
        self.assertEqual(plan.state, "late")

    def test_nobody_is_asked_to_approve_a_plan_of_a_closed_case(self):
        plan = self.requested_plan()
        self.invoices.button_draft()
        self.cron_on(1)
        self.assertEqual((self.case.state, plan.state), ("closed", "cancelled"))
        self.assertFalse(plan.activity_ids)
        self.assertIn("cancelled", str(self.case.message_ids.mapped("body")))

    def test_a_plan_that_nobody_approves_holds_not_for_ever(self):
        self.env["collection.policy"].search([]).plan_approval = True
        self.agree(self.choose_plan())
        self.cron_on(14)
        self.assertFalse(self.texts_of())
        self.cron_on(15)
        self.assertEqual(self.texts_of().level_id, self.levels["reminder"])
        self.assertEqual(self.case.plan_ids.state, "requested")

    def test_who_was_declined_twice_is_asked_to_talk(self):
        self.env["collection.policy"].search([]).plan_approval = True
        for _time in range(2):
            self.agree(self.choose_plan())
            self.case.plan_ids.filtered(lambda plan: plan.state == "requested").action_decline()
        self.assertNotIn("o_collection_plan_form", self.url_open(self.link()).text)
        self.assertEqual(self.choose_plan().status_code, 422)

    def test_staff_decline(self):
        self.env["collection.policy"].search([]).plan_approval = True
        self.agree(self.choose_plan())
        plan = self.case.plan_ids.with_user(self.collector)
        plan.action_decline()
        self.assertEqual(plan.state, "declined")
        self.assertIn("could not agree", self.url_open(self.link()).text)
        self.run_on_odoo()
        self.assertEqual(self.texts_of().level_id, self.levels["reminder"])

    def test_one_installment_is_paid_on_the_page(self):
        plan = self.running_plan()
        self.assertIn("Your payment plan", self.url_open(self.link()).text)
        answer = self.url_open(
            f"{self.link()}/plan/{plan.id}/pay", {"csrf_token": self.csrf()}, allow_redirects=False
        )
        form = self.form_values(answer.headers["Location"])
        self.assertEqual(float(form["amount"]), 100.0)
        self.finish(self.transact(form))
        self.assertEqual(self.states(plan), ["paid", "open", "open"])
        self.assertEqual(sum(self.invoices.mapped("amount_residual")), 200.0)
        self.assertEqual(self.case.hold_reason, "on_plan")
        page = self.url_open(self.link()).text
        self.assertIn('aria-valuenow="33"', page)

    def test_what_was_paid_since_the_last_run_is_not_asked_for(self):
        plan = self.running_plan()
        self.book(7, 70.0)
        with self.on_day(7):
            self.assertIn('oe_currency_value">30.00<', self.url_open(self.link()).text)
            answer = self.url_open(
                f"{self.link()}/plan/{plan.id}/pay",
                {"csrf_token": self.csrf()},
                allow_redirects=False,
            )
        self.assertIn("amount=30.00", answer.headers["Location"])

    def test_the_agreement_can_be_downloaded(self):
        plan = self.propose()
        url = f"{self.link()}/plan/{plan.id}/agreement"
        self.assertEqual(self.url_open(url).status_code, 404)
        self.accept(plan)
        answer = self.url_open(url)
        self.assertEqual(answer.status_code, 200)
        self.assertIn(plan.name.replace("/", "-"), answer.headers["Content-Disposition"])
        self.assertIn("no-store", answer.headers["Cache-Control"])
        self.assertIn("Aoife Byrne", answer.text)

    def test_the_timeline_tells_of_the_plan(self):
        self.running_plan()
        with self.on_day(8):
            page = self.url_open(self.link()).text
            past, coming = page.split("o_collection_timeline")[-1].split("Today")
        self.assertIn("You agreed to pay in 3 installments", past)
        self.assertIn("Installment 1 is still open", past)
        self.assertIn("Installment 2", coming)
