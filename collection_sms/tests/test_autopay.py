from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import file_open, mute_logger
from psycopg2.errors import UniqueViolation

from .autopay_common import AutopayCommon

# TODAY is 20 November: the second installment is due on 27 December, the third on 27 January.
SECOND, THIRD = 37, 68


@tagged("post_install", "-at_install")
class TestAutopay(AutopayCommon):
    """Charging the saved card: when, how much, and never twice."""

    def test_charged_on_its_date_booked_and_thanked(self):
        self.company.collection_thank_you = True
        self.agree_to_autopay()
        self.assertEqual(self.residual(), 200.0)
        self.charge_on(SECOND - 1)
        self.assertFalse(self.charges())
        self.charge_on(SECOND)
        charge = self.charges()
        self.assertEqual((charge.state, charge.amount, charge.operation), ("done", 100, "offline"))
        self.assertEqual(charge.reference, f"{self.plan.name}-2")
        self.assertEqual(charge.partner_id, self.customer)
        self.assertEqual(self.residual(), 100.0)
        self.assertEqual(self.states(self.plan), ["paid", "paid", "open"])
        self.assertEqual(self.second.transaction_id, charge)
        self.assertEqual(self.texts_of()[-1].sudo().transaction_id, charge)

    def test_the_last_one_ends_plan_and_case_and_the_card_is_forgotten(self):
        token = self.agree_to_autopay().token_id
        self.charge_on(SECOND)
        self.charge_on(THIRD)
        self.assertEqual((self.plan.state, self.case.state), ("completed", "closed"))
        self.assertEqual(self.residual(), 0)
        self.assertFalse(self.plan.autopay or self.plan.token_id or token.active)

    def test_never_twice_however_often_the_cron_runs(self):
        self.agree_to_autopay()
        for day in (SECOND, SECOND, SECOND + 1, SECOND + 2):
            self.charge_on(day)
        self.assertEqual(len(self.charges()), 1)

    def test_a_missed_run_catches_up_within_the_grace_only(self):
        self.agree_to_autopay()
        self.charge_on(SECOND + 4)
        self.assertFalse(self.charges())
        self.charge_on(SECOND + 3)
        self.assertEqual(self.charges().collection_installment_id, self.second)

    def test_two_processes_cannot_claim_the_same_installment(self):
        self.agree_to_autopay()
        self.charge_on(SECOND)
        values = self.charges().copy_data()[0]
        values |= {
            "reference": "another process",
            "collection_installment_id": self.second.id,
            "collection_plan_id": self.plan.id,
            "token_id": False,
        }
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            self.env["payment.transaction"].sudo().create(values)

    def test_a_crash_before_the_answer_is_never_charged_again_and_shown_to_a_person(self):
        self.agree_to_autopay()
        with (
            self.provider_that_dies(),
            mute_logger("odoo.addons.collection_sms.models.collection_plan_installment_charge"),
        ):
            self.charge_on(SECOND)
        charge = self.charges()
        self.assertEqual((charge.state, self.residual()), ("draft", 200.0))
        self.assertIn(charge.reference, self.case.activity_ids.mapped("summary")[0])
        self.case.activity_ids.action_done()
        self.charge_on(SECOND)
        self.assertEqual(self.charges(), charge)
        self.assertFalse(self.case.activity_ids, "said once")
        count = len(self.texts_of())
        self.cron_on(SECOND + 4)
        self.assertEqual(self.case.hold_reason, "payment_pending")
        self.assertEqual(len(self.texts_of()), count, "nobody is asked for it")
        self.assertIn("is being charged to your card", self.url_open(self.link()).text)
        self.assertFalse(self.case._page_values()["payable_invoices"])

    def test_somebody_looked_up_that_nothing_was_taken(self):
        self.agree_to_autopay()
        with (
            self.provider_that_dies(),
            mute_logger("odoo.addons.collection_sms.models.collection_plan_installment_charge"),
        ):
            self.charge_on(SECOND)
        with self.on_day(SECOND):
            self.second.with_user(self.collector).action_not_charged()
            self.second.with_user(self.collector).action_not_charged()
        self.assertEqual(self.charges().state, "cancel")
        self.assertEqual(self.texts_of()[-1].notice, "charge_failed")
        self.assertEqual(self.case._page_values()["payable_invoices"], self.invoices)

    def test_a_failure_is_told_kindly_with_the_link_and_is_the_customers_turn(self):
        self.agree_to_autopay(charges="error")
        self.charge_on(SECOND)
        self.charge_on(SECOND + 1)
        self.assertEqual(self.charges().mapped("state"), ["error"])
        texts = self.texts_of().filtered(lambda text: text.notice == "charge_failed")
        self.assertEqual(len(texts), 1)
        self.assertIn("100.00", texts.body)
        self.assertIn(self.link(), texts.body)
        self.assertFalse(self.case.activity_ids)
        self.assertIn("failed", "".join(self.case.message_ids.mapped("body")))
        page = self.url_open(self.link()).text
        self.assertIn("Your card could not be charged", page)
        self.assertIn("Pay it with another card", page)
        with self.on_day(SECOND + 1):
            self.env.ref("sms.ir_cron_sms_scheduler_action").sudo().method_direct_trigger()
        self.assertNotEqual(texts.state, "cancelled")

    def test_after_the_second_failure_a_person_is_told(self):
        self.agree_to_autopay(charges="error")
        self.charge_on(SECOND)
        self.book(SECOND + 1, 100.0, self.invoices[1])
        self.charge_on(THIRD)
        self.assertEqual(self.charges().mapped("state"), ["error", "error"])
        self.assertIn("failed again", self.case.activity_ids.mapped("summary")[0])

    def test_with_another_card_the_rest_is_charged_to_that(self):
        old = self.agree_to_autopay(charges="error").token_id
        self.charge_on(SECOND)
        with self.on_day(SECOND + 1):
            self.agree_to_autopay()
        self.assertNotEqual(self.plan.token_id, old)
        self.assertFalse(old.active)
        self.assertEqual(self.states(self.plan), ["paid", "paid", "open"])
        self.charge_on(THIRD)
        self.assertEqual(self.residual(), 0)

    def test_paid_by_transfer_that_day_nothing_is_charged(self):
        self.agree_to_autopay()
        self.book(SECOND, 100.0, self.invoices[1])
        self.charge_on(SECOND)
        self.assertFalse(self.charges())
        self.assertEqual(self.states(self.plan), ["paid", "paid", "open"])

    def test_only_what_is_left_of_the_installment(self):
        self.agree_to_autopay()
        self.book(SECOND, 30.0, self.invoices[1])
        self.charge_on(SECOND)
        self.assertEqual(self.charges().amount, 70.0)
        self.assertEqual(self.states(self.plan), ["paid", "paid", "open"])

    def test_a_disputed_invoice_is_not_charged(self):
        self.agree_to_autopay()
        self.invoices[1].action_toggle_block_payment()
        self.charge_on(SECOND)
        self.assertFalse(self.charges())
        self.invoices[1].action_toggle_block_payment()
        self.charge_on(SECOND + 1)
        self.assertEqual(self.charges().state, "done")

    def test_while_the_customer_is_paying_nothing_is_charged(self):
        self.agree_to_autopay()
        with self.on_day(SECOND):
            paying = self.transact(self.payment_page(self.invoices[1], "10"))
        self.charge_on(SECOND)
        self.assertFalse(self.charges(), "the payment form is open")
        with self.on_day(SECOND):
            self.finish(paying, "pending")
        self.charge_on(SECOND)
        self.assertFalse(self.charges(), "the payment is pending")

    def test_paused_the_charge_was_agreed_on_all_the_same(self):
        self.agree_to_autopay()
        self.case.sudo().paused_until = "2027-06-01"
        self.charge_on(SECOND)
        self.assertEqual(self.charges().state, "done")

    def test_a_customer_in_difficulty_is_not_charged(self):
        self.agree_to_autopay()
        values = {"case_id": self.case.id, "kind": "hardship", "date": "2026-12-28"}
        with self.on_day(SECOND - 5):
            self.env["collection.request"].with_user(self.collector).create(values)
        self.charge_on(SECOND)
        self.assertEqual(self.case.hold_reason, "hardship")
        self.assertFalse(self.charges())
        self.charge_on(SECOND + 2)
        self.assertEqual(self.charges().state, "done")

    def test_whoever_wants_no_texts_is_told_of_a_failure_by_a_person(self):
        self.agree_to_autopay(charges="error")
        self.customer.sudo().collection_channel = "phone"
        self.charge_on(SECOND)
        self.assertFalse(self.texts_of().filtered(lambda text: text.notice == "charge_failed"))
        self.assertIn("tell the customer", self.case.activity_ids.mapped("summary")[0])

    def test_withdrawn_nothing_is_charged(self):
        token = self.agree_to_autopay().token_id
        self.plan.with_user(self.collector).action_stop_autopay()
        self.plan.with_user(self.collector).action_stop_autopay()
        self.charge_on(SECOND)
        self.assertFalse(self.charges())
        self.assertFalse(token.active)
        self.assertTrue(self.plan.autopay_terms, "the record of the consent is kept")

    def test_a_plan_that_ended_charges_nobody(self):
        token = self.agree_to_autopay().token_id
        self.plan.with_user(self.collector).action_cancel()
        self.charge_on(SECOND)
        self.assertFalse(self.charges())
        self.assertFalse(self.plan.autopay or token.active)

    def test_a_broken_plan_forgets_the_card_and_charges_nobody(self):
        token = self.agree_to_autopay(charges="error").token_id
        self.charge_on(SECOND)
        self.cron_on(SECOND + 22)
        self.assertEqual(self.plan.state, "broken")
        self.assertFalse(self.plan.autopay or token.active)
        self.charge_on(THIRD)
        self.assertEqual(len(self.charges()), 1)

    def test_withdrawn_between_the_claim_and_the_call_nothing_is_sent(self):
        self.agree_to_autopay()
        with self.on_day(SECOND):
            claim = self.second._claim()
            self.assertEqual((claim.state, claim.amount), ("draft", 100.0))
            self.plan._stop_autopay("Stopped.")
            self.assertFalse(self.second._is_still_claimed(claim))
        self.assertFalse(claim.exists() or self.second.transaction_id)

    def test_a_charge_can_be_refunded(self):
        self.agree_to_autopay()
        self.charge_on(SECOND)
        refund = self.charges()._refund()
        self.assertEqual((refund.state, refund.amount), ("done", -100.0))

    def test_a_customer_who_cannot_be_texted_is_told_by_a_person(self):
        self.agree_to_autopay(charges="error")
        self.env["phone.blacklist"].sudo()._add([self.customer.phone_sanitized])
        self.charge_on(SECOND)
        self.assertFalse(self.texts_of().filtered(lambda text: text.notice == "charge_failed"))
        self.assertIn("tell the customer", self.case.activity_ids.mapped("summary")[0])

    def test_a_copy_of_a_production_database_charges_nobody(self):
        token = self.agree_to_autopay().token_id
        self.env.flush_all()
        with file_open("collection_sms/data/neutralize.sql") as file:
            self.env.cr.execute(file.read())
        self.env.invalidate_all()
        self.assertFalse(self.plan.autopay or self.plan.token_id or token.active)
        self.charge_on(SECOND)
        self.assertFalse(self.charges())

    def test_a_card_of_somebody_else_is_never_charged(self):
        self.agree_to_autopay()
        self.plan.token_id.partner_id = self.make_customer("Somebody Else", "+353870000115")
        self.charge_on(SECOND)
        self.assertFalse(self.charges())
        self.assertFalse(self.plan.autopay)
        self.assertEqual(self.texts_of()[-1].notice, "charge_failed")

    def test_the_card_pays_for_nothing_else_and_is_offered_nowhere(self):
        token = self.agree_to_autopay().token_id
        tokens = self.env["payment.token"].sudo()
        for validation in (False, True):
            offered = tokens._get_available_tokens(
                self.provider.ids, self.customer.id, is_validation=validation
            )
            self.assertNotIn(token, offered)
        with self.assertRaises(ValidationError):
            self.env["payment.transaction"].sudo().create(
                {
                    "provider_id": self.provider.id,
                    "payment_method_id": token.payment_method_id.id,
                    "token_id": token.id,
                    "amount": 1.0,
                    "currency_id": self.currency.id,
                    "partner_id": self.customer.id,
                    "reference": "by its id",
                }
            )

    def test_texts_say_what_is_charged_and_none_comes_on_the_day(self):
        self.agree_to_autopay()
        for day in range(SECOND - 4, SECOND):
            self.cron_on(day)
        text = self.texts_of()[-1]
        self.assertEqual(text.notice, "before")
        self.assertIn("charged automatically", text.body)
        self.assertIn("100.00", text.body)
        self.assertIn("27 Dec 2026", text.body)
        count = len(self.texts_of())
        for day in (SECOND, SECOND + 1):
            self.charge_on(day)
            self.cron_on(day)
        self.assertEqual(len(self.texts_of()), count)
        self.assertEqual(self.case.hold_reason, "on_plan")
        self.assertEqual(str(self.case.next_contact.date()), "2027-01-24")

    def test_staff_cannot_write_it(self):
        self.agree_to_autopay()
        for name, value in (("autopay", True), ("autopay_terms", "anything")):
            with self.assertRaises(UserError):
                self.plan.with_user(self.collector).write({name: value})
        self.assertIn("1", self.plan.with_user(self.collector).autopay_card)

    def provider_that_dies(self):
        """The process loses the provider in the middle of the request."""
        return patch(
            "odoo.addons.payment_demo.models.payment_transaction.PaymentTransaction"
            "._send_payment_request",
            side_effect=RuntimeError("connection lost"),
        )
