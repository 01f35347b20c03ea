from io import BytesIO

from odoo.tests import HttpCase, tagged

from .common import TODAY
from .test_request import RequestCommon, day

SCRIPT = "<script>alert(1)</script>"

WORDS = {
    "extension": "You have time until",
    "hardship": "Take your time",
    "dispute": "We have your question about",
    "paid": "we are checking that it has arrived",
    "call": "We will call you on",
}


class RequestPageCommon(RequestCommon, HttpCase):
    """The page as somebody without a login gets it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.link = f"/c/{cls.case.access_token}"

    def form_of(self, kind, link=None):
        """What the form of ``kind`` on the page would send, filled in sensibly."""
        page = self.url_open(link or self.link).text
        form = page.split(f"o_collection_{kind}_form")[1].split("</form>")[0]
        names = ("csrf_token", "round")
        found = {name: form.split(f'name="{name}" value="')[1].split('"')[0] for name in names}
        filled = {
            "extension": {"date": day(10).isoformat()},
            "hardship": {"date": ""},
            "dispute": {"invoices": [self.invoice.id], "reason": "amount"},
            "paid": {"date": day(-1).isoformat(), "reference": "RF18"},
            "call": {"date": day(2).isoformat(), "part": "morning", "number": ""},
        }
        return {**found, "words": "", **filled[kind]}

    def send(self, kind, form, link=None, files=()):
        """Send a form as browsers do."""
        files = [("files", (name, BytesIO(content), kind_)) for name, content, kind_ in files]
        url = f"{link or self.link}/request/{kind}"
        return self.url_open(url, form, files=files or None)

    def post(self, kind, files=(), **values):
        """Send the form of the page, changed by ``values``."""
        return self.send(kind, {**self.form_of(kind), **values}, files=files)

    def assert_refused(self, kind, status, sentence, files=(), **values):
        """Nothing is recorded, and the page says why."""
        before = len(self.case.request_ids)
        answer = self.post(kind, files, **values)
        self.assertEqual(answer.status_code, status)
        self.assertIn(sentence, answer.text)
        self.assertIn('role="alert"', answer.text)
        self.assertEqual(len(self.case.request_ids), before)
        self.assertEqual(self.invoice.payment_state, "not_paid")
        return answer


@tagged("post_install", "-at_install")
class TestRequestPage(RequestPageCommon):
    """The forms as customers use them, and as attackers try them."""

    def test_every_kind_is_taken_down_and_shown(self):
        for kind, words in WORDS.items():
            answer = self.post(kind)
            self.assertEqual(answer.status_code, 200)
            self.assertTrue(answer.history)
            self.assertIn(words, answer.text)
            request = self.case.request_ids.filtered(lambda asked, kind=kind: asked.kind == kind)
            self.assertEqual((request.origin, request.made_by_id), ("page", self.customer))
            self.assertTrue(request.ip_address)
            self.assertNotIn(f"o_collection_{kind}_form", answer.text)
        self.assertEqual(self.invoice.payment_state, "blocked")
        self.assertIn("Being clarified", answer.text)
        self.assertEqual(self.case.hold_reason, "hardship")

    def test_the_form_knows_the_limits(self):
        page = self.url_open(self.link).text
        self.assertIn('min="2026-11-21" max="2027-02-18"', page)
        self.assertIn('min="2025-11-20" max="2026-11-20"', page)
        self.assertIn('maxlength="2000"', page)

    def test_wrong_input_is_refused_and_kept(self):
        for kind, status, words, values in (
            ("extension", 422, "choose the day", {"date": ""}),
            ("extension", 422, "choose the day", {"date": "<script>"}),
            ("extension", 422, "The latest day is 18 Feb 2027", {"date": day(91).isoformat()}),
            ("extension", 422, "first possible day is 21 Nov", {"date": TODAY.isoformat()}),
            ("hardship", 422, "The latest day is", {"date": day(61).isoformat()}),
            ("paid", 422, "still to come", {"date": day(1).isoformat()}),
            ("paid", 422, "reference is too long", {"reference": "x" * 101}),
            ("call", 422, "when on that day", {"part": "midnight"}),
            ("call", 422, "number is too long", {"number": "1" * 101}),
            ("dispute", 422, "tick the invoices", {"invoices": []}),
            ("dispute", 422, "choose what is wrong", {"reason": "revenge"}),
            ("dispute", 422, "in your words", {"reason": "other"}),
        ):
            with self.subTest(kind=kind, **values):
                self.assert_refused(kind, status, words, **values)
        answer = self.assert_refused("extension", 422, "too long", words="Dear Aoife " + "x" * 2000)
        self.assertIn("Dear Aoife xxx", answer.text)
        self.assertIn('value="2026-11-30"', answer.text)
        self.assertIn('id="o_collection_extension" open="open"', answer.text)
        self.assertIn("o_collection_extension_error", answer.text)

    def test_replayed_it_makes_no_second_one(self):
        for kind, words in WORDS.items():
            form = self.form_of(kind)
            for _tap in range(3):
                answer = self.send(kind, form)
                self.assertEqual(answer.status_code, 200)
                self.assertIn(words, answer.text)
        self.assertEqual(len(self.case.request_ids), 5)
        self.case.request_ids.action_close()
        for kind in WORDS:
            if kind in ("dispute", "paid"):
                continue
            answer = self.send(kind, {**self.form_of(kind), "round": "0"})
            self.assertEqual(answer.status_code, 409)
        self.assertEqual(len(self.case.request_ids), 5)

    def test_two_tabs(self):
        first = self.form_of("extension")
        self.send("extension", first)
        answer = self.send("extension", {**first, "date": day(12).isoformat()})
        self.assertEqual(answer.status_code, 409)
        self.assertIn("asked for this already", answer.text)
        self.assertEqual(self.case.request_ids.date, day(10))
        form = self.form_of("dispute")
        self.send("dispute", form)
        answer = self.send("dispute", {**form, "words": "and one more thing"})
        self.assertEqual(answer.status_code, 409)
        self.assertEqual(len(self.case.request_ids), 2)

    def test_a_case_that_is_being_worked_on(self):
        self.patch(type(self.case), "_wait_for_lock", lambda case: False)
        self.assert_refused("extension", 409, "try again in a moment")

    def test_a_form_of_nowhere_is_refused(self):
        request = self.ask("call", date=day(1), part="morning")
        form = self.form_of("extension")
        for token in (None, "wrong"):
            answer = self.send("extension", {**form, "csrf_token": token})
            self.assertEqual(answer.status_code, 400)
            url = f"{self.link}/request/{request.id}/withdraw"
            self.assertEqual(self.url_open(url, {"csrf_token": token or ""}).status_code, 400)
        self.assertEqual(self.case.request_ids, request)
        self.assertEqual(request.state, "waiting")

    def test_wrong_and_expired_links(self):
        form = self.form_of("extension")
        self.pay(self.invoice)
        self.env["collection.case"]._refresh()
        for link in (self.link, "/c/wrong"):
            answer = self.send("extension", form, link)
            self.assertEqual(answer.status_code, 404)
            self.assertIn("no longer valid", answer.text)
        self.assertFalse(self.case.request_ids)

    def test_looking_changes_nothing(self):
        request = self.ask("extension", date=day(30))
        self.env.flush_all()
        before = self.case.write_date
        for path in (
            "",
            "/request/extension?date=2026-11-30&round=1",
            "/request/dispute",
            f"/request/{request.id}/withdraw",
        ):
            self.assertEqual(self.url_open(self.link + path).status_code, 200)
        answer = self.opener.options(f"{self.base_url()}{self.link}/request/call")
        self.assertEqual(answer.status_code, 405)
        self.env.invalidate_all()
        self.assertEqual(self.case.write_date, before)
        self.assertEqual((self.case.request_ids, request.state), (request, "waiting"))

    def test_another_customer_s_invoices_cannot_be_disputed(self):
        stranger = self.make_customer("Turning Page Books", "+353850000131")
        foreign = self.make_invoice(10, 777.0, partner=stranger)
        self.env["collection.case"]._refresh()
        bill = self.make_invoice(10, 5.0, move_type="in_invoice")
        for ids in ([foreign.id], [self.invoice.id, foreign.id], [bill.id], [999999999], ["x"]):
            self.assert_refused("dispute", 409, "has changed in the meantime", invoices=ids)
        self.assert_refused("dispute", 409, "changed", invoices=["9" * 5000])
        self.assertEqual((foreign + bill).mapped("payment_state"), ["not_paid", "not_paid"])
        self.assertNotIn(foreign.name, self.url_open(self.link).text)

    def test_another_customer_s_link_does_nothing_for_this_one(self):
        stranger = self.make_customer("Turning Page Books", "+353850000131")
        self.make_invoice(10, 777.0, partner=stranger)
        self.env["collection.case"]._refresh()
        other = self.case_of(stranger)
        theirs = f"/c/{other.access_token}"
        request = self.ask("call", date=day(1), part="morning")
        form = self.form_of("extension", theirs)
        answer = self.url_open(f"{theirs}/request/{request.id}/withdraw", form)
        self.assertEqual(answer.status_code, 409)
        self.assertEqual(request.state, "waiting")
        self.send("extension", {**form, "case_id": self.case.id, "kind": "hardship"}, theirs)
        self.assertEqual(self.case.request_ids, request)
        self.assertEqual(other.request_ids.kind, "extension")

    def test_extra_fields_decide_nothing(self):
        self.post(
            "extension",
            date=day(80).isoformat(),
            state="granted",
            rests_until="2030-01-01",
            granted_until="2030-01-01",
            origin="staff",
            ip_address="1.1.1.1",
        )
        request = self.case.request_ids
        self.assertEqual((request.state, request.origin), ("waiting", "page"))
        self.assertEqual((request.rests_until, request.granted_until), (day(14), False))
        self.assertNotEqual(request.ip_address, "1.1.1.1")

    def test_unknown_kinds_and_those_not_offered(self):
        form = self.form_of("extension")
        for kind in ("barter", "1", "__class__"):
            answer = self.send(kind, form)
            self.assertEqual(answer.status_code, 422)
            self.assertIn("not possible here", answer.text)
        policies = self.env["collection.policy"].search([])
        policies.write({"extension_offered": False, "hardship_days": 0, "paid_check_days": 0})
        page = self.url_open(self.link).text
        for kind in ("extension", "hardship", "paid"):
            self.assertNotIn(f"o_collection_{kind}_form", page)
            self.assertEqual(self.send(kind, form).status_code, 422)
        self.assertIn("o_collection_dispute_form", page)
        self.assertIn("o_collection_call_form", page)
        self.assertFalse(self.case.request_ids)

    def test_nobody_can_fill_the_database(self):
        for _number in range(20):
            self.ask("call", date=day(1), part="morning").action_withdraw()
        form = {**self.form_of_any(), "round": "20", "date": day(3).isoformat()}
        answer = self.send("extension", form)
        self.assertEqual(answer.status_code, 409)
        self.assertIn("please call or write", answer.text)
        self.assertEqual(len(self.case.request_ids), 20)

    def form_of_any(self):
        """A token of the page that still has a form."""
        page = self.url_open(self.link).text
        return {"csrf_token": page.split('name="csrf_token" value="')[1].split('"')[0]}

    def test_taken_back_by_the_customer(self):
        self.post("dispute")
        request = self.case.request_ids
        url = f"{self.link}/request/{request.id}/withdraw"
        for _tap in range(2):
            answer = self.url_open(url, self.form_of_any())
            self.assertEqual(answer.status_code, 200)
            self.assertNotIn("We have your question", answer.text)
        self.assertEqual((request.state, self.invoice.payment_state), ("withdrawn", "not_paid"))
        self.assertFalse(request.activity_ids)
        granted = self.ask("extension", date=day(5))
        answer = self.url_open(f"{self.link}/request/{granted.id}/withdraw", self.form_of_any())
        self.assertEqual((answer.status_code, granted.state), (409, "granted"))

    def test_the_answer_is_on_the_page_for_30_days(self):
        request = self.ask("extension", date=day(30))
        self.answer(request, verdict="declined", words=f"We are sorry. {SCRIPT}")
        page = self.url_open(self.link).text
        self.assertIn("We are sorry. &lt;script&gt;", page)
        self.assertNotIn(SCRIPT, page)
        with self.on_day(31):
            self.assertNotIn("We are sorry", self.url_open(self.link).text)

    def test_script_in_words_is_text_everywhere(self):
        answer = self.assert_refused("extension", 422, "choose the day", date="", words=SCRIPT)
        self.assertNotIn(SCRIPT, answer.text)
        self.assertIn("&lt;script&gt;", answer.text)
        answer = self.assert_refused(
            "paid", 422, "choose the day", date='"><b>', reference='"><b>evil'
        )
        self.assertNotIn("<b>", answer.text.split("o_collection_agreed")[1].split("<footer")[0])
        self.post("call", words=SCRIPT, number=SCRIPT)
        self.post("paid", words=SCRIPT, reference=SCRIPT)
        self.post("dispute", words=SCRIPT + "\x00")
        requests = self.case.request_ids
        self.assertEqual(len(requests), 3)
        page = self.url_open(self.link).text
        self.assertNotIn(SCRIPT, page)
        notes = (self.case.message_ids + requests.message_ids).mapped("body")
        notes += requests.activity_ids.mapped("note") + self.invoice.message_ids.mapped("body")
        self.assertNotIn("<script", " ".join(map(str, notes)))
        self.assertIn("&lt;script&gt;", " ".join(map(str, notes)))

    def test_the_page_speaks_the_language_of_the_customer_the_notes_ours(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.customer.lang = "fr_FR"
        self.post("call")
        summary = self.case.request_ids.activity_ids.summary
        self.assertIn("Call the customer", summary)
        self.assertIn("11/22/2026", summary)
