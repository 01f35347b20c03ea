from datetime import date

from odoo.tests import Form, HttpCase, tagged

from .common import CollectionCommon


class PreferencesCommon(CollectionCommon, HttpCase):
    """A customer with an overdue invoice, and the forms of their page."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.send_automatically()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.customer.email = "desk@salthillgallery.example.com"
        cls.invoice = cls.make_invoice(10, 120.0)
        cls.env["collection.case"]._refresh()
        cls.case = cls.env["collection.case"].search([("partner_id", "=", cls.customer.id)])
        cls.case._decide_again()
        cls.link = f"/c/{cls.case.access_token}"

    def form(self, which="o_collection_preferences_form", names=("csrf_token", "shown")):
        """The hidden fields of a form on the page."""
        page = self.url_open(self.link).text
        form = page.split(which)[1].split("</form>")[0]
        return {name: form.split(f'name="{name}" value="')[1].split('"')[0] for name in names}

    def save(self, link=None, **values):
        """Send the form of the preferences, changed by ``values``."""
        form = {"language": "en_US", "channel": "sms", "hours": "any", **self.form(), **values}
        return self.url_open((link or self.link) + "/preferences", form)

    def texts(self, action, **values):
        """Send the form that stops or starts texts."""
        return self.url_open(
            f"{self.link}/texts/{action}", {"csrf_token": self.form()["csrf_token"], **values}
        )

    def stop_shown(self):
        """What the page says about the stop that is in force."""
        page = self.url_open(self.link).text
        return page.split("/texts/start")[1].split('name="shown" value="')[1].split('"')[0]

    def run_on_odoo(self, xmlid="collection_sms.ir_cron_follow_up"):
        """One run of a scheduled action; HttpCase is in registry test mode already."""
        self.env.ref(xmlid).sudo().method_direct_trigger()
        self.env.invalidate_all()

    def is_stopped(self):
        """Whether the customer's number is on the blacklist."""
        number = self.customer.phone_sanitized
        return bool(self.env["phone.blacklist"].search([("number", "=", number)]))


@tagged("post_install", "-at_install")
class TestPreferences(PreferencesCommon):
    """Language, channel and hours, as somebody without a login sets them."""

    def test_the_language_is_the_one_of_the_page_from_then_on(self):
        answer = self.save(language="fr_FR")
        self.assertEqual(answer.status_code, 200)
        self.assertIn('lang="fr-FR"', answer.text)
        self.assertEqual(self.customer.lang, "fr_FR")
        note = self.case.message_ids[0]
        self.assertIn("Changed on the customer's page", note.preview)
        self.assertIn("French", note.body)
        self.assertEqual(note.author_id, self.customer)

    def test_channel_and_hours_are_kept_and_shown_to_staff(self):
        answer = self.save(channel="phone", hours="morning")
        self.assertIn("Saved", answer.text)
        case = self.case_of()
        self.assertEqual((case.preferred_channel, case.preferred_hours), ("phone", "morning"))
        self.assertIn("Text message → Phone call", case.message_ids[0].body)

    def test_who_prefers_calls_is_called_by_a_person(self):
        self.save(channel="phone", hours="morning")
        for _run in range(2):
            self.run_on_odoo()
        self.assertEqual(self.texts_of().channel, "phone")
        [activity] = self.case_of().activity_ids
        self.assertIn("Call Salthill Gallery", activity.summary)
        self.assertIn("Morning", activity.note)

    def test_staff_note_what_they_were_told(self):
        self.collector.group_ids += self.env.ref("base.group_partner_manager")
        contact = self.make_customer(
            "Aoife Brennan", "+353860000127", parent_id=self.customer.id, is_company=False
        )
        for partner in (self.customer, contact):
            with Form(partner.with_user(self.collector)) as form:
                form.collection_channel = "email"
        self.assertEqual(contact.collection_channel, "email")
        self.run_on_odoo()
        self.assertEqual(self.texts_of().channel, "email")

    def test_nobody_is_bothered_before_a_text_is_due(self):
        self.pay(self.invoice)
        self.make_invoice(1)
        self.customer.collection_channel = "email"
        self.run_on_odoo()
        case = self.case_of()
        self.assertFalse(case.activity_ids)
        self.assertEqual(case.state, "active")

    def test_a_text_in_the_queue_does_not_leave_any_more(self):
        self.run_on_odoo()
        self.assertEqual(self.texts_of().state, "queued")
        self.save(channel="email")
        self.run_on_odoo("sms.ir_cron_sms_scheduler_action")
        self.assertEqual(self.texts_of().state, "cancelled")

    def test_a_draft_takes_the_new_way(self):
        self.levels["reminder"].approve_first = True
        self.run_on_odoo()
        draft = self.texts_of()
        self.assertEqual((draft.state, draft.channel), ("draft", "sms"))
        self.save(channel="email")
        self.assertEqual((draft.state, draft.channel), ("draft", "email"))
        self.assertEqual((draft.email, draft.number), (self.customer.email, False))
        self.customer.collection_channel = "sms"
        self.env["phone.blacklist"].sudo().add(self.customer.phone_sanitized)
        self.run_on_odoo()
        self.assertEqual(draft.state, "cancelled")

    def test_it_is_the_wish_of_the_contact_who_gets_the_texts(self):
        contact = self.make_customer(
            "Aoife Brennan", "+353860000127", parent_id=self.customer.id, is_company=False
        )
        self.customer.collection_contact_id = contact
        self.save(channel="email", language="fr_FR")
        self.assertEqual((contact.collection_channel, contact.lang), ("email", "fr_FR"))
        self.assertEqual((self.customer.collection_channel, self.customer.lang), ("sms", "en_US"))

    def assert_refused(self, status, words, **values):
        """Nothing is recorded, and the page says why and keeps what was chosen."""
        before = (self.customer.lang, self.customer.collection_channel)
        answer = self.save(**values)
        self.assertEqual(answer.status_code, status)
        self.assertIn(words, answer.text)
        self.assertIn('role="alert"', answer.text)
        self.env.invalidate_all()
        self.assertEqual((self.customer.lang, self.customer.collection_channel), before)
        return answer

    def test_what_is_not_offered(self):
        for language in ("de_DE", "xx", "", "<script>alert(1)</script>"):
            answer = self.assert_refused(422, "one of the languages", language=language)
        self.assertNotIn("<script>alert(1)", answer.text)
        for channel in ("fax", "", "SMS"):
            self.assert_refused(422, "how we may reach you", channel=channel)
        for hours in ("25:00", "-1", "NaN"):
            answer = self.assert_refused(422, "one of the times", hours=hours, channel="email")
        self.assertIn('value="email" selected="selected"', answer.text)

    def test_two_tabs_and_a_replay(self):
        old = self.form()
        self.save(channel="email")
        notes = len(self.case.message_ids)
        self.save(channel="email")
        answer = self.url_open(
            self.link + "/preferences",
            {"language": "en_US", "channel": "email", "hours": "any", **old},
        )
        self.assertEqual(answer.status_code, 200)
        self.env.invalidate_all()
        self.assertEqual(len(self.case.message_ids), notes)
        self.assert_refused(409, "changed in the meantime", **old, channel="phone")

    def test_a_form_of_nowhere_is_refused(self):
        form = {"language": "fr_FR", "channel": "email", "hours": "any", **self.form()}
        for path in ("preferences", "texts/stop", "texts/start"):
            for token in (None, "wrong"):
                answer = self.url_open(f"{self.link}/{path}", {**form, "csrf_token": token})
                self.assertEqual(answer.status_code, 400)
        self.assertEqual((self.customer.lang, self.is_stopped()), ("en_US", False))

    def test_looking_changes_nothing(self):
        query = "?language=fr_FR&channel=email&hours=any&shown=x"
        for path in ("preferences", "texts/stop", "texts/start"):
            self.assertEqual(self.url_open(f"{self.link}/{path}{query}").status_code, 200)
            url = f"{self.base_url()}{self.link}/{path}{query}"
            answer = self.opener.options(url, allow_redirects=False)
            self.assertIn(answer.status_code, (303, 405))
        self.env.invalidate_all()
        self.assertEqual((self.customer.lang, self.is_stopped()), ("en_US", False))

    def test_wrong_and_expired_links(self):
        form = self.form()
        self.pay(self.invoice)
        self.env["collection.case"]._refresh()
        for link in (self.link, "/c/wrong"):
            for path in ("preferences", "texts/stop", "texts/start"):
                answer = self.url_open(f"{link}/{path}", form)
                self.assertEqual(answer.status_code, 404)
        self.assertFalse(self.is_stopped())

    def test_another_customers_link_changes_nothing_here(self):
        stranger = self.make_customer("Turning Page Books", "+353850000131")
        self.make_invoice(10, 777.0, partner=stranger)
        self.env["collection.case"]._refresh()
        other = self.env["collection.case"].search([("partner_id", "=", stranger.id)])
        self.save(f"/c/{other.access_token}", channel="email", case_id=self.case.id)
        self.assertEqual(self.customer.collection_channel, "sms")
        self.assertEqual(stranger.collection_channel, "email")

    def test_other_fields_of_the_customer_cannot_be_written(self):
        self.save(channel="email", name="Mallory", phone="+1", collection_excluded="1")
        self.assertEqual(self.customer.name, "Salthill Gallery")
        self.assertEqual(self.customer.phone, "+353870000114")
        self.assertFalse(self.customer.with_company(self.company).collection_excluded)

    def test_a_case_that_is_being_worked_on(self):
        self.patch(type(self.case), "_wait_for_lock", lambda case: False)
        self.assert_refused(409, "try again in a moment", channel="email")
        self.assertEqual(self.texts("stop").status_code, 409)
        self.assertFalse(self.is_stopped())


@tagged("post_install", "-at_install")
class TestStopTexts(PreferencesCommon):
    """Stop, and start again."""

    def test_stopped_nothing_is_sent_and_the_case_says_why(self):
        answer = self.texts("stop")
        self.assertIn("You get no texts from us", answer.text)
        self.assertIn("…114", answer.text)
        self.run_on_odoo()
        case = self.case_of()
        self.assertFalse(self.texts_of())
        self.assertEqual((case.state, case.hold_reason), ("held", "opted_out"))
        self.assertIn("opted out", case.hold_explanation)
        note = case.message_ids[0]
        self.assertIn("Stopped by the customer: Text message", note.preview)
        self.assertEqual(note.author_id, self.customer)

    def test_drafts_are_dropped_and_queued_texts_withheld(self):
        self.levels["reminder"].approve_first = True
        self.run_on_odoo()
        self.texts("stop")
        self.assertEqual(self.texts_of().state, "cancelled")
        self.texts("start", shown=self.stop_shown())
        self.send_automatically()
        self.run_on_odoo()
        self.assertEqual(self.texts_of()[-1].state, "queued")
        self.texts("stop")
        self.run_on_odoo("sms.ir_cron_sms_scheduler_action")
        self.assertEqual(self.texts_of()[-1].state, "cancelled")
        self.assertEqual(self.texts_of()[-1].cancel_reason, "opted_out")

    def test_the_cases_of_other_companies_know_at_once(self):
        other = self.setup_other_company()["company"]
        values = {"partner_id": self.customer.id, "company_id": other.id}
        case = self.env["collection.case"].sudo().create(values)
        self.texts("stop")
        self.assertTrue(case.checked_at)

    def test_started_again_the_ladder_goes_on(self):
        self.texts("stop")
        answer = self.texts("start", shown=self.stop_shown())
        self.assertIn("You get texts again", answer.text)
        self.assertFalse(self.case_of().hold_reason)
        self.run_on_odoo()
        self.assertEqual(self.texts_of().state, "queued")

    def test_taps_repeated_leave_one_note(self):
        notes = len(self.case.message_ids)
        for _tap in range(3):
            self.assertEqual(self.texts("stop").status_code, 200)
        self.assertEqual(len(self.case.message_ids), notes + 1)
        shown = self.stop_shown()
        for _tap in range(3):
            self.assertEqual(self.texts("start", shown=shown).status_code, 200)
        self.assertEqual(len(self.case.message_ids), notes + 2)

    def test_an_old_form_does_not_start_what_was_stopped_since(self):
        self.texts("stop")
        for shown in (None, "", "1-1"):
            values = {} if shown is None else {"shown": shown}
            answer = self.texts("start", **values)
            self.assertEqual(answer.status_code, 409)
            self.assertIn("changed in the meantime", answer.text)
            self.assertTrue(self.is_stopped())

    def test_without_a_number_there_is_nothing_to_stop(self):
        self.customer.phone = False
        page = self.url_open(self.link).text
        self.assertNotIn("o_collection_texts", page)
        self.assertEqual(self.texts("stop").status_code, 200)
        self.assertFalse(self.env["phone.blacklist"].search([("number", "=", False)]))

    def test_the_page_does_not_tell_the_number(self):
        page = self.url_open(self.link).text
        self.assertIn("…114", page)
        self.assertNotIn("870000114", page)


@tagged("post_install", "-at_install")
class TestPreferencesTour(PreferencesCommon):
    """A customer on a phone, in a real Chromium, without a login."""

    browser_size = "360x740"
    today = date.today()
    frozen = False

    def test_stop_texts_and_start_again(self):
        self.start_tour(self.link, "collection_stop_texts")
        self.assertTrue(self.is_stopped())
        self.run_on_odoo()
        case = self.case_of()
        self.assertFalse(self.texts_of())
        self.assertEqual((case.state, case.hold_reason), ("held", "opted_out"))
        self.assertIn("has opted out", case.hold_explanation)
        self.assertEqual(self.invoice.amount_residual, 120.0)
        self.start_tour(self.link, "collection_start_texts")
        self.assertFalse(self.is_stopped())
        self.assertEqual(self.customer.collection_hours, "morning")
        self.customer.collection_hours = "any"  # the clock of a tour runs: it may be evening
        self.run_on_odoo()
        self.assertEqual(self.texts_of().level_id, self.levels["reminder"])
        self.assertEqual(self.invoice.amount_residual, 120.0)
