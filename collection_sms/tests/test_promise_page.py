from datetime import date, timedelta

from freezegun import freeze_time
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import TODAY
from .test_promise import FRIDAY, PromiseCommon


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
        self.patch(type(case), "_judge_agreements", lambda cases: None)
        form["round"] = "1"
        with mute_logger("odoo.sql_db"):
            refusal = case.sudo()._promise_from_page(form, "192.0.2.1")
        self.patch(type(case), "_running_promises", running)
        self.assertEqual(refusal.value, "running")
        self.assertEqual(len(case.promise_ids), 1)

    def test_a_case_that_is_being_worked_on(self):
        self.patch(type(self.case), "_wait_for_lock", lambda case: False)
        self.assert_refused(409, "try again in a moment")

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
