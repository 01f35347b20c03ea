from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .autopay_common import AutopayCommon


@tagged("post_install", "-at_install")
class TestAutopayPage(AutopayCommon):
    """Agreeing to automatic payment on the page, and every way around it."""

    def test_offered_beside_the_installment_and_shown_in_full(self):
        self.assertIn("charge the rest automatically", self.url_open(self.link()).text)
        page = self.url_open(self.autopay_url()).text
        for words in (self.plan.name, "27 Dec 2026", "27 Jan 2027", "at any time", "Harbour"):
            self.assertIn(words, page)
        self.assertNotIn("27 Nov 2026", page, "this one is paid now")

    def test_not_offered_without_a_provider_that_saves_cards(self):
        self.provider.allow_tokenization = False
        self.assertNotIn("charge the rest automatically", self.url_open(self.link()).text)
        answer = self.url_open(self.autopay_url(), allow_redirects=False)
        self.assertEqual(answer.status_code, 303)

    def test_not_offered_for_the_last_installment(self):
        self.book(0, 200.0)
        self.cron_on(0)
        self.assertNotIn("charge the rest automatically", self.url_open(self.link()).text)

    def test_the_consent_is_kept_with_time_address_and_words(self):
        transaction = self.agree_to_autopay()
        self.assertEqual(transaction.amount, 100.0)
        self.assertTrue(self.plan.autopay)
        self.assertEqual(self.plan.token_id, transaction.token_id)
        self.assertEqual(self.plan.token_id.partner_id, self.customer)
        self.assertEqual(self.plan.autopay_ip, "127.0.0.1")
        self.assertEqual(self.plan.autopay_on, fields.Datetime.now())
        self.assertIn("27 Dec 2026", self.plan.autopay_terms)
        self.assertEqual(self.states(self.plan), ["paid", "open", "open"])
        thanks = self.url_open(f"{self.link()}/thanks").text
        self.assertIn("The rest is charged automatically", thanks)
        self.assertNotIn("&lt;bdi", thanks)
        page = self.url_open(self.link()).text
        self.assertIn("Charged automatically to your card", page)
        self.assertIn("27 Dec 2026", page)

    def test_it_takes_a_tick(self):
        answer = self.consent(tick="")
        self.assertEqual(answer.status_code, 422)
        self.assertIn('role="alert"', answer.text)
        self.assertIn("Please tick", answer.text)

    def test_what_changed_meanwhile_is_read_anew(self):
        self.assertEqual(self.consent(digest="other terms").status_code, 409)

    def test_reading_changes_nothing(self):
        before = self.plan.write_date
        location = self.consent().headers["Location"]
        for url in (self.autopay_url(), location, f"{self.autopay_url()}/stop"):
            self.url_open(url)
        self.env.invalidate_all()
        self.assertEqual(self.plan.write_date, before)
        self.assertFalse(self.plan.autopay or self.charges())
        self.assertFalse(self.case.sudo().transaction_ids)

    def test_posts_need_csrf(self):
        for url in (self.autopay_url(), f"{self.autopay_url()}/stop"):
            with mute_logger("odoo.http"):
                answer = self.opener.post(f"{self.base_url()}{url}", {"tick": "yes"})
            self.assertEqual(answer.status_code, 400)

    def test_a_browser_that_asks_for_a_card_to_be_saved_gets_none(self):
        form = self.payment_page(self.invoices[0])
        answer = self.ask_transaction(form, tokenization_requested=True)["result"]
        transaction = self.find(answer)
        self.assertFalse(transaction.tokenize or transaction.collection_plan_id)
        self.finish(transaction)
        self.assertFalse(transaction.token_id or self.plan.autopay)

    def test_a_consent_that_nobody_gave_is_refused(self):
        form = self.consent_form()
        route = f"{self.autopay_url()}/{'0' * 64}/transaction"
        with mute_logger("odoo.http"):
            self.assertIn("error", self.ask_transaction(form | {"transaction-route": route}))
        answer = self.url_open(f"{self.autopay_url()}/{'0' * 64}", allow_redirects=False)
        self.assertEqual(answer.status_code, 303)
        self.assertFalse(self.case.sudo().transaction_ids)

    def test_another_amount_or_provider_is_refused(self):
        form = self.consent_form()
        other = self.env.ref("payment.payment_provider_transfer")
        with mute_logger("odoo.http"):
            for changes in ({"amount": 1.0}, {"access_token": "0"}, {"provider_id": other.id}):
                self.assertIn("error", self.ask_transaction(form, **changes))
        part = self.payment_page(self.invoices[0], "50")
        signed = {"amount": 50.0, "access_token": part["access-token"]}
        with mute_logger("odoo.http"):
            self.assertIn("error", self.ask_transaction(form, **signed))
        self.assertFalse(self.case.sudo().transaction_ids)

    def test_the_plan_of_another_customer_is_not_found(self):
        other = self.make_customer("Somebody Else", "+353870000115")
        self.make_invoice(10, 100.0, other)
        stranger = self.link(self.open_case(other))
        csrf = self.csrf()
        consent = self.consent().headers["Location"].rpartition("/")[2]
        url = f"{stranger}/plan/{self.plan.id}/autopay"
        for path in ("", f"/{consent}"):
            self.assertEqual(self.url_open(url + path).status_code, 404)
        for path in ("", "/stop"):
            answer = self.url_open(url + path, {"csrf_token": csrf, "tick": "yes"})
            self.assertEqual(answer.status_code, 404)
        form = {**self.form_values(f"{self.autopay_url()}/{consent}")}
        form["transaction-route"] = f"{url}/{consent}/transaction"
        with mute_logger("odoo.http"):
            self.assertIn("error", self.ask_transaction(form))

    def test_a_payment_that_fails_saves_no_card(self):
        transaction = self.transact(self.consent_form())
        self.finish(transaction, "error")
        self.assertFalse(self.plan.autopay)
        self.assertFalse(transaction.token_id.active)

    def test_the_plan_ended_while_the_customer_paid(self):
        transaction = self.transact(self.consent_form())
        self.plan.action_cancel()
        self.finish(transaction)
        self.assertEqual(transaction.state, "done")
        self.assertFalse(self.plan.autopay or transaction.token_id.active)

    def test_stopped_on_the_page_and_agreed_to_again(self):
        token = self.agree_to_autopay().token_id
        old = self.consent_signature()
        stop = {"csrf_token": self.csrf()}
        for _tap in range(2):
            page = self.url_open(f"{self.autopay_url()}/stop", stop).text
            self.assertIn("Automatic payment is off", page)
        self.env.invalidate_all()
        self.assertFalse(self.plan.autopay or self.plan.token_id or token.active)
        notes = "".join(self.case.message_ids.mapped("body"))
        self.assertEqual(notes.count("stopped automatic payment"), 1)
        self.assertFalse(self.case.sudo()._is_consent(self.plan, old), "void once withdrawn")
        self.assertIn("charge the rest automatically", page)

    def consent_signature(self):
        """The signature of the consent as of now."""
        return self.case.sudo()._sign_consent(self.plan)

    def find(self, values):
        """The transaction that Odoo's payment form was told of."""
        domain = [("reference", "=", values["reference"])]
        return self.env["payment.transaction"].sudo().search(domain)
