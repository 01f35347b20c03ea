from odoo import Command
from odoo.tests import tagged

from .common import TODAY, CollectionCommon


@tagged("post_install", "-at_install")
class TestHolds(CollectionCommon):
    """One test per hold, from the ledger to the reason on the case."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.send_automatically()

    def assert_held(self, reason, partner=None):
        """Nothing is sent, the case says why, and the words can be read."""
        self.run_cron()
        case = self.case_of(partner)
        self.assertEqual((case.state, case.hold_reason), ("held", reason))
        self.assertTrue(case.hold_explanation)
        self.assertFalse(self.texts_of(partner))
        return case

    def test_excluded_customer(self):
        self.customer.with_company(self.company).collection_excluded = True
        self.make_invoice(10)
        self.assert_held("customer_excluded")

    def test_excluded_invoice(self):
        self.make_invoice(10).no_followup = True
        self.assert_held("invoice_excluded")

    def test_disputed_invoice(self):
        self.make_invoice(10).action_toggle_block_payment()
        self.assert_held("invoice_blocked")

    def test_paid_but_not_yet_in_the_ledger(self):
        self.make_invoice(10)
        self.env["collection.case"]._refresh()
        moves = self.env["account.move"].search([("partner_id", "=", self.customer.id)])
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=moves.ids
        ).create({})._create_payments()
        self.assertIn(moves.payment_state, ("in_payment", "paid"))
        self.run_cron()
        self.assertFalse(self.texts_of())
        self.assertIn(self.case_of().hold_reason, ("in_payment", False))

    def test_online_payment_under_way(self):
        move = self.make_invoice(10)
        provider = self.env["payment.provider"].create({"name": "Card", "code": "none"})
        self.env.cr.execute(
            "UPDATE payment_provider SET code = 'stripe' WHERE id = %s", [provider.id]
        )
        self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": self.env.ref("payment.payment_method_unknown").id,
                "amount": 100,
                "currency_id": move.currency_id.id,
                "partner_id": self.customer.id,
                "invoice_ids": [Command.set(move.ids)],
                "state": "pending",
            }
        )
        self.assert_held("payment_pending")

    def test_online_payment_done_but_not_booked_yet(self):
        self.test_online_payment_under_way()
        transaction = self.env["payment.transaction"].search([], limit=1, order="id desc")
        transaction.write({"state": "done", "is_post_processed": False})
        self.assert_held("payment_pending")

    def test_payment_registered_without_an_entry(self):
        self.make_invoice(10)
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.customer.id,
                "amount": 100.0,
                "journal_id": self.company_data["default_journal_bank"].id,
            }
        )
        self.env.cr.execute(
            "UPDATE account_payment SET state = 'in_process', move_id = NULL WHERE id = %s",
            [payment.id],
        )
        payment.invalidate_recordset()
        self.assert_held("unreconciled_credit")

    def test_an_entry_nobody_follows_up_hides_no_payment(self):
        self.make_invoice(10)
        self.make_refund(100)
        account = self.company_data["default_account_receivable"]
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "line_ids": [
                    Command.create(
                        {"account_id": account.id, "partner_id": self.customer.id, "debit": 100}
                    ),
                    Command.create(
                        {
                            "account_id": self.company_data["default_account_revenue"].id,
                            "credit": 100,
                        }
                    ),
                ],
            }
        )
        entry.action_post()
        self.assert_held("unreconciled_credit")

    def test_a_contact_who_left_is_not_texted(self):
        contact = self.make_customer(
            "Aoife Brennan", "+353860000127", parent_id=self.customer.id, is_company=False
        )
        self.customer.collection_contact_id = contact
        self.make_invoice(10)
        contact.parent_id = False
        self.run_cron()
        self.assertEqual(self.texts_of().number, self.customer.phone_sanitized)

    def test_unreconciled_credit_asks_a_person_once(self):
        self.make_invoice(10)
        self.make_refund(100)
        case = self.assert_held("unreconciled_credit")
        self.run_cron()
        self.assertEqual(len(case.activity_ids), 1)
        self.assertIn("100", case.hold_explanation)

    def test_credit_lowers_what_is_asked_for(self):
        self.make_invoice(10)
        self.make_refund(30)
        self.run_cron()
        self.assertEqual(self.texts_of().amount_due, 70.0)

    def test_below_minimum(self):
        self.make_invoice(10, 9.99)
        case = self.assert_held("below_minimum")
        self.assertIn("9.99", case.hold_explanation)

    def test_paused_until_a_date_and_on_again(self):
        self.make_invoice(10)
        case = self.env["collection.case"]._refresh(self.customer).with_user(self.collector)
        case.paused_until = "2026-11-25"
        self.assertEqual(case.next_contact.date().isoformat(), "2026-11-25")
        self.assert_held("paused")
        with self.on_day(5):
            self.run_cron()
        self.assertEqual(len(self.texts_of()), 1)

    def test_numbers_that_take_no_texts(self):
        for phone, reason in (
            (False, "number_missing"),
            ("07700 900142", "number_invalid"),
            ("053 900 0183", "landline"),
        ):
            partner = self.make_customer(reason, phone)
            self.make_invoice(10, partner=partner)
            self.assert_held(reason, partner)

    def test_opted_out(self):
        self.make_invoice(10)
        self.env["phone.blacklist"]._add([self.customer.phone_sanitized])
        self.assert_held("opted_out")

    def test_policy_switched_off(self):
        self.make_invoice(10)
        self.customer.with_company(self.company).collection_policy_id = self.policy
        self.policy.active = False
        self.assert_held("policy_off")

    def test_minimum_gap_names_the_day(self):
        self.make_invoice(30)
        self.run_cron()
        case = self.case_of()
        self.assertEqual(case.hold_reason, "minimum_gap")
        self.assertEqual(
            (case.next_contact.date() - TODAY).days, self.levels["collaboration"].minimum_gap
        )

    def test_nothing_due_yet_names_the_day(self):
        self.make_invoice(1)
        self.run_cron()
        case = self.case_of()
        self.assertEqual((case.state, case.hold_reason), ("active", False))
        self.assertEqual(case.next_contact.date().isoformat(), "2026-11-22")

    def test_entries_in_general_journals_are_left_alone_unless_unlocked(self):
        account = self.company_data["default_account_receivable"]
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": "2026-10-01",
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "partner_id": self.customer.id,
                            "debit": 80,
                            "date_maturity": "2026-10-01",
                        }
                    ),
                    Command.create(
                        {
                            "account_id": self.company_data["default_account_revenue"].id,
                            "credit": 80,
                        }
                    ),
                ],
            }
        )
        entry.action_post()
        self.run_cron()
        self.assertFalse(self.case_of())
        entry.line_ids.no_followup = False
        self.run_cron()
        self.assertEqual(self.texts_of().amount_due, 80.0)
