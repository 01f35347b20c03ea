from datetime import date

from odoo.tests import HttpCase, tagged

from .consent_common import ALL, ConsentCommon

PATHS = {"texts": "sms", "emails": "email", "calls": "phone", "letters": "letter"}


class ConsentPageCommon(ConsentCommon, HttpCase):
    """A customer with an overdue invoice, on the page behind the link."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.send_automatically()
        cls.make_invoice(10, 120.0)
        cls.env["collection.case"]._refresh()
        cls.case = cls.env["collection.case"].search([("partner_id", "=", cls.customer.id)])
        cls.case._decide_again()
        cls.link = f"/c/{cls.case.access_token}"

    def page(self):
        return self.url_open(self.link).text

    def csrf(self):
        return self.page().split('name="csrf_token" value="')[1].split('"')[0]

    def post(self, path, link=None, **values):
        """Send a form as the page does."""
        url = f"{link or self.link}/{path}"
        return self.url_open(url, {"csrf_token": self.csrf(), **values})

    def shown(self, path):
        """The stop that the form for starting ``path`` was shown."""
        return self.page().split(f"/{path}/start")[1].split('name="shown" value="')[1].split('"')[0]

    def run_on_odoo(self, xmlid="collection_sms.ir_cron_follow_up"):
        """One run of a scheduled action; HttpCase is in registry test mode already."""
        self.env.ref(xmlid).sudo().method_direct_trigger()
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestConsentPage(ConsentPageCommon):
    """Stop and start by channel, as somebody without a login does it."""

    def test_each_channel_is_stopped_and_started(self):
        for path, channel in PATHS.items():
            answer = self.post(f"{path}/stop")
            self.assertEqual(answer.status_code, 200)
            self.assertIn("It is stopped", answer.text)
            self.assertEqual(self.stopped(), {channel})
            answer = self.post(f"{path}/start", shown=self.shown(path))
            self.assertIn("Thank you.", answer.text)
            self.assertEqual((self.stopped(), channel in self.consented()), (frozenset(), True))

    def test_all_at_once(self):
        self.post("all/stop")
        self.assertEqual(self.stopped(), ALL)
        self.assertIn("Text message, Email, Phone call, Letter", self.page())
        [words] = {entry.text_shown for entry in self.log.search([])}
        self.assertIn("We may call you. We may write you letters. [Stop all]", words)
        self.post("all/start", shown=self.shown("all"))
        self.assertEqual((self.stopped(), self.consented()), (frozenset(), ALL))

    def test_the_log_has_the_words_that_were_read(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.post("texts/stop")
        self.post("emails/stop")
        texts, emails = self.log.search([], order="id")
        self.assertEqual(texts.text_shown, "Our texts go to the number …114. [Stop texts]")
        self.assertIn("o…@salthill.example", emails.text_shown)
        self.assertEqual((texts.how, texts.user_id.id), ("page", False))
        self.assertEqual(texts.partner_id, self.customer)
        note = self.case.message_ids[0]
        self.assertIn("Stopped by the customer: Email (Customer's page)", note.body)
        self.assertEqual(note.author_id, self.customer)

    def test_the_page_hides_number_and_email(self):
        self.post("all/stop")
        page = self.page()
        self.assertNotIn("870000114", page)
        self.assertNotIn("office@salthill.example", page)

    def test_taps_repeated_leave_one_entry(self):
        for _tap in range(3):
            self.assertEqual(self.post("all/stop").status_code, 200)
        self.assertEqual(len(self.entries()), 4)
        shown = self.shown("letters")
        for _tap in range(3):
            self.assertEqual(self.post("letters/start", shown=shown).status_code, 200)
        self.assertEqual(len(self.entries()), 5)

    def test_two_tabs_an_old_one_does_not_start_what_was_stopped_since(self):
        self.post("emails/stop")
        old = self.shown("emails")
        self.post("emails/start", shown=old)
        self.post("emails/stop")
        self.assertEqual(self.post("emails/start", shown=old).status_code, 409)
        self.assertEqual(self.stopped(), {"email"})
        self.post("letters/stop")
        shown = self.shown("all")
        self.post("calls/stop")
        self.assertEqual(self.post("all/start", shown=shown).status_code, 409)
        self.assertEqual(self.stopped(), {"email", "letter", "phone"})

    def test_a_start_that_was_shown_nothing_starts_nothing(self):
        self.post("all/stop")
        for shown in ({}, {"shown": ""}, {"shown": "sms-1-1"}, {"shown": "email-1"}):
            for path in (*PATHS, "all"):
                self.assertEqual(self.post(f"{path}/start", **shown).status_code, 409)
        self.assertEqual(self.stopped(), ALL)

    def test_a_stop_is_never_stale(self):
        self.post("texts/stop")
        self.assertEqual(self.post("texts/stop", shown="anything").status_code, 200)
        self.assertEqual(self.stopped(), {"sms"})

    def test_ways_that_do_not_exist(self):
        for path in ("fax", "sms", "texts,emails", "ALL"):
            for action in ("stop", "start"):
                self.assertEqual(self.post(f"{path}/{action}").status_code, 404)
        self.assertFalse(self.stopped())

    def test_looking_changes_nothing(self):
        for path in (*PATHS, "all"):
            for action in ("stop", "start"):
                url = f"{self.link}/{path}/{action}?shown=x"
                self.assertEqual(self.url_open(url).status_code, 200)
                answer = self.opener.options(self.base_url() + url, allow_redirects=False)
                self.assertIn(answer.status_code, (303, 405))
        self.assertFalse(self.stopped())

    def test_a_form_of_nowhere_is_refused(self):
        for path in (*PATHS, "all"):
            for token in (None, "wrong"):
                answer = self.url_open(f"{self.link}/{path}/stop", {"csrf_token": token, "x": "y"})
                self.assertEqual(answer.status_code, 400)
        self.assertFalse(self.stopped())

    def test_wrong_links_and_those_of_others(self):
        stranger = self.make_customer("Turning Page Books", "+353850000131")
        self.make_invoice(10, 777.0, partner=stranger)
        self.env["collection.case"]._refresh()
        other = self.env["collection.case"].search([("partner_id", "=", stranger.id)])
        link = f"/c/{other.access_token}"
        self.assertEqual(self.post("all/stop", link, case_id=self.case.id).status_code, 200)
        self.assertEqual((self.stopped(stranger), self.stopped()), (ALL, frozenset()))
        self.assertEqual(self.post("all/stop", "/c/wrong").status_code, 404)

    def test_what_was_not_reached_is_not_offered(self):
        self.customer.write({"email": False, "phone": False})
        page = self.page()
        for path in ("texts", "emails", "calls"):
            self.assertNotIn(f"o_collection_{path}", page)
        self.assertIn("o_collection_letters", page)

    def test_all_stops_emails_to_an_address_that_comes_later(self):
        self.customer.email = False
        self.post("all/stop")
        self.customer.email = "late@salthill.example"
        self.assertEqual(self.stopped(), ALL)
        self.assertIn(
            "No emails go to l…@salthill.example",
            self.page().replace("\n", " ").replace('<bdi dir="ltr">', "").replace("</bdi>", ""),
        )

    def test_another_company_still_writes_emails_but_no_texts(self):
        other = self.env["res.company"].create({"name": "Other Pine"})
        self.post("all/stop")
        self.assertEqual(self.stopped(company=other), {"sms"})

    def test_nobody_is_asked_to_write_emails_that_are_stopped(self):
        self.post("emails/stop")
        self.customer.collection_channel = "email"
        self.run_on_odoo()
        self.assertEqual(self.case_of().hold_reason, "opted_out")
        self.assertFalse(self.case_of().activity_ids)

    def test_a_case_that_is_being_worked_on(self):
        self.patch(type(self.case), "_wait_for_lock", lambda case: False)
        answer = self.post("emails/stop")
        self.assertEqual(answer.status_code, 409)
        self.assertIn("try again in a moment", answer.text)
        self.assertFalse(self.stopped())

    def test_staff_who_start_texts_elsewhere_make_the_old_form_stale_no_more(self):
        self.post("texts/stop")
        shown = self.shown("texts")
        self.customer._phone_reset_blacklisted()
        self.assertEqual(self.post("texts/start", shown=shown).status_code, 200)
        self.assertFalse(self.stopped())


@tagged("post_install", "-at_install")
class TestOptOutTour(ConsentPageCommon):
    """A customer opts out on a phone, in a real Chromium: nothing goes out any more."""

    browser_size = "360x740"
    today = date.today()
    frozen = False

    def test_nothing_goes_out_after_an_opt_out_not_even_what_was_drafted_or_queued(self):
        sharing = self.make_customer("Salthill Frames", self.customer.phone)
        self.run_on_odoo()
        queued = self.texts_of()
        self.env["collection.level"].search([]).approve_first = True
        self.make_invoice(10, 80.0, partner=sharing)
        self.run_on_odoo()
        draft = self.texts_of(sharing)
        self.assertEqual((queued.state, draft.state), ("queued", "draft"))
        self.start_tour(self.link, "collection_opt_out_of_all")
        for text in queued + draft:
            self.assertEqual((text.state, text.cancel_reason), ("cancelled", "opted_out"))
        self.run_on_odoo("sms.ir_cron_sms_scheduler_action")
        self.send_automatically()
        self.case.sudo().last_contact = False
        self.run_on_odoo()
        self.run_on_odoo("sms.ir_cron_sms_scheduler_action")
        texts = self.texts_of() + self.texts_of(sharing)
        self.assertEqual(set(texts.mapped("state")), {"cancelled"})
        self.assertEqual(self.stopped(), ALL)
        self.start_tour(self.link, "collection_start_emails_again")
        self.assertEqual(self.stopped(), ALL - {"email"})
