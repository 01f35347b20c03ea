from datetime import date
from unittest.mock import patch

from freezegun import freeze_time
from odoo import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .payment_common import PaymentCommon


@tagged("post_install", "-at_install")
class TestPayment(PaymentCommon):
    """Paying on the customer's page, and what it does to ledger and case."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.older = cls.make_invoice(20, 300.0)
        cls.newer = cls.make_invoice(8, 200.0)
        cls.case = cls.open_case()

    def residuals(self):
        return (self.older + self.newer).mapped("amount_residual")

    def test_all_overdue_in_one_go(self):
        transaction = self.pay_online(self.older + self.newer)
        self.assertEqual(transaction.amount, 500)
        self.assertEqual(transaction.invoice_ids, self.older + self.newer)
        self.assertEqual(transaction.partner_id, self.customer)
        self.assertEqual(self.residuals(), [0, 0])
        self.assertEqual(set((self.older + self.newer).mapped("payment_state")), {"paid"})
        self.assertEqual(self.case.state, "closed")
        self.assertEqual(self.case.outcome, "paid")

    def test_net_of_a_credit_note(self):
        refund = self.make_refund(120.0)
        transaction = self.pay_online(self.older + self.newer)
        self.assertEqual(transaction.amount, 380)
        self.assertEqual(self.residuals(), [0, 0])
        self.assertEqual(refund.amount_residual, 0)
        self.assertEqual(self.case.state, "closed")

    def test_net_of_a_payment_nobody_has_matched(self):
        self.pay(self.make_invoice(1, 50.0), 90.0)
        transaction = self.pay_online(self.older)
        self.assertEqual(transaction.amount, 260)
        self.assertEqual(self.residuals(), [0, 200])

    def test_an_own_amount_settles_the_oldest_first(self):
        refund = self.make_refund(120.0)
        transaction = self.pay_online(self.older + self.newer, "310.50")
        self.assertEqual(transaction.amount, 310.5)
        self.assertEqual(self.residuals(), [0, 189.5])
        self.assertEqual(refund.amount_residual, 120, "a part payment leaves the credit alone")
        self.assertEqual(self.case.amount_due, 69.5)
        self.assertEqual(self.case.state, "active")

    def test_chosen_invoices_leave_the_others_alone(self):
        self.pay_online(self.newer)
        self.assertEqual(self.residuals(), [300, 0])
        self.assertEqual(self.case.amount_due, 300)
        self.assertEqual(self.case.oldest_due_date, date(2026, 10, 31))

    def test_of_an_invoice_with_instalments_only_what_is_due(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "30 now, 70 in 60 days",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 30, "nb_days": 0}),
                    Command.create({"value": "percent", "value_amount": 70, "nb_days": 60}),
                ],
            }
        )
        move = self.make_invoice(30, 1000.0, invoice_payment_term_id=term.id)
        self.open_case()
        first, second = self.receivable(move)
        offers = self.case._page_values()
        self.assertEqual(offers["overdue_payments"][0]["net"], 800)
        self.assertNotIn(second, offers["overdue_payments"][0]["lines"])
        self.assertIn(second, offers["open_payments"][0]["lines"])
        answer = self.url_open(
            f"{self.link()}/pay/{move.id}", {"csrf_token": self.csrf()}, allow_redirects=False
        )
        self.finish(self.transact(self.form_values(answer.headers["Location"])))
        self.assertTrue(first.reconciled)
        self.assertEqual(second.amount_residual, 700)

    def test_each_currency_is_paid_by_itself(self):
        foreign = self.make_invoice(
            5, 80.0, currency_id=self.setup_other_currency("EUR", rounding=0.01).id
        )
        self.open_case()
        self.assertEqual(len(self.case._page_values()["overdue_payments"]), 2)
        both = self.choose(self.older + foreign)
        self.assertEqual(both.status_code, 422)
        transaction = self.pay_online(foreign)
        self.assertEqual(transaction.currency_id.name, "EUR")
        self.assertEqual(foreign.amount_residual, 0)
        self.assertEqual(self.residuals(), [300, 200])

    def test_an_amount_is_read_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.customer.lang = "fr_FR"
        form = self.payment_page(self.older, "12,5")
        self.assertEqual(float(form["amount"]), 12.5)
        self.assertIn('lang="fr-FR"', form["page"])

    def test_what_cannot_be_paid_is_said_on_the_page(self):
        for amount in ("0", "-1", "300.01", "abc", "1e2", "", "<script>alert(1)</script>"):
            with self.subTest(amount=amount):
                answer = self.choose(self.older, amount)
                self.assertEqual(answer.status_code, 422)
                self.assertIn("Please enter an amount of up to", answer.text)
                self.assertNotIn("alert(1)", answer.text)
        self.assertIn("choose at least one", self.choose(self.env["account.move"]).text)
        self.make_refund(310.0)
        self.assertIn("credit covers", self.choose(self.older).text)

    def test_two_payments_do_not_deduct_one_credit_twice(self):
        self.make_refund(120.0)
        first = self.transact(self.payment_page(self.older))
        self.finish(first, "pending")
        self.assertEqual(first.amount, 180)
        second = self.payment_page(self.newer)
        self.assertEqual(float(second["amount"]), 200)
        self.finish(self.transact(second))
        self.finish(first, poll=False)
        first._post_process()
        self.assertEqual(self.residuals(), [0, 0])

    def test_while_a_payment_is_pending_the_case_rests(self):
        self.finish(self.transact(self.payment_page(self.older)), "pending")
        self.assertEqual(self.case.hold_reason, "payment_pending")
        self.assertEqual(self.case._page_values()["payable_invoices"], self.newer)
        self.assertIn("on its way", self.url_open(f"{self.link()}/thanks").text)

    def test_a_payment_that_is_not_booked_yet_is_not_asked_for_again(self):
        self.finish(self.transact(self.payment_page(self.older)), poll=False)
        self.assertEqual(self.case._page_values()["payable_invoices"], self.newer)
        self.case._decide_again()
        self.assertEqual(self.case.hold_reason, "payment_pending")

    def test_a_failed_payment_changes_nothing(self):
        transaction = self.transact(self.payment_page(self.older))
        self.finish(transaction, "cancel")
        self.assertEqual(self.residuals(), [300, 200])
        self.assertIn("did not go through", self.url_open(f"{self.link()}/thanks").text)
        self.assertEqual(self.case.state, "active")

    def test_the_thank_you_page_is_for_who_has_paid(self):
        link = self.link()
        self.pay_online(self.older + self.newer)
        page = self.url_open(f"{link}/thanks")
        self.assertIn("500.00", page.text)
        self.assertIn("Nothing is open any more", page.text)
        self.opener.cookies.clear()
        stranger = self.url_open(f"{link}/thanks")
        self.assertEqual(stranger.status_code, 404)
        self.assertNotIn("500.00", stranger.text)

    def test_paid_twice_from_two_tabs_leaves_a_credit(self):
        tabs = [self.transact(self.payment_page(self.older)) for _tab in range(2)]
        for transaction in tabs:
            self.finish(transaction, poll=False)
            transaction._post_process()
        self.assertEqual(self.residuals(), [0, 200])
        self.assertEqual(self.case._gather_facts()[self.case].credits[0].amount, 300)
        self.assertEqual(self.case.hold_reason, "unreconciled_credit")

    def test_what_fails_after_booking_does_not_undo_it(self):
        transaction = self.transact(self.payment_page(self.older))
        self.finish(transaction, poll=False)
        broken = patch.object(
            type(self.env["collection.case"]), "_after_payment", side_effect=ValueError("broken")
        )
        with broken, self.assertLogs("odoo.addons.collection_sms", "ERROR"):
            transaction._post_process()
        self.assertEqual(self.residuals(), [0, 200])

    def test_no_payment_is_offered_when_the_company_switched_it_off(self):
        self.env["ir.config_parameter"].set_param("account_payment.enable_portal_payment", "False")
        self.assertNotIn("/pay", self.url_open(self.link()).text)


@tagged("post_install", "-at_install")
class TestThanks(PaymentCommon):
    """The text that thanks for a payment."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls.make_invoice(20, 1300.0)
        cls.case = cls.open_case()

    def thanks(self):
        return self.texts_of().filtered("transaction_id")

    def test_nobody_is_thanked_unless_the_company_wants_it(self):
        self.pay_online(self.invoice)
        self.assertFalse(self.texts_of())

    def test_thanks_once_for_each_payment(self):
        self.company.collection_thank_you = True
        transaction = self.pay_online(self.invoice)
        transaction._post_process()
        transaction.is_post_processed = False
        transaction._post_process()
        self.assertEqual(len(self.thanks()), 1)
        self.assertEqual(
            self.thanks().body,
            "Hello Salthill Gallery, thank you: your payment of $ 1,300.00 has reached "
            "Harbour & Pine. We appreciate it.",
        )
        self.run_queue()
        self.assertIn(self.thanks().state, ("sent", "delivered"))
        self.assertEqual(self.case.state, "closed")

    def test_thanks_for_an_evenings_payment_wait_for_the_morning(self):
        self.company.collection_thank_you = True
        self.any_hour.window_ids.write({"days": "all", "hour_from": 8, "hour_to": 18})
        with freeze_time("2026-11-20 22:00:00"):
            self.pay_online(self.invoice)
            self.run_cron()
        self.assertEqual(self.case.state, "closed")
        with freeze_time("2026-11-21 08:00:00"):
            self.run_cron("collection_sms.ir_cron_release")
            self.run_queue()
        self.assertEqual(self.thanks().state, "delivered")

    def test_who_opted_out_is_not_thanked(self):
        self.company.collection_thank_you = True
        self.env["phone.blacklist"].add(self.customer.phone_sanitized)
        self.pay_online(self.invoice)
        self.assertFalse(self.thanks())

    def test_only_a_payment_that_arrived_is_thanked_for(self):
        self.company.collection_thank_you = True
        self.finish(self.transact(self.payment_page(self.invoice)), "pending")
        self.assertFalse(self.thanks())

    def test_a_part_payment_is_a_contact(self):
        self.company.collection_thank_you = True
        self.pay_online(self.invoice, "100")
        self.assertEqual(self.case.last_contact, self.today)
        self.case._decide_again()
        self.assertEqual(self.case.hold_reason, "minimum_gap")


@tagged("post_install", "-at_install")
class TestPaymentAttacks(PaymentCommon):
    """What must be refused."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls.make_invoice(20, 300.0)
        cls.other = cls.make_invoice(8, 200.0)
        cls.stranger = cls.make_customer("Turning Page Books", "+353850000131")
        cls.foreign = cls.make_invoice(10, 777.0, partner=cls.stranger)
        cls.case = cls.open_case()
        cls.foreign_case = cls.open_case(cls.stranger)

    def assertRefused(self, form, words="has changed", **changes):
        with mute_logger("odoo.http"):
            answer = self.ask_transaction(form, **changes)
        self.assertIn(words, answer["error"]["data"]["message"])
        self.assertFalse(
            self.env["payment.transaction"].sudo().search([("state", "!=", "pending")])
        )

    def test_a_changed_amount(self):
        form = self.payment_page(self.invoice)
        for amount in (0.01, 299.99, 300.01, -300, 0, None, "nan", "1e999", [300]):
            with self.subTest(amount=amount):
                self.assertRefused(form, amount=amount)

    def test_a_forged_signature(self):
        form = self.payment_page(self.invoice)
        for signature in ("", None, "0" * 64, "é", [form["access-token"]]):
            with self.subTest(signature=signature):
                self.assertRefused(form, access_token=signature)

    def test_a_changed_amount_in_the_link_is_not_taken_over(self):
        form = self.payment_page(self.invoice, "50")
        tampered = self.form_values(form["url"].replace("amount=50", "amount=51"))
        self.assertEqual(float(tampered["amount"]), 300)
        self.assertIn("balance has changed", tampered["page"])

    def test_another_customers_invoice(self):
        self.assertEqual(self.choose(self.foreign).status_code, 422)
        self.assertEqual(self.choose(self.invoice + self.foreign).status_code, 422)
        answer = self.url_open(f"{self.link()}/pay/{self.foreign.id}", {"csrf_token": self.csrf()})
        self.assertEqual(answer.status_code, 422)
        self.assertNotIn("777.00", answer.text)
        form = self.payment_page(self.invoice)
        for lines in (str(self.receivable(self.foreign).id), "0", "1-", "x", "9" * 400):
            route = f"{self.link()}/transaction/{lines}"
            self.assertRefused({**form, "transaction-route": route})

    def test_another_line_of_the_same_customer_with_this_signature(self):
        form = self.payment_page(self.invoice)
        line = self.receivable(self.other)
        self.assertRefused({**form, "transaction-route": f"{self.link()}/transaction/{line.id}"})

    def test_another_cases_token(self):
        form = self.payment_page(self.invoice)
        other = form["transaction-route"].replace(
            self.case.access_token, self.foreign_case.access_token
        )
        self.assertRefused({**form, "transaction-route": other})
        self.assertEqual(
            self.choose(self.invoice, link=self.link(self.foreign_case)).status_code, 422
        )

    def test_an_expired_case(self):
        form, link, csrf = self.payment_page(self.invoice), self.link(), self.csrf()
        self.pay(self.invoice)
        self.pay(self.other)
        self.open_case()
        self.assertRefused(form, "no longer valid")
        for url, data in (
            (f"{link}/pay", {"csrf_token": csrf, "lines": "1"}),
            (f"{link}/pay?lines=1", None),
            (f"{link}/pay/{self.invoice.id}", {"csrf_token": csrf}),
            (f"{link}/thanks", None),
        ):
            self.assertEqual(self.url_open(url, data).status_code, 404)

    def test_a_disputed_invoice(self):
        form = self.payment_page(self.invoice)
        self.invoice.action_toggle_block_payment()
        self.assertRefused(form)
        self.assertEqual(self.choose(self.invoice).status_code, 422)

    def test_a_pending_invoice_and_a_replayed_transaction(self):
        form = self.payment_page(self.invoice)
        self.finish(self.transact(form), "pending")
        self.assertRefused(form)
        self.assertEqual(self.choose(self.invoice).status_code, 422)

    def test_a_balance_that_changed_since(self):
        form = self.payment_page(self.invoice)
        self.pay(self.invoice, 40.0)
        self.assertRefused(form)
        again = self.form_values(form["url"])
        self.assertIn("balance has changed", again["page"])
        self.assertEqual(float(again["amount"]), 260)

    def test_a_replayed_choice_makes_nothing(self):
        for _time in range(2):
            self.assertEqual(self.choose(self.invoice).status_code, 303)
        self.assertFalse(self.env["payment.transaction"].sudo().search([]))

    def test_getting_pages_changes_nothing(self):
        form = self.payment_page(self.invoice)
        stamps = (self.case + self.foreign_case).mapped("write_date")
        moves = (self.invoice + self.other).mapped("write_date")
        for url in (form["url"], f"{self.link()}/pay", f"{self.link()}/thanks"):
            self.url_open(url)
        self.env.invalidate_all()
        self.assertEqual((self.case + self.foreign_case).mapped("write_date"), stamps)
        self.assertEqual((self.invoice + self.other).mapped("write_date"), moves)
        self.assertFalse(self.env["payment.transaction"].sudo().search([]))
        gotten = self.url_open(f"{self.link()}/pay/{self.invoice.id}")
        self.assertIn(gotten.status_code, (404, 405))

    def test_a_form_of_another_site(self):
        line = self.receivable(self.invoice).id
        for data in ({"lines": line}, {"lines": line, "csrf_token": "wrong"}):
            self.assertEqual(self.url_open(f"{self.link()}/pay", data).status_code, 400)

    def test_other_providers_saved_cards_and_landing_pages(self):
        form = self.payment_page(self.invoice)
        elsewhere = self.env.ref("payment.payment_provider_transfer")
        self.assertRefused(form, "not available", provider_id=elsewhere.id)
        self.assertRefused(form, "not available", flow="token", token_id=1)
        self.ask_transaction(
            form, landing_route="https://evil.example.com", tokenization_requested=True
        )
        transaction = self.case.transaction_ids
        self.assertEqual(transaction.landing_route, f"{self.link()}/thanks")
        self.assertFalse(transaction.tokenize)


@tagged("post_install", "-at_install")
class TestPaymentTour(PaymentCommon):
    """A customer on a phone, in a real Chromium, without a login."""

    browser_size = "360x740"
    today = date.today()
    frozen = False

    def test_pay_all_overdue_net_of_a_credit_note(self):
        older, newer = self.make_invoice(20, 300.0), self.make_invoice(8, 200.0)
        refund = self.make_refund(120.0)
        coming = self.make_invoice(-20, 90.0)
        case = self.open_case()
        self.start_tour(f"/c/{case.access_token}", "collection_pay_all_overdue")
        self.env.invalidate_all()
        transaction = case.transaction_ids
        self.assertEqual((transaction.state, transaction.amount), ("done", 380))
        self.assertEqual((older + newer + refund).mapped("amount_residual"), [0, 0, 0])
        self.assertEqual(set((older + newer).mapped("payment_state")), {"paid"})
        self.assertEqual(coming.amount_residual, 90)
        self.assertEqual((case.state, case.amount_due), ("active", 0))
        decision = case._decisions()[case]
        self.assertEqual(type(decision).__name__, "Nothing")
        self.assertEqual(decision.until, case.next_contact.date())
