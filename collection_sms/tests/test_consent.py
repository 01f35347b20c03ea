from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .consent_common import ALL, ConsentCommon


@tagged("post_install", "-at_install")
class TestConsent(ConsentCommon):
    """The log, and what it says of each channel."""

    def withdraw(self, *channels, partner=None, company=None):
        partner = self.customer if partner is None else partner
        return self.log._withdraw(partner, company or self.company, channels, "staff")

    def give(self, *channels, partner=None):
        return self.log._give(partner or self.customer, self.company, channels, "staff")

    def test_nothing_is_stopped_or_agreed_to_by_itself(self):
        self.assertEqual((self.stopped(), self.consented()), (frozenset(), frozenset()))

    def test_the_latest_entry_counts_for_each_channel(self):
        self.withdraw(*ALL)
        self.assertEqual((self.stopped(), self.consented()), (ALL, frozenset()))
        self.give("email", "sms")
        self.assertEqual(self.stopped(), {"phone", "letter"})
        self.assertEqual(self.consented(), {"email", "sms"})
        self.withdraw("sms")
        self.assertEqual(self.stopped(), {"phone", "letter", "sms"})
        self.assertEqual(self.consented(), {"email"})

    def test_the_same_again_is_not_logged_again(self):
        self.assertEqual(self.withdraw("sms", "email"), {"sms", "email"})
        self.assertEqual(self.withdraw("sms", "email"), frozenset())
        self.assertEqual(len(self.entries()), 2)
        self.give("sms")
        self.give("sms")
        self.assertEqual(len(self.entries()), 3)

    def test_an_entry_names_what_it_concerns(self):
        self.withdraw("sms", "email", "letter")
        entries = self.log.search([]).grouped("channel")
        self.assertEqual(entries["sms"].number, self.customer.phone_sanitized)
        self.assertEqual(entries["email"].email, "office@salthill.example")
        self.assertFalse(entries["email"].number)
        self.assertEqual(entries["letter"].commercial_partner_id, self.customer)
        self.assertEqual(entries["letter"].company_id, self.company)

    def test_texts_stop_for_everybody_at_the_number(self):
        sharing = self.make_customer("Salthill Frames", self.customer.phone)
        self.withdraw("sms", "email")
        self.assertTrue(self.is_blacklisted(self.customer.phone_sanitized))
        self.assertEqual(self.stopped(sharing), {"sms"})
        self.give("sms", partner=sharing)
        self.assertEqual(self.stopped(), {"email"})
        self.assertEqual(self.consented(sharing), {"sms"})
        self.assertEqual(self.consented(), frozenset())

    def test_emails_stop_for_everybody_at_the_address(self):
        sharing = self.make_customer(
            "Salthill Frames", "+353870000115", email="Office@salthill.example"
        )
        self.withdraw("email")
        self.assertEqual(self.stopped(sharing), {"email"})

    def test_calls_and_letters_stop_for_the_customer_with_all_contacts(self):
        contact = self.make_customer(
            "Aoife Brennan", "+353860000127", parent_id=self.customer.id, is_company=False
        )
        self.withdraw("phone", "letter", partner=contact)
        self.assertEqual(self.stopped(), {"phone", "letter"})
        stranger = self.make_customer("Turning Page Books", self.customer.phone)
        self.assertEqual(self.stopped(stranger), frozenset())

    def test_a_consent_is_for_the_number_it_was_given_for(self):
        self.give("sms", "email")
        self.customer.write({"phone": "+353870000199", "email": "new@salthill.example"})
        self.assertEqual(self.consented(), frozenset())

    def test_without_an_email_address_emails_are_stopped_for_the_customer(self):
        self.customer.email = False
        self.withdraw("email")
        self.customer.email = "late@salthill.example"
        self.assertEqual(self.stopped(), {"email"})

    def test_another_company_is_told_of_texts_only(self):
        other = self.env["res.company"].create({"name": "Other Pine"})
        self.withdraw(*ALL)
        self.assertEqual(self.stopped(company=other), {"sms"})

    def test_a_branch_heeds_what_its_parent_was_told(self):
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        self.withdraw("email")
        self.assertEqual(self.stopped(company=branch), {"email"})
        self.withdraw("letter", company=branch)
        self.assertEqual(self.stopped(), {"email"})

    def test_it_takes_one_query_for_any_number_of_customers(self):
        partners = self.customer
        for index in range(20):
            partners += self.make_customer(f"Customer {index}", f"+3538700003{index:02}")
        for partner in partners:
            self.withdraw("phone", partner=partner)
        self.env.flush_all()
        with self.assertQueryCount(1):
            stopped = self.log._stopped_channels(partners, self.company)
        self.assertEqual(set(stopped.values()), {frozenset({"phone"})})

    def test_drafts_and_queued_texts_are_called_off_in_every_company(self):
        self.send_automatically()
        self.make_invoice(10)
        self.run_cron()
        text = self.texts_of()
        other = self.setup_other_company()["company"]
        case = (
            self.env["collection.case"]
            .sudo()
            .create({"partner_id": self.customer.id, "company_id": other.id})
        )
        draft = text.sudo().copy(
            {"case_id": case.id, "company_id": other.id, "state": "draft", "line_ids": False}
        )
        self.assertEqual(text.state, "queued")
        self.withdraw("sms")
        for message in text + draft:
            self.assertEqual((message.state, message.cancel_reason), ("cancelled", "opted_out"))
        self.assertEqual(
            self.env["sms.sms"].search([("uuid", "=", text.sudo().uuid)]).state, "canceled"
        )

    def test_somebody_unknown_can_stop_texts(self):
        nobody = self.env["res.partner"]
        self.log._withdraw(nobody, self.company, ALL, "reply", number="+353870000777")
        self.assertTrue(self.is_blacklisted("+353870000777"))
        self.assertEqual(self.log.search([]).mapped("channel"), ["sms"])

    def test_nobody_edits_or_deletes_entries(self):
        self.withdraw("sms")
        manager = new_test_user(
            self.env, "boss", groups="collection_sms.collection_sms_group_manager"
        )
        for user in (self.collector, manager, self.env.ref("base.user_admin")):
            entry = self.log.search([]).with_user(user)
            with self.assertRaises(AccessError):
                entry.action = "given"
            with self.assertRaises(AccessError):
                entry.unlink()
            with self.assertRaises(AccessError):
                entry.create({"channel": "sms", "action": "given", "how": "staff"})

    def test_the_log_is_kept_apart_by_company_and_closed_to_others(self):
        other = self.env["res.company"].create({"name": "Other Pine"})
        self.withdraw("letter", company=other)
        self.assertFalse(self.log.with_user(self.collector).search([]))
        self.collector.company_ids = [Command.link(other.id)]
        both = self.log.with_user(self.collector).with_context(
            allowed_company_ids=(self.company + other).ids
        )
        self.assertEqual(len(both.search([])), 1)
        clerk = new_test_user(self.env, "clerk", groups="account.group_account_invoice")
        with self.assertRaises(AccessError):
            self.log.with_user(clerk).search([])

    def test_staff_see_it_on_the_customer(self):
        self.withdraw("sms", "letter")
        partner = self.customer.with_user(self.collector)
        self.assertEqual(partner.collection_stopped, "Text message, Letter")
        self.assertEqual(partner.collection_consent_count, 2)
        action = partner.action_view_collection_consents()
        found = self.log.with_user(self.collector).search(action["domain"])
        self.assertEqual(len(found), 2)
        self.assertIn("Salthill Gallery, ", found[0].display_name)
