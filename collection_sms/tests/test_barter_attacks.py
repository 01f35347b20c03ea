from datetime import timedelta

from odoo import sql_db
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .barter_page_common import BarterPageCommon
from .common import TODAY
from .files import PNG

ACTS = ("accept", "decline", "withdraw")


@tagged("post_install", "-at_install")
class TestBarterAttacks(BarterPageCommon):
    """What nobody who means it would send to the page: nothing of it changes anything."""

    def assert_nothing_offered(self, status, sentence, files=(), **changes):
        """The form is refused with ``sentence``, and nothing is recorded."""
        before = len(self.case.barter_ids.offer_ids)
        answer = self.send(self.form(**changes), files)
        self.assertEqual(answer.status_code, status)
        self.assertIn(sentence, answer.text)
        self.env.invalidate_all()
        self.assertEqual(len(self.case.barter_ids.offer_ids), before)

    def test_lines_beyond_those_of_the_form_are_not_read(self):
        lines = {f"what_{number}": "Chair" for number in range(1000)}
        lines |= {f"price_{number}": "1" for number in range(1000)}
        lines |= {f"quantity_{number}": "1" for number in range(1000)}
        barter = self.propose(**lines)
        self.assertEqual(len(barter.offer_ids.line_ids), 5)

    def test_figures_that_are_none(self):
        nonsense = ("1e9", "-5", "+5", "0x10", "١٢", "²", "Infinity", "9" * 400, "1,5,0", "5 0")
        for figure in nonsense:
            with self.subTest(figure=figure):
                self.assert_nothing_offered(422, "as a number above zero", price_0=figure)
                self.assert_nothing_offered(422, "as a number above zero", quantity_0=figure)

    def test_a_fortune_is_more_than_is_taken(self):
        self.assert_nothing_offered(422, "240.00", quantity_0="1000000", price_0="99999999999")
        self.assert_nothing_offered(422, "276.00", price_0="60")

    def test_next_to_nothing_is_no_value(self):
        self.assert_nothing_offered(422, "above zero", quantity_0="0.01", price_0="0.01")
        self.assert_nothing_offered(422, "above zero", quantity_0="0.000001")

    def test_zero_bytes_in_every_field(self):
        form = {name: f"\x00{value}\x00" for name, value in self.form().items()}
        form["csrf_token"] = self.csrf()
        answer = self.send(form)
        self.assertIn(answer.status_code, (409, 422))
        self.assertFalse(self.case.barter_ids)
        barter = self.propose(what_0="Oak\x00 chair", words="\x00Free\x00", name="Aoife\x00")
        offer = barter.offer_ids
        self.assertEqual((offer.note, offer.signed_name), ("Free", "Aoife"))
        self.assertEqual(offer.line_ids.name, "Oak chair")

    def test_files_that_are_too_large(self):
        big = PNG + b"\0" * 6 * 1024 * 1024
        self.assert_nothing_offered(422, "up to 5 MB", [("a.png", big, "image/png")])
        self.assertIn(
            self.send(self.form(), [("a.png", PNG + b"\0" * 40 * 1024 * 1024, "image/png")])
            .status_code,
            (413, 422),
        )  # fmt: skip
        self.assertFalse(self.case.barter_ids)

    def test_files_have_to_be_chosen_anew(self):
        answer = self.send(self.form(tick=""), [("a.png", PNG, "image/png")])
        self.assertIn("choose your files once more", answer.text)
        self.assertNotIn("choose your files once more", self.send(self.form(tick="")).text)

    def test_a_currency_of_another_company(self):
        other = self.env["res.company"].create(
            {"name": "Elsewhere", "currency_id": self.setup_other_currency("GBP").id}
        )
        self.assert_nothing_offered(422, "not possible here", currency=other.currency_id.id)

    def test_goods_that_only_another_company_wants(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        policy = self.policy.copy({"company_id": other.id})
        policy.barter_wanted_ids = [(0, 0, {"name": "Gold"})]
        wanted = policy.barter_wanted_ids.id
        self.assert_nothing_offered(422, "describe what", wanted_0=str(wanted), what_0="")
        barter = self.propose(wanted_0=str(wanted))
        self.assertEqual(barter.offer_ids.line_ids.name, "Oak chair")

    def test_replayed_after_it_was_refused(self):
        form = self.form()
        self.send(form)
        barter = self.case.barter_ids
        barter.with_user(self.collector)._refuse("No room", 1)
        answer = self.send(form)
        self.assertEqual(answer.status_code, 409)
        self.assertEqual((len(self.case.barter_ids), barter.state), (1, "refused"))
        form = {"csrf_token": self.csrf(), "version": "1"}
        for act in ACTS:
            self.assertEqual(self.answer(barter, act, form).status_code, 409)
        self.assertEqual(barter.state, "refused")

    def test_replayed_after_it_expired(self):
        form = self.form(date=(TODAY + timedelta(days=40)).isoformat())
        self.send(form)
        with self.on_day(15):
            form["csrf_token"] = self.csrf()
            self.send(form)
            self.assertEqual(len(self.case.barter_ids.offer_ids), 1)
            self.assertEqual(self.url_open(self.link).status_code, 200)

    def test_a_new_offer_follows_one_that_has_expired_unnoticed(self):
        first = self.propose()
        with self.on_day(15):
            page = self.url_open(f"{self.link}/barter/{first.id}")
            self.assertIn("has expired", page.text)
            day = (TODAY + timedelta(days=20)).isoformat()
            answer = self.send(self.form(page.text, date=day))
            self.assertIn("We have your offer", answer.text)
        self.assertEqual(first.state, "expired")
        second = self.case.barter_ids - first
        self.assertEqual((second.state, second.offer_ids.version), ("proposed", 1))

    def test_what_is_not_offered_any_more_is_said_where_there_is_no_form(self):
        barter = self.offer(4).barter_id
        page = self.url_open(f"{self.link}/barter/{barter.id}").text
        form = self.form(page)
        self.policy.barter_offered = False
        answer = self.send(form)
        self.assertEqual(answer.status_code, 422)
        self.assertIn("not possible here", answer.text)
        self.assertEqual(len(barter.offer_ids), 1)

    @mute_logger("odoo.http")
    def test_other_methods_change_nothing(self):
        barter = self.offer(2).barter_id
        form = self.signed(barter)
        paths = [f"{self.link}/barter"]
        paths += [f"{self.link}/barter/{barter.id}/{act}" for act in ACTS]
        for path in paths:
            for method in ("OPTIONS", "HEAD", "GET", "PUT", "DELETE", "PATCH"):
                with self.subTest(path=path, method=method):
                    answer = self.opener.request(
                        method, self.base_url() + path, data=form, allow_redirects=False
                    )
                    looks = method in ("HEAD", "GET", "OPTIONS")
                    allowed = (303, 405) if looks else (400, 405)
                    self.assertIn(answer.status_code, allowed)
        self.env.invalidate_all()
        self.assertEqual((barter.state, len(barter.offer_ids)), ("countered", 1))

    def test_the_link_of_a_closed_case_answers_nothing(self):
        barter = self.offer(2).barter_id
        form, offer = self.signed(barter), self.form(self.page_of(barter))
        for invoice in self.invoices:
            self.pay(invoice)
        self.run_cron()
        self.assertEqual((self.case.state, barter.state), ("closed", "cancelled"))
        for act in ACTS:
            self.assertEqual(self.answer(barter, act, form).status_code, 404)
        answer = self.send(offer)
        self.assertEqual(answer.status_code, 404)
        self.assertIn("no longer valid", answer.text)
        self.assertEqual((barter.state, len(barter.offer_ids)), ("cancelled", 1))

    def page_of(self, barter):
        return self.url_open(f"{self.link}/barter/{barter.id}").text

    def test_with_wanted_goods_and_offers_the_page_costs_little_more(self):
        self.policy.barter_offered = False
        without = self.queries()
        self.policy.barter_offered = True
        self.policy.barter_wanted_ids = [(0, 0, {"name": f"Goods {n}"}) for n in range(20)]
        self.assertLessEqual(self.queries() - without, 6)
        self.offer(2)
        once = self.queries()
        self.assertLessEqual(once - without, 6)
        for version in range(1, 5):
            self.offer(2, answers=version)
        self.assertLessEqual(self.queries(), once)

    def queries(self):
        """How many queries the page takes, when Odoo's caches are warm."""
        self.page()
        self.env.flush_all()
        self.env.invalidate_all()
        before = sql_db.sql_counter
        self.page()
        return sql_db.sql_counter - before


@tagged("post_install", "-at_install")
class TestBarterUntold(BarterPageCommon):
    """Customers who get no texts barter like everybody else; our staff tell them."""

    def setUp(self):
        super().setUp()
        self.customer.sudo().collection_channel = "phone"

    def assert_to_do(self, words):
        """A person is asked to tell the customer, and nothing is texted."""
        self.assertFalse(self.texts_of())
        [to_do] = self.case.activity_ids.filtered(lambda item: words in item.summary)
        self.assertIn(self.link, str(to_do.note))

    def test_our_offer_is_sent_by_a_person_and_accepted_on_the_page(self):
        barter = self.offer(2).barter_id
        self.assert_to_do("send the link to our offer")
        self.answer(barter, "accept")
        self.assertEqual(barter.state, "agreed")
        self.assertFalse(self.texts_of())

    def test_a_later_version_asks_once(self):
        self.offer(2)
        self.offer(3, answers=1)
        self.assert_to_do("send the link to our offer")

    def test_our_answers_are_told_by_a_person(self):
        self.propose().with_user(self.collector)._refuse("No room", 1)
        self.assert_to_do("do not take the offer")
        self.propose().with_user(self.collector).action_accept()
        self.assert_to_do("we accept the offer")

    def test_whoever_opted_out_is_not_texted(self):
        self.customer.sudo().collection_channel = "sms"
        self.env["phone.blacklist"].sudo().add(self.customer.phone_sanitized)
        self.offer(2)
        self.assert_to_do("send the link to our offer")

    def test_nobody_is_asked_where_a_text_is_sent(self):
        self.customer.sudo().collection_channel = "sms"
        self.offer(2)
        self.assertTrue(self.texts_of())
        self.assertNotIn("No text to", str(self.case.activity_ids.mapped("summary")))


@tagged("post_install", "-at_install")
class TestBarterTexts(BarterPageCommon):
    """The scripts about goods, as long names make them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.name = "Harbour & Pine Office Interiors"
        cls.customer.name = "Quayside Boutique Hotel and Conference"
        cls.invoices += cls.make_invoice(20, 23456.0)
        cls.env["collection.case"]._refresh()

    def assert_short(self, text, topic):
        self.assertLessEqual(text.segments, 2, text.body)
        for part in (self.company.name, self.customer.name, "/c/"):
            self.assertIn(part, text.body)
        self.assertNotIn("!", text.body)
        self.assertEqual(text.topic, topic)

    def test_two_segments_and_the_right_topic(self):
        user = new_test_user(
            self.env,
            "head",
            groups="collection_sms.collection_sms_group_manager",
            company_id=self.company.id,
        )
        self.offer(200, user=user)
        self.assert_short(self.texts_of()[-1], "Our offer")
        barter = self.customers_offer(220, answers=1).barter_id
        barter.with_user(user).action_accept()
        self.assert_short(self.texts_of()[-1], "Offer accepted")
        barter.with_user(user).action_cancel()
        self.customers_offer(200).barter_id.with_user(user)._refuse("No room", 1)
        self.assert_short(self.texts_of()[-1], "Offer refused")
        self.run_queue()
        phone = self.env["collection.message"].with_user(self.collector)
        thread = phone.phone_threads()["threads"][0]
        self.assertEqual(thread["name"], self.customer.name)

    def test_the_script_that_proposes_it(self):
        script = self.env.ref("collection_sms.sms_template_business_barter")
        body = self.case._render_script(script)[self.case.id]
        self.assertLessEqual(self.env["collection.message"].new({"body": body}).segments, 2, body)
