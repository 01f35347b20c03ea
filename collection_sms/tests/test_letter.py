from ast import literal_eval

from odoo.exceptions import UserError
from odoo.tests import tagged

from .channel_common import ChannelCommon


@tagged("post_install", "-at_install")
class TestLetter(ChannelCommon):
    """Letters: printed together, sent by a person."""

    def setUp(self):
        super().setUp()
        self.letter = self.follow_up_by("letter")

    def to_print(self):
        """What the list "Letters to Print" shows."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "collection_sms.collection_message_action_letters"
        )
        return (
            self.env["collection.message"]
            .with_user(self.collector)
            .search(literal_eval(action["domain"]))
        )

    def print_html(self, letters):
        """The letters as a browser shows them."""
        report = self.env["ir.actions.report"].with_user(self.collector)
        content, _kind = report._render_qweb_html(
            "collection_sms.collection_letter_report", letters.ids
        )
        return content.decode()

    def test_it_waits_on_the_list_and_counts(self):
        self.assertEqual(self.to_print(), self.letter)
        self.assertEqual(self.letter.state, "queued")
        self.assertEqual(self.case_of().last_contact, self.today)

    def test_several_in_one_file_each_on_its_page_in_its_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        other = self.make_customer(
            "Bistrot des Tilleuls",
            False,
            street="18 rue des Tilleuls",
            zip="75004",
            city="Paris",
            country_id=self.env.ref("base.fr").id,
            lang="fr_FR",
            collection_channel="letter",
        )
        invoice = self.make_invoice(12, 80, partner=other)
        self.run_cron()
        letters = self.to_print()
        self.assertEqual(len(letters), 2)
        action = letters.action_print_letters()
        self.assertEqual(action["context"]["active_ids"], letters.ids)
        self.assertEqual(letters.mapped("print_count"), [1, 1])
        html = self.print_html(letters)
        self.assertEqual(html.count("o_collection_letter"), 2)
        self.assertEqual(html.count("page-break-after: always"), 1)
        self.assertIn("18 rue des Tilleuls", html)
        self.assertIn(self.invoice.name, html)
        self.assertIn(invoice.name, html)
        self.assertIn("data:image/png;base64,", html)
        self.assertIn(self.case_of().text_link, html)

    def test_marked_as_sent_once_printed(self):
        with self.assertRaises(UserError):
            self.letter.action_mark_sent()
        self.letter.action_print_letters()
        self.letter.action_mark_sent()
        self.assertEqual((self.letter.state, self.letter.print_count), ("sent", 1))
        self.assertFalse(self.to_print())

    def test_printed_again_and_counted(self):
        self.letter.action_print_letters()
        self.letter.action_mark_sent()
        self.letter.action_print_letters()
        self.assertEqual((self.letter.state, self.letter.print_count), ("sent", 2))

    def test_who_has_paid_gets_no_letter(self):
        self.make_invoice(-30)
        self.pay(self.invoice)
        with self.assertRaises(UserError):
            self.letter.action_print_letters()

    def test_the_night_takes_it_from_the_list(self):
        self.make_invoice(-30)
        self.pay(self.invoice)
        self.run_cron()
        self.assertEqual((self.letter.state, self.letter.cancel_reason), ("cancelled", "settled"))
        self.assertFalse(self.to_print())

    def test_others_are_printed_when_one_is_not_due_any_more(self):
        other = self.make_customer(
            "Harbour Cafe", False, street="1 Quay", city="Galway", collection_channel="letter"
        )
        self.make_invoice(10, partner=other)
        self.run_cron()
        letters = self.to_print()
        self.make_invoice(-30)
        self.pay(self.invoice)
        action = letters.action_print_letters()
        self.assertEqual(action["context"]["active_ids"], self.texts_of(other).ids)

    def test_one_that_came_back_goes_another_way(self):
        self.letter.action_print_letters()
        self.letter.action_mark_sent()
        self.letter.action_came_back()
        self.assertEqual((self.letter.state, self.letter.address_failed), ("undelivered", True))
        self.run_cron_on(1)
        self.assertEqual(self.texts_of()[-1].channel, "sms")
        self.customer.street = "6 Promenade View"
        self.run_cron_on(8)
        self.assertEqual(self.texts_of()[-1].channel, "letter")

    def test_a_contact_without_an_address_is_written_to_at_the_customers(self):
        contact = self.make_customer(
            "Aoife Brennan", False, parent_id=self.customer.id, is_company=False, street=False
        )
        contact.collection_channel = "letter"
        self.customer.collection_contact_id = contact
        address = self.case_of()._postal_address()
        self.assertEqual(
            address.splitlines()[:3], ["Salthill Gallery", "Aoife Brennan", "5 Promenade View"]
        )

    def test_without_an_address_another_way_is_taken(self):
        other = self.make_customer("Harbour Cafe", "+353860000127", collection_channel="letter")
        self.make_invoice(10, partner=other)
        self.run_cron()
        self.assertEqual(self.texts_of(other).channel, "sms")

    def test_the_policy_may_fall_back_to_letters(self):
        self.policy.fallback_letter = True
        other = self.make_customer("Harbour Cafe", False, street="1 Quay", city="Galway")
        self.make_invoice(10, partner=other)
        self.run_cron()
        self.assertEqual(self.texts_of(other).channel, "letter")

    def test_windows_differ_by_country(self):
        self.assertEqual(self.letter.sudo()._letter_window(), "us")
        self.company.country_id = self.env.ref("base.ie")
        self.assertEqual(self.letter.sudo()._letter_window(), "din")
