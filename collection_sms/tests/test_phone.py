from datetime import datetime, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import CollectionCommon
from .tour_common import TourCommon

GALLERY, CAFE = "+353870000114", "+353870000168"
NOON = datetime(2026, 11, 20, 12)


class PhoneCommon(CollectionCommon):
    """A gallery and a café with a case each, and the phone view as a collections user has it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cafe = cls.make_customer("Liffey Lane Café", CAFE)
        for partner in (cls.customer, cls.cafe):
            cls.make_invoice(10, partner=partner)
        cls.env["collection.case"]._refresh()
        cls.phone = cls.env["collection.message"].with_user(cls.collector)

    @classmethod
    def make_text(cls, hours, partner=None, **values):
        """A text that left or came in ``hours`` before noon, delivered unless told otherwise."""
        partner = cls.customer if partner is None else partner
        moment = NOON - timedelta(hours=hours)
        case = cls.env["collection.case"].search([("partner_id", "=", partner.id)])
        text = (
            cls.env["collection.message"]
            .sudo()
            .create(
                {
                    "number": partner.phone,
                    "partner_id": partner.id,
                    "case_id": case[:1].id,
                    "company_id": cls.company.id,
                    "state": "delivered",
                    "body": f"{hours} hours before noon",
                    "claimed_at": moment if values.get("direction") != "in" else False,
                    **values,
                }
            )
        )
        # The database's own clock has set it.
        text._write({"create_date": values.get("create_date", moment)})
        text.invalidate_recordset()
        return text

    def numbers(self, *arguments):
        """The numbers that the phone view lists."""
        return [thread["number"] for thread in self.phone.phone_threads(*arguments)["threads"]]

    def bodies(self, number=GALLERY, **options):
        """The texts of one conversation, in order."""
        conversation = self.phone.phone_conversation(number, self.company.id, **options)
        return [text["body"] for text in conversation["texts"]]


@tagged("post_install", "-at_install")
class TestPhoneThreads(PhoneCommon):
    """The list of numbers."""

    def test_lists_each_number_once_the_latest_first(self):
        self.make_text(5)
        self.make_text(4, self.cafe)
        self.assertEqual(self.numbers(), [CAFE, GALLERY])
        self.make_text(3, body="Answer", direction="in", state="received")
        self.assertEqual(self.numbers(), [GALLERY, CAFE])
        thread = self.phone.phone_threads()["threads"][0]
        self.assertEqual(thread["name"], "Salthill Gallery")
        self.assertEqual(thread["number_display"], "+353 87 000 0114")
        self.assertEqual(thread["body"], "Answer")
        self.assertEqual(thread["direction"], "in")
        self.assertEqual(thread["moment"], "2026-11-20 09:00:00")

    def test_shows_nothing_that_has_not_left(self):
        for state in ("draft", "queued", "sending", "cancelled"):
            self.make_text(1, state=state, case_id=False)
        self.assertEqual(self.numbers(), [])
        self.make_text(2, state="undelivered")
        self.assertEqual(self.numbers(), [GALLERY])
        self.assertEqual(self.bodies(), ["2 hours before noon"])

    def test_counts_from_when_a_text_left_not_from_when_it_was_written(self):
        self.make_text(1, create_date=NOON - timedelta(days=3))
        self.make_text(2, self.cafe)
        self.assertEqual(self.numbers(), [GALLERY, CAFE])

    def test_finds_by_name_and_by_number_however_written(self):
        self.make_text(2)
        self.make_text(1, self.cafe)
        for search in ("gallery", "+353 87 0000 114", "087 0000114", "00353 87 0000114"):
            self.assertEqual(self.numbers(search), [GALLERY], search)
        self.assertEqual(self.numbers("nobody"), [])
        self.assertEqual(self.numbers(" "), [CAFE, GALLERY])
        self.assertEqual(self.numbers("0"), [CAFE, GALLERY])

    def test_names_the_customer_of_a_number_another_app_texted(self):
        self.make_text(2)
        self.make_text(1, body="Your order is ready", partner_id=False, case_id=False)
        [thread] = self.phone.phone_threads()["threads"]
        self.assertEqual(thread["name"], "Salthill Gallery")
        self.assertEqual(thread["body"], "Your order is ready")

    def test_comes_in_pages(self):
        for hours in range(5):
            self.make_text(hours, number=f"+35387000020{hours}")
        first = self.phone.phone_threads("", 0, 3)
        rest = self.phone.phone_threads("", 3, 3)
        self.assertTrue(first["has_more"])
        self.assertFalse(rest["has_more"])
        numbers = [thread["number"] for thread in first["threads"] + rest["threads"]]
        self.assertEqual(numbers, [f"+35387000020{hours}" for hours in range(5)])

    def test_takes_no_more_queries_for_many_numbers_than_for_few(self):
        few = self.count_queries(3)
        self.assertLessEqual(self.count_queries(30), few)

    def count_queries(self, numbers):
        """How many queries the list takes with so many customers more."""
        for index in range(numbers):
            partner = self.make_customer(f"{numbers}-{index}", f"+35387{numbers:03}{index:04}")
            self.make_text(index, partner)
        self.phone.phone_threads()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.phone.phone_threads()
        return self.env.cr.sql_log_count - before


@tagged("post_install", "-at_install")
class TestPhoneConversation(PhoneCommon):
    """One conversation, and the answer to it."""

    def test_shows_texts_in_the_order_in_which_they_left_and_came(self):
        self.make_text(3, create_date=NOON - timedelta(days=2))
        self.make_text(4, body="Answer", direction="in", state="received")
        self.make_text(5)
        self.make_text(1, self.cafe)
        self.assertEqual(self.bodies(), ["5 hours before noon", "Answer", "3 hours before noon"])

    def test_tells_what_a_bubble_shows(self):
        text = self.make_text(
            1, state="refused", failure="Unknown number", level_id=self.levels["reminder"].id
        )
        conversation = self.phone.phone_conversation(GALLERY, self.company.id)
        self.assertEqual(conversation["case_id"], text.case_id.id)
        [bubble] = conversation["texts"]
        self.assertEqual(bubble["level"], self.levels["reminder"].name)
        self.assertEqual(bubble["segments"], 1)
        self.assertEqual(bubble["state_label"], "Refused")
        self.assertEqual(bubble["failure"], "Unknown number")

    def test_shows_the_latest_texts_and_that_there_are_earlier_ones(self):
        for hours in range(3, 0, -1):
            self.make_text(hours)
        self.assertEqual(self.bodies(limit=2), ["2 hours before noon", "1 hours before noon"])
        conversation = self.phone.phone_conversation(GALLERY, self.company.id, 2)
        self.assertTrue(conversation["has_earlier"])
        self.assertFalse(self.phone.phone_conversation(GALLERY, self.company.id, 3)["has_earlier"])

    def test_an_answer_comes_in_and_is_shown_on_the_case(self):
        text = self.make_text(1000)
        self.phone.phone_reply(GALLERY, self.company.id, " I pay <b>tomorrow</b> ")
        reply = self.env["collection.message"].search([("direction", "=", "in")])
        self.assertEqual(reply.state, "received")
        self.assertEqual(reply.body, "I pay <b>tomorrow</b>")
        self.assertEqual(reply.case_id, text.case_id)
        post = text.case_id.message_ids.filtered(lambda post: "tomorrow" in post.body)
        self.assertEqual(post.author_id, self.customer)
        self.assertNotIn("<b>", post.body)
        self.assertEqual(self.bodies()[-1], reply.body)

    def test_refuses_an_empty_answer(self):
        self.make_text(1)
        for body in ("", "  \n", False):
            with self.assertRaisesRegex(UserError, "empty"):
                self.phone.phone_reply(GALLERY, self.company.id, body)

    def test_refuses_a_number_that_got_no_text(self):
        self.make_text(1, state="queued")
        for number in (GALLERY, "", False):
            with self.assertRaisesRegex(UserError, "no conversation"):
                self.phone.phone_conversation(number, self.company.id)
            with self.assertRaisesRegex(UserError, "no conversation"):
                self.phone.phone_reply(number, self.company.id, "Hello")

    def test_is_read_only_where_texts_really_leave(self):
        self.make_text(1)
        sandbox = self.phone.phone_conversation(GALLERY, self.company.id)
        self.assertTrue(sandbox["can_reply"])
        self.company.sudo().sms_provider = "twilio"
        conversation = self.phone.phone_conversation(GALLERY, self.company.id)
        self.assertFalse(conversation["can_reply"])
        self.assertIn("sandbox", conversation["read_only_hint"])
        self.assertEqual(len(conversation["texts"]), 1)
        with self.assertRaisesRegex(UserError, "sandbox"):
            self.phone.phone_reply(GALLERY, self.company.id, "Hello")
        self.assertFalse(self.env["collection.message"].search([("direction", "=", "in")]))

    def test_keeps_companies_apart(self):
        other = (
            self.env["res.company"]
            .sudo()
            .create({"name": "Other Pine", "sms_provider": "collection_sandbox"})
        )
        self.make_text(1, company_id=other.id, case_id=False, body="Of the other company")
        self.assertEqual(self.numbers(), [])
        with self.assertRaises(UserError):
            self.phone.phone_conversation(GALLERY, other.id)
        with self.assertRaises(UserError):
            self.phone.phone_reply(GALLERY, other.id, "Hello")
        self.make_text(2)
        self.assertEqual(self.bodies(), ["2 hours before noon"])
        self.collector.sudo().company_ids += other
        both = self.phone.with_context(allowed_company_ids=(self.company + other).ids)
        companies = [thread["company_id"] for thread in both.phone_threads()["threads"]]
        self.assertEqual(companies, [other.id, self.company.id])

    def test_is_closed_to_people_without_collections_rights(self):
        self.make_text(1)
        clerk = new_test_user(self.env, "clerk", groups="account.group_account_invoice")
        phone = self.env["collection.message"].with_user(clerk)
        for method, arguments in (
            (phone.phone_threads, ()),
            (phone.phone_conversation, (GALLERY, self.company.id)),
            (phone.phone_reply, (GALLERY, self.company.id, "Hello")),
        ):
            with self.assertRaises(AccessError):
                method(*arguments)


@tagged("post_install", "-at_install")
class TestPhoneTour(TourCommon):
    """The view itself, in a browser."""

    def make_text(self, name, number, body, state="delivered"):
        """A text to a new customer who has a case, or the next one to that customer."""
        partners = self.env["res.partner"]
        partner = partners.search([("name", "=", name)]) or partners.create({"name": name})
        values = {"partner_id": partner.id, "company_id": self.company.id}
        case = self.env["collection.case"].search([("partner_id", "=", partner.id)])
        case = case or self.env["collection.case"].create(values)
        level = self.env.ref("collection_sms.collection_level_business_reminder")
        level.name = "Gentle reminder"
        self.env["collection.message"].create(
            {
                **values,
                "case_id": case.id,
                "number": number,
                "body": body,
                "state": state,
                "level_id": level.id,
            }
        )

    def test_read_and_answer_as_the_customer(self):
        body = "Pay here: https://pay.example.com/c/abc."
        self.make_text("Salthill Gallery", GALLERY, body)
        self.make_text("Salthill Gallery", GALLERY, "Nobody has seen this", "cancelled")
        self.make_text("Liffey Lane Café", CAFE, "Hello")
        self.start_tour("/odoo/collections-phone", "collection_phone_tour", login="collector")
        reply = self.env["collection.message"].search(
            [("direction", "=", "in"), ("company_id", "=", self.company.id)]
        )
        self.assertEqual(reply.number, GALLERY)
        self.assertEqual(reply.body, "I have paid this morning, thank you")

    def test_explains_how_to_begin(self):
        self.start_tour("/odoo/collections-phone", "collection_phone_help_tour", login="collector")
