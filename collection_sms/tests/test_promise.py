from datetime import date, timedelta

from freezegun import freeze_time
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger
from psycopg2.errors import UniqueViolation

from .common import TODAY, CollectionCommon

FRIDAY = TODAY + timedelta(days=7)


class PromiseCommon(CollectionCommon):
    """One customer with a case, and short ways to promise and to credit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.send_automatically()
        cls.invoice = cls.make_invoice(10, 120.0)
        cls.env["collection.case"]._refresh()
        cls.case = cls.env["collection.case"].search([("partner_id", "=", cls.customer.id)])
        cls.case._decide_again()

    def promise(self, amount=120.0, day=FRIDAY, case=None, **values):
        """A promise that the collections user records."""
        case = case or self.case
        return (
            self.env["collection.promise"]
            .with_user(self.collector)
            .create(
                {
                    "case_id": case.id,
                    "currency_id": self.company.currency_id.id,
                    "amount": amount,
                    "date": day,
                    **values,
                }
            )
        )

    def credit(self, invoice, amount):
        """A credit note matched with ``invoice``."""
        refund = self.make_refund(amount, invoice.partner_id)
        (refund + invoice).line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        ).reconcile()


@tagged("post_install", "-at_install")
class TestPromise(PromiseCommon):
    def test_a_promise_holds_the_ladder_and_drops_the_draft(self):
        self.levels["reminder"].approve_first = True
        self.run_cron()
        self.assertEqual(self.texts_of().state, "draft")
        promise = self.promise()
        self.assertEqual(self.texts_of().state, "cancelled")
        self.assertEqual((self.case.state, self.case.hold_reason), ("held", "promised"))
        self.assertEqual(self.case.next_contact, FRIDAY + timedelta(days=2))
        self.assertIn("120.00", self.case.hold_explanation)
        self.assertIn("11/27/2026", self.case.hold_explanation)
        self.assertEqual(promise.line_ids.move_id, self.invoice)
        self.assertEqual(promise.line_ids.amount, 120.0)
        self.assertIn("Promise told to us", self.case.message_ids[0].body)

    def test_nobody_is_texted_until_the_grace_is_over(self):
        self.promise()
        for days in (0, 3, 7, 8):
            with self.on_day(days):
                self.run_cron()
                self.assertFalse(self.texts_of())

    def test_broken_after_the_grace_the_ladder_goes_on_where_it_stopped(self):
        self.run_cron()
        self.assertEqual(self.texts_of().level_id, self.levels["reminder"])
        promise = self.promise()
        with self.on_day(9):
            self.run_cron()
        self.assertEqual((promise.state, str(promise.settled_on)), ("broken", "2026-11-29"))
        self.assertEqual(
            self.texts_of().level_id, self.levels["reminder"] + self.levels["collaboration"]
        )
        self.assertIn("Promise broken", " ".join(self.case.message_ids.mapped("body")))
        customer = self.customer.with_user(self.collector)
        self.assertEqual(
            (customer.collection_promise_count, customer.collection_broken_promises), (1, 1)
        )

    def test_kept_by_a_payment_on_the_last_day_of_grace(self):
        rest = self.make_invoice(0, 50.0)
        promise = self.promise(120.0)
        with self.on_day(8):
            self.pay(self.invoice)
            self.run_cron()
        self.assertEqual((promise.state, promise.paid_amount), ("kept", 120.0))
        self.assertIn("Promise kept", " ".join(self.case.message_ids.mapped("body")))
        self.assertEqual(self.case.state, "active")
        self.assertEqual(rest.amount_residual, 50.0)

    def test_kept_by_a_credit_note(self):
        promise = self.promise(60.0)
        self.credit(self.invoice, 60.0)
        self.run_cron()
        self.assertEqual(promise.state, "kept")
        self.assertEqual(self.invoice.amount_residual, 60.0)

    def test_partly_paid_is_broken_and_says_how_much_came(self):
        promise = self.promise()
        self.pay(self.invoice, 119.99)
        with self.on_day(8):
            self.run_cron()
            self.assertEqual(promise.state, "open")
        with self.on_day(9):
            self.run_cron()
        self.assertEqual((promise.state, promise.paid_amount), ("broken", 119.99))

    def test_paid_in_parts_is_kept(self):
        promise = self.promise(100.0)
        for amount in (30.0, 50.0):
            self.pay(self.invoice, amount)
            self.run_cron()
            self.assertEqual(promise.state, "open")
        self.credit(self.invoice, 20.0)
        self.run_cron()
        self.assertEqual(promise.state, "kept")

    def test_money_that_nobody_matched_yet_is_no_broken_promise(self):
        promise = self.promise(60.0)
        self.make_refund(60.0)
        with self.on_day(9):
            self.run_cron()
        self.assertEqual(promise.state, "kept")

    def test_a_credit_from_before_the_promise_does_not_keep_it(self):
        refund = self.make_refund(20.0)
        promise = self.promise(100.0)
        self.assertEqual(promise.open_credit, 20.0)
        (refund + self.invoice).line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        ).reconcile()
        self.run_cron()
        self.assertEqual((promise.state, promise.paid_amount), ("open", 0.0))
        self.pay(self.invoice)
        self.run_cron()
        self.assertEqual(promise.state, "kept")

    def test_without_grace_and_with_more_of_it(self):
        for grace, broken_on in ((0, 8), (5, 13)):
            self.env["collection.policy"].search([]).promise_grace_days = grace
            promise = self.promise()
            with self.on_day(broken_on - 1):
                self.run_cron()
                self.assertEqual(promise.state, "open")
            with self.on_day(broken_on):
                self.run_cron()
                self.assertEqual(promise.state, "broken")

    def test_a_closed_case_settles_its_promises(self):
        promise = self.promise()
        self.pay(self.invoice)
        self.run_cron()
        self.assertEqual((self.case.outcome, promise.state), ("paid", "kept"))

    def test_a_cancelled_invoice_cancels_the_promise(self):
        promise = self.promise()
        self.invoice.button_draft()
        self.invoice.button_cancel()
        self.run_cron()
        self.assertEqual((self.case.outcome, promise.state), ("cancelled", "cancelled"))

    def test_an_invoice_being_corrected_concludes_nothing(self):
        self.make_invoice(5, 30.0)
        promise = self.promise()
        self.invoice.button_draft()
        self.run_cron()
        self.assertEqual((promise.state, promise.paid_amount), ("open", 0.0))

    def test_cancelled_by_staff_the_ladder_goes_on(self):
        promise = self.promise()
        promise.action_cancel()
        self.assertEqual(promise.state, "cancelled")
        self.run_cron()
        self.assertEqual(len(self.texts_of()), 1)
        promise.action_cancel()
        self.assertEqual(promise.state, "cancelled")

    def test_only_one_is_open_per_case_and_currency(self):
        self.promise()
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            self.promise()

    def test_senseless_promises_are_refused_to_staff_too(self):
        for amount, day in ((0, FRIDAY), (120.01, FRIDAY), (120.0, TODAY - timedelta(days=1))):
            with self.assertRaises(UserError):
                self.promise(amount, day)
        self.promise(10.0, TODAY + timedelta(days=60))

    def test_nothing_can_be_promised_on_a_closed_case(self):
        self.pay(self.invoice)
        self.env["collection.case"]._refresh()
        with self.assertRaises(UserError):
            self.promise()

    def test_each_currency_is_promised_by_itself(self):
        other = self.env.ref("base.GBP")
        other.active = True
        dearer = self.make_invoice(10, 80.0, currency_id=other.id)
        self.promise()
        self.assertNotEqual(self.case.hold_reason, "promised")
        self.promise(80.0, TODAY + timedelta(days=3), currency_id=other.id)
        self.assertEqual(self.case.hold_reason, "promised")
        self.assertIn("80.00", self.case.hold_explanation)
        self.assertEqual(dearer.amount_residual, 80.0)

    def test_the_judgement_takes_as_many_queries_for_many_as_for_one(self):
        cases = self.case
        for number in range(6):
            partner = self.make_customer(f"Customer {number}", f"+35387000020{number}")
            self.make_invoice(10, 120.0, partner=partner)
        self.env["collection.case"]._refresh()
        cases = self.env["collection.case"].search([("state", "!=", "closed")])
        for case in cases:
            self.promise(case=case)
        counts = []
        for some in (cases[:2], cases):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some._judge_promises()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_many_broken_at_once(self):
        partner = self.make_customer("Turning Page Books", "+353850000131")
        self.make_invoice(10, 60.0, partner=partner)
        self.env["collection.case"]._refresh()
        first, second = self.promise(), self.promise(60.0, case=self.case_of(partner))
        with self.on_day(9):
            self.run_cron()
        self.assertEqual((first + second).mapped("state"), ["broken", "broken"])

    def test_what_was_promised_is_a_record(self):
        promise = self.promise()
        promise.note = "Aoife on the phone"
        self.assertEqual(promise.origin, "staff")
        self.assertEqual(promise.made_by_id, self.collector.partner_id)
        for values in ({"amount": 1.0}, {"state": "kept"}, {"date": TODAY}, {"case_id": 1}):
            with self.assertRaises(UserError):
                promise.write(values)
        promise.action_cancel()
        with self.assertRaises(UserError):
            self.promise(state="kept")

    def test_rights(self):
        promise = self.promise()
        clerk = new_test_user(self.env, "clerk", groups="account.group_account_invoice")
        manager = new_test_user(
            self.env,
            "collections_manager",
            groups="collection_sms.collection_sms_group_manager",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        with self.assertRaises(AccessError):
            promise.with_user(clerk).read(["amount"])
        promise.with_user(manager).note = "Called back"
        with self.assertRaises(AccessError):
            promise.with_user(manager).unlink()
        with self.assertRaises(AccessError):
            promise.line_ids.write({"amount": 1})

    def test_other_companies_see_nothing_of_it(self):
        promise = self.promise()
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env,
            "stranger",
            groups="collection_sms.collection_sms_group_user",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        promises = self.env["collection.promise"].with_user(stranger)
        self.assertFalse(promises.search([("id", "=", promise.id)]))
        promise.action_cancel()
        with self.assertRaises(AccessError):
            promises.create(
                {
                    "case_id": self.case.id,
                    "currency_id": self.company.currency_id.id,
                    "amount": 1,
                    "date": FRIDAY,
                }
            )

    def test_the_wizard_proposes_what_is_due(self):
        action = self.case.with_user(self.collector).action_record_promise()
        wizard = (
            self.env["collection.promise.wizard"]
            .with_user(self.collector)
            .with_context(**action["context"])
            .create({"note": "Aoife on the phone"})
        )
        self.assertEqual(wizard.amount, 120.0)
        self.assertEqual(wizard.date, FRIDAY)
        self.assertEqual(wizard.latest_date, TODAY + timedelta(days=14))
        wizard.action_record()
        promise = self.case.promise_ids
        self.assertEqual((promise.amount, promise.note), (120.0, "Aoife on the phone"))
        self.assertEqual(self.case.promise_count, 1)
        self.assertEqual(self.case.hold_reason, "promised")


@tagged("post_install", "-at_install")
class TestPromisePage(PromiseCommon, HttpCase):
    """The page as somebody without a login gets it, and as attackers try it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.link = f"/c/{cls.case.access_token}"
        cls.currency = cls.company.currency_id

    def fields_of_page(self):
        """What the form on the page would send, with Friday chosen."""
        page = self.url_open(self.link).text
        form = page.split("o_collection_promise_form")[1].split("</form>")[0]
        names = ("csrf_token", "currency", "due", "round")
        found = {name: form.split(f'name="{name}" value="')[1].split('"')[0] for name in names}
        return {**found, "date": FRIDAY.isoformat(), "amount": found["due"]}

    def post(self, link=None, **values):
        """Send the form of the page, changed by ``values``."""
        form = {**self.fields_of_page(), **values}
        return self.url_open((link or self.link) + "/promise", form)

    def assert_refused(self, status, words, **values):
        """Nothing is promised, and the page says why."""
        answer = self.post(**values)
        self.assertEqual(answer.status_code, status)
        self.assertIn(words, answer.text)
        self.assertIn('role="alert"', answer.text)
        self.assertFalse(self.case.promise_ids)
        return answer

    def test_promises_all_that_is_due(self):
        answer = self.post()
        self.assertEqual(answer.status_code, 200)
        self.assertTrue(answer.history)
        self.assertIn("Thank you. You promised", answer.text)
        for words in ("120.00", "27 Nov 2026"):
            self.assertIn(words, answer.text)
        self.assertNotIn("o_collection_promise_form", answer.text)
        promise = self.case.promise_ids
        self.assertEqual((promise.amount, promise.date, promise.origin), (120.0, FRIDAY, "page"))
        self.assertEqual(promise.made_by_id, self.customer)
        self.assertTrue(promise.ip_address)
        self.assertEqual(self.case.hold_reason, "promised")
        self.assertEqual(self.case.message_ids[0].author_id, self.customer)

    def test_the_form_knows_the_limits(self):
        page = self.url_open(self.link).text
        self.assertIn('min="2026-11-20"', page)
        self.assertIn('max="2026-12-04"', page)

    def test_dates_out_of_bounds(self):
        day = TODAY + timedelta(days=15)
        self.assert_refused(422, "The latest day is 4 Dec 2026", date=day.isoformat())
        self.assert_refused(422, "This day is over", date="2026-11-19")
        for nonsense in ("", "27.11.2026", "2026-02-30", "<script>"):
            self.assert_refused(422, "choose the day", date=nonsense)

    def test_amounts_out_of_bounds(self):
        self.env["collection.policy"].search([]).promise_minimum_share = 50
        self.assert_refused(422, "at least", amount="59.99")
        self.assert_refused(422, "more than you owe", amount="120.01")
        for nonsense in ("", "-5", "1e3", "NaN", "Infinity", "12 0", "<b>"):
            answer = self.assert_refused(422, "as a number", amount=nonsense)
        self.assertNotIn("<b>", answer.text.split("o_collection_promise_form")[1][:4000])
        self.assertEqual(self.post(amount="60").status_code, 200)
        self.assertEqual(self.case.promise_ids.amount, 60.0)

    def test_less_than_all_is_refused_where_the_policy_asks_for_all(self):
        self.assert_refused(422, "at least", amount="119.99")

    def test_the_balance_changed_in_the_meantime(self):
        form = self.fields_of_page()
        self.make_invoice(3, 30.0)
        answer = self.url_open(self.link + "/promise", form)
        self.assertEqual(answer.status_code, 409)
        self.assertIn("has changed in the meantime", answer.text)
        self.assertIn("150.00", answer.text)
        self.assertFalse(self.case.promise_ids)

    def test_replayed_it_makes_no_second_one(self):
        form = self.fields_of_page()
        for _tap in range(3):
            answer = self.url_open(self.link + "/promise", form)
            self.assertEqual(answer.status_code, 200)
            self.assertIn("Thank you", answer.text)
        self.assertEqual(len(self.case.promise_ids), 1)
        self.case.promise_ids.action_cancel()
        answer = self.url_open(self.link + "/promise", form)
        self.assertEqual(answer.status_code, 409)
        self.assertEqual(len(self.case.promise_ids), 1)

    def test_two_tabs(self):
        first = self.fields_of_page()
        second = {**first, "date": "2026-11-25"}
        self.url_open(self.link + "/promise", first)
        answer = self.url_open(self.link + "/promise", second)
        self.assertEqual(answer.status_code, 409)
        self.assertIn("There is a promise already", answer.text)
        self.assertIn("27 Nov 2026", answer.text)
        self.assertEqual(self.case.promise_ids.date, FRIDAY)

    def test_the_loser_of_a_race_is_told_so(self):
        case = self.case
        running = type(case)._running_promises
        form = self.fields_of_page()
        self.promise()
        self.patch(type(case), "_running_promises", lambda cases: cases.promise_ids.browse())
        self.patch(type(case), "_judge_promises", lambda cases: None)
        form["round"] = "1"
        with mute_logger("odoo.sql_db"):
            refusal = case.sudo()._promise_from_page(form, "192.0.2.1")
        self.patch(type(case), "_running_promises", running)
        self.assertEqual(refusal.value, "running")
        self.assertEqual(len(case.promise_ids), 1)

    def test_a_form_of_nowhere_is_refused(self):
        form = self.fields_of_page()
        for token in (None, "wrong"):
            answer = self.url_open(self.link + "/promise", {**form, "csrf_token": token})
            self.assertEqual(answer.status_code, 400)
        self.assertFalse(self.case.promise_ids)

    def test_wrong_and_expired_links(self):
        form = self.fields_of_page()
        self.pay(self.invoice)
        self.env["collection.case"]._refresh()
        for link in (self.link, "/c/wrong"):
            answer = self.url_open(link + "/promise", form)
            self.assertEqual(answer.status_code, 404)
            self.assertIn("no longer valid", answer.text)
        self.assertFalse(self.env["collection.promise"].search([("case_id", "=", self.case.id)]))

    def test_another_customer_s_link_promises_nothing_for_this_one(self):
        stranger = self.make_customer("Turning Page Books", "+353850000131")
        self.make_invoice(10, 777.0, partner=stranger)
        self.env["collection.case"]._refresh()
        other = self.env["collection.case"].search([("partner_id", "=", stranger.id)])
        answer = self.post(f"/c/{other.access_token}", case_id=self.case.id)
        self.assertEqual(answer.status_code, 409)
        self.assertFalse((self.case + other).promise_ids)

    def test_forms_with_extra_or_missing_fields(self):
        self.assert_refused(422, "not possible here", currency="999999")
        self.assert_refused(422, "not possible here", currency="1 OR 1=1")
        self.assert_refused(409, "has changed", round="")
        self.assert_refused(409, "has changed", due="1")
        self.post(state="kept", origin="staff", ip_address="1.1.1.1", deadline="2030-01-01")
        promise = self.case.promise_ids
        self.assertEqual((promise.state, promise.origin), ("open", "page"))
        self.assertEqual(promise.deadline, FRIDAY + timedelta(days=1))

    def test_looking_changes_nothing(self):
        before = self.case.write_date
        for link in (self.link, self.link + "/promise?date=2026-11-27&amount=120"):
            self.assertEqual(self.url_open(link).status_code, 200)
        self.env.invalidate_all()
        self.assertEqual(self.case.write_date, before)
        self.assertFalse(self.case.promise_ids)

    def test_not_offered(self):
        policies = self.env["collection.policy"].search([])
        policies.promise_days = 0
        self.assertNotIn("o_collection_promise", self.url_open(self.link).text)
        policies.promise_days = 14
        self.assertIn("o_collection_promise", self.url_open(self.link).text)
        policies.promise_max_broken = 1
        form = self.fields_of_page()
        self.promise()
        with self.on_day(9):
            self.run_on_odoo()
        self.assertNotIn("o_collection_promise", self.url_open(self.link).text)
        answer = self.url_open(self.link + "/promise", {**form, "round": "1"})
        self.assertEqual(answer.status_code, 422)
        self.assertEqual(len(self.case.promise_ids), 1)

    def test_a_promise_told_on_the_phone_is_shown_too(self):
        self.promise()
        self.assertIn("Thank you. You promised", self.url_open(self.link).text)

    def test_script_in_the_answers_is_escaped(self):
        answer = self.post(date='"><script>alert(1)</script>', amount='"><script>alert(1)</script>')
        self.assertNotIn("<script>alert(1)", answer.text)

    def run_on_odoo(self):
        """One run of the follow-up; HttpCase is in registry test mode already."""
        self.env.ref("collection_sms.ir_cron_follow_up").sudo().method_direct_trigger()


@tagged("post_install", "-at_install")
class TestPromiseTour(PromiseCommon, HttpCase):
    """A customer on a phone, in a real Chromium, without a login."""

    browser_size = "360x740"
    today = date.today()
    frozen = False

    def test_a_date_promised_and_broken(self):
        self.run_on_odoo()
        self.assertEqual(self.texts_of().level_id, self.levels["reminder"])
        self.start_tour(f"/c/{self.case.access_token}", "collection_promise")
        promise = self.case.promise_ids
        latest = self.today + timedelta(days=14)
        self.assertEqual((promise.state, promise.date, promise.amount), ("open", latest, 120.0))
        self.assertEqual(self.case.hold_reason, "promised")
        self.assertEqual(self.invoice.amount_residual, 120.0)
        with freeze_time(f"{latest + timedelta(days=1)} 10:00:00"):
            self.run_on_odoo()
            self.assertEqual((promise.state, len(self.texts_of())), ("open", 1))
        with freeze_time(f"{latest + timedelta(days=2)} 10:00:00"):
            self.run_on_odoo()
            self.assertEqual(promise.state, "broken")
            self.assertEqual(self.texts_of()[-1].level_id, self.levels["collaboration"])
            self.assertEqual(self.case.hold_reason, "minimum_gap")
        self.assertEqual(self.customer.collection_broken_promises, 1)
        self.assertEqual(self.invoice.amount_residual, 120.0)

    def run_on_odoo(self):
        """One run of the follow-up; HttpCase is in registry test mode already."""
        self.env.ref("collection_sms.ir_cron_follow_up").sudo().method_direct_trigger()
