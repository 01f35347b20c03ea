from odoo import SUPERUSER_ID, Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .consent_common import ALL, TextedCommon

NUMBER = "+353870000114"


@tagged("post_install", "-at_install")
class TestConsentStaff(TextedCommon):
    """What customers tell us, and what is changed elsewhere in Odoo."""

    def wizard(self, action, **values):
        """The form that ``action`` opens, filled in."""
        model = self.env["collection.consent.wizard"].with_user(self.collector)
        form = Form(model.with_context(**action["context"]))
        for name, value in values.items():
            form[name] = value
        return form.save()

    def test_an_opt_out_told_on_the_phone_counts_at_once(self):
        action = self.case_of().action_record_opt_out()
        words = "No more texts, emails are fine"
        self.wizard(action, texts=True, calls=True, words=words).action_record()
        self.assertEqual(self.stopped(), {"sms", "phone"})
        self.assertEqual((self.text.state, self.text.cancel_reason), ("cancelled", "opted_out"))
        entry = self.log.search([("channel", "=", "sms")])
        self.assertEqual(
            (entry.how, entry.user_id, entry.text_shown), ("staff", self.collector, words)
        )
        self.assertEqual(entry.note, "On the phone")
        self.assertEqual(self.case_of().stopped_channels, "Text message, Phone call")
        note = self.case_of().message_ids[0]
        self.assertIn("Stopped by the customer: Phone call, Text message", note.body)
        self.assertEqual(note.author_id, self.collector.partner_id)

    def test_a_consent_is_recorded_on_the_customer(self):
        partner = self.customer.with_user(self.collector)
        self.wizard(partner.action_record_opt_out(), texts=True, letters=True).action_record()
        self.wizard(partner.action_record_consent(), texts=True, emails=True).action_record()
        self.assertEqual((self.stopped(), self.consented()), ({"letter"}, {"sms", "email"}))
        self.assertFalse(self.is_blacklisted(NUMBER))

    def test_what_makes_no_sense_is_refused(self):
        with self.assertRaisesRegex(UserError, "at least one"):
            self.wizard(self.case_of().action_record_opt_out()).action_record()
        self.customer.phone = False
        with self.assertRaisesRegex(UserError, "no valid phone number"):
            self.wizard(self.case_of().action_record_opt_out(), texts=True).action_record()

    def test_another_company_or_people_without_rights(self):
        other = self.env["res.company"].create({"name": "Other Pine"})
        action = self.case_of().action_record_opt_out()
        wizard = self.wizard(action, emails=True)
        wizard.company_id = other.sudo().id
        with self.assertRaises(AccessError):
            wizard.action_record()
        clerk = new_test_user(self.env, "clerk", groups="account.group_account_invoice")
        with self.assertRaises(AccessError):
            self.env["collection.consent.wizard"].with_user(clerk).create(
                {"partner_id": self.customer.id, "texts": True}
            )
        self.assertFalse(self.entries())

    def test_the_blacklist_changed_by_staff_is_in_the_log(self):
        boss = new_test_user(
            self.env,
            "boss",
            groups="base.group_system,collection_sms.collection_sms_group_manager",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        blacklist = self.env["phone.blacklist"].with_user(boss)
        entry = blacklist.create({"number": NUMBER})
        self.assertEqual(self.entries(), [("sms", "withdrawn", "staff")])
        self.assertEqual(self.log.search([]).user_id, boss)
        self.assertEqual((self.text.state, self.text.cancel_reason), ("cancelled", "opted_out"))
        self.assertIn("Stopped by the customer", self.case_of().message_ids[0].body)
        entry.action_archive()
        self.assertEqual(self.entries()[-1], ("sms", "given", "staff"))
        entry.action_unarchive()
        entry.unlink()
        self.assertEqual(len(self.entries()), 4)

    def test_the_cases_decide_again(self):
        with self.on_day(40):
            blacklist = self.env["phone.blacklist"].sudo()
            blacklist._add([NUMBER])
            self.assertEqual(self.case_of().hold_reason, "opted_out")
            blacklist._remove([NUMBER])
            self.assertFalse(self.case_of().hold_reason)

    def test_nothing_is_logged_twice(self):
        blacklist = self.env["phone.blacklist"].with_user(SUPERUSER_ID)
        for _again in range(2):
            blacklist._add([NUMBER])
            blacklist.create({"number": NUMBER})
        self.assertEqual(self.entries(), [("sms", "withdrawn", "other")])
        self.log._withdraw(self.customer, self.company, ALL, "page")
        self.assertEqual(len(self.entries()), 4)
        self.log._give(self.customer, self.company, {"sms"}, "page")
        self.assertEqual(self.entries()[-1], ("sms", "given", "page"))
        self.assertEqual(len(self.entries()), 5)

    def test_a_number_taken_off_that_was_never_on_is_no_consent(self):
        self.env["phone.blacklist"].sudo()._remove(["+353870000777"])
        self.assertFalse(self.log.search([]))

    def test_an_entry_moved_to_another_number(self):
        entry = self.env["phone.blacklist"].sudo().create({"number": NUMBER})
        entry.number = "+353870000777"
        self.assertFalse(self.stopped())
        latest = {item.number: item.action for item in self.log.search([], order="id")}
        self.assertEqual(latest, {NUMBER: "given", "+353870000777": "withdrawn"})

    def test_many_numbers_take_no_more_queries_than_few(self):
        few = self.count_queries(range(10, 13))
        self.assertLessEqual(self.count_queries(range(20, 60)), few + 2)

    def count_queries(self, ends):
        """How many queries our part takes when so many numbers are blacklisted at once."""
        numbers = [f"+3538700005{end}" for end in ends]
        vals_list = [{"number": number} for number in numbers]
        log = self.env["collection.consent"]
        before_ours = self.env["phone.blacklist"].sudo().create(vals_list)
        self.log.search([]).sudo().unlink()
        self.env.flush_all()
        start = self.env.cr.sql_log_count
        log._follow_blacklist(before_ours.mapped("number"))
        self.env.flush_all()
        return self.env.cr.sql_log_count - start
