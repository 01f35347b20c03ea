from datetime import timedelta

from odoo.tests import tagged
from odoo.tools import mute_logger

from .barter_common import DAY
from .barter_page_common import BarterPageCommon
from .common import TODAY
from .files import PNG

SCRIPT = '"><script>alert(1)</script>'


@tagged("post_install", "-at_install")
class TestBarterPage(BarterPageCommon):
    """Offers as customers make and answer them, and as attackers try to."""

    def assert_refused(self, status, sentence, files=(), **changes):
        """Nothing is recorded, the page says why and keeps what was typed."""
        before = len(self.case.barter_ids.offer_ids)
        answer = self.send(self.form(**changes), files)
        self.assertEqual(answer.status_code, status)
        self.assertIn(sentence, answer.text)
        self.assertIn('role="alert"', answer.text)
        option = answer.text.split('id="o_collection_barter"')[1].split(">")[0]
        self.assertIn('open="open"', option)
        self.assertEqual(len(self.case.barter_ids.offer_ids), before)
        return answer

    def test_goods_are_offered_and_wait_for_us(self):
        form = self.form(words="Delivered free", what_1="Oak table", quantity_1="1", price_1="8,5")
        answer = self.send(form)
        self.assertIn("We have your offer", answer.text)
        self.assertNotIn("o_collection_barter_form", answer.text)
        barter = self.case.barter_ids
        offer = barter.offer_ids
        self.assertEqual((barter.state, barter.origin), ("proposed", "page"))
        self.assertEqual((offer.side, offer.signed_name), ("customer", "Aoife Byrne"))
        self.assertEqual(offer.line_ids.mapped("name"), ["Oak chair", "Oak table"])
        self.assertEqual(offer.line_ids.mapped("price_unit"), [50.0, 8.5])
        self.assertEqual((offer.amount, offer.note), (239.78, "Delivered free"))
        self.assertEqual((offer.made_by_id, bool(offer.ip_address)), (self.customer, True))
        self.assertEqual(self.case.hold_reason, "barter_to_answer")

    def test_staff_of_any_company_read_who_made_the_to_do(self):
        activity = self.propose().activity_ids.with_user(self.collector)
        self.assertTrue(activity.create_uid.partner_id.name)

    def test_wanted_goods_are_chosen(self):
        product = self.env["product.product"].create({"name": "Flyers", "supplier_taxes_id": False})
        paint = self.env["product.category"].create({"name": "Painting"})
        self.policy.barter_wanted_ids = [
            (0, 0, {"product_id": product.id}),
            (0, 0, {"category_id": paint.id}),
        ]
        flyers, painting = self.policy.barter_wanted_ids
        self.assertIn("Painting", self.page())
        barter = self.propose(
            wanted_0=flyers.id, what_0="", wanted_1=painting.id, what_1="The shop",
            quantity_1="1", price_1="20",
        )  # fmt: skip
        first, second = barter.offer_ids.line_ids
        self.assertEqual((first.name, first.product_id), ("Flyers", product))
        self.assertEqual((first.category_id, first.total), (product.categ_id, 200.0))
        self.assertEqual((second.name, second.category_id), ("Painting: The shop", paint))

    def test_what_another_policy_wants_cannot_be_chosen(self):
        other = self.policy.copy()
        other.barter_wanted_ids = [(0, 0, {"name": "Gold"})]
        wanted = other.barter_wanted_ids.id
        self.assert_refused(422, "describe what", wanted_0=str(wanted), what_0="")

    def test_photos_are_kept_for_staff_only(self):
        answer = self.send(self.form(), [("chair.png", PNG, "image/png")])
        self.assertEqual(answer.status_code, 200)
        files = self.case.barter_ids.offer_ids.attachment_ids
        self.assertEqual((files.name, files.public), ("chair.png", False))
        self.assertEqual(files.with_user(self.collector).raw, PNG)
        self.assertNotIn("chair.png", answer.text)

    def test_files_that_are_not_taken(self):
        page = b"<html><script>alert(1)</script></html>"
        self.assert_refused(422, "kind of file", [("a.pdf", page, "application/pdf")])
        self.assert_refused(422, "at most three", [("a.png", PNG, "image/png")] * 4)
        self.assertFalse(self.case.barter_ids)

    def test_what_cannot_be_offered(self):
        self.assert_refused(422, "describe what", what_0="")
        self.assert_refused(422, "what you would like", what_0="", price_0="")
        self.assert_refused(422, "200 characters", what_0="x" * 201)
        self.assert_refused(422, "how many", quantity_0="9999999")
        for nonsense in ("", "0", "-1", "1e3", "NaN", SCRIPT):
            self.assert_refused(422, "how many", quantity_0=nonsense)
            self.assert_refused(422, "what one is worth", price_0=nonsense)
        self.assert_refused(422, "This day is over", date=str(TODAY - timedelta(days=1)))
        self.assert_refused(422, "latest day is 19 Jan 2027", date="2027-01-20")
        self.assert_refused(422, "day of the delivery", date="soon")
        self.assert_refused(422, "240.00", price_0="60")
        self.assert_refused(422, "2,000 characters", words="x" * 2001)
        self.assert_refused(422, "write your name", name="\x00 ")
        self.assert_refused(422, "tick the box", tick="")
        answer = self.assert_refused(422, "tick the box", what_0=SCRIPT, words=SCRIPT, tick="")
        self.assertNotIn("<script>alert(1)", answer.text)

    def test_a_wrong_second_line_is_named(self):
        answer = self.assert_refused(
            422, "what one is worth", what_1="A", quantity_1=1, price_1="x"
        )
        self.assertIn('name="price_1"', answer.text)
        self.assertIn("is-invalid", answer.text.split('name="price_1"')[1].split(">")[0])

    def test_replayed_it_is_one_offer(self):
        form = self.form()
        for _tap in range(3):
            self.assertEqual(self.send(form).status_code, 200)
        self.assertEqual(len(self.case.barter_ids.offer_ids), 1)

    def test_two_tabs_make_one_offer(self):
        first, second = self.form(), self.form(price_0="40")
        self.send(first)
        answer = self.send(second)
        self.assertEqual(answer.status_code, 409)
        self.assertIn("has changed in the meantime", answer.text)
        self.assertEqual(self.case.barter_ids.offer_ids.amount, 230.0)

    def test_consumers_are_not_asked_for_goods(self):
        self.policy.barter_offered = False
        self.assertNotIn("o_collection_barter_form", self.page())
        form = {
            "currency": self.company.currency_id.id,
            "round": "0",
            "csrf_token": self.csrf(),
            "what_0": "Chair",
            "quantity_0": "1",
            "price_0": "9",
            "date": DAY.isoformat(),
            "name": "Aoife",
            "tick": "yes",
        }
        answer = self.send(form)
        self.assertEqual(answer.status_code, 422)
        self.assertIn("not possible here", answer.text)
        self.assertFalse(self.case.barter_ids)

    def test_in_a_currency_in_which_nothing_is_due(self):
        pound = self.setup_other_currency("GBP")
        for currency in (pound.id, 0, 10**9, "x"):
            answer = self.send(self.form(currency=currency))
            self.assertEqual(answer.status_code, 422)
        self.assertFalse(self.case.barter_ids)

    def test_a_case_takes_so_many_offers_and_no_more(self):
        for number in range(20):
            self.customers_offer(1, price=10.0 + number, answers=number)
        page = self.url_open(f"{self.link}/barter/{self.case.barter_ids.id}").text
        self.assertNotIn("o_collection_barter_form", page)

    def test_our_offer_is_read_signed_and_agreed_on(self):
        barter = self.offer(2, note="Two are enough").barter_id
        self.assertIn("See our offer", self.page())
        page = self.url_open(f"{self.link}/barter/{barter.id}").text
        for words in ("2</bdi> × ", "115.00", "15.00 tax", "27 Nov 2026", "Two are enough"):
            self.assertIn(words, page)
        self.assertEqual(barter.state, "countered")
        answer = self.answer(barter, "accept")
        self.assertIn("Agreed: goods or services worth", answer.text)
        self.assertEqual((barter.state, barter.agreed_by), ("agreed", "Aoife Byrne"))
        self.assertEqual(str(barter.accepted_on), "2026-11-20 10:00:00")
        self.assertTrue(barter.ip_address)
        self.assertIn("2 × Oak chair", barter.terms)
        self.assertEqual(barter.line_ids.move_id, self.invoices)
        self.assertEqual(self.case.hold_reason, "barter")

    def test_accepted_twice_it_is_agreed_on_once(self):
        barter = self.offer(2).barter_id
        form = self.signed(barter)
        for _tap in range(3):
            self.assertEqual(self.answer(barter, "accept", form).status_code, 200)
        self.assertEqual(len(barter.item_ids), 1)

    def test_name_and_tick_are_asked_for(self):
        barter = self.offer(2).barter_id
        for changes, words in (({"name": " "}, "write your name"), ({"tick": ""}, "tick the box")):
            answer = self.answer(barter, "accept", self.signed(barter, **changes))
            self.assertEqual(answer.status_code, 422)
            self.assertIn(words, answer.text)
            self.assertIn("115.00", answer.text)
        self.assertEqual(barter.state, "countered")

    def assert_overtaken(self, barter, act, form, words):
        """Nothing changes, and the page says why."""
        before = (barter.state, len(barter.offer_ids), len(barter.item_ids))
        answer = self.answer(barter, act, form)
        self.assertEqual(answer.status_code, 409)
        self.assertIn(words, answer.text)
        barter.invalidate_recordset()
        self.assertEqual((barter.state, len(barter.offer_ids), len(barter.item_ids)), before)

    def test_an_old_version_is_not_accepted(self):
        barter = self.offer(2).barter_id
        form = self.signed(barter)
        self.offer(3, answers=1)
        self.assert_overtaken(barter, "accept", form, "newer offer")
        self.assert_overtaken(barter, "decline", form, "newer offer")
        self.assert_overtaken(barter, "accept", {**form, "version": "2"}, "has changed")
        self.assert_overtaken(barter, "accept", {**form, "version": "x"}, "newer offer")

    def test_what_was_shown_is_what_is_agreed_on(self):
        barter = self.offer(2).barter_id
        self.assert_overtaken(
            barter, "accept", self.signed(barter, digest="0" * 64), "has changed in the meantime"
        )

    def test_after_its_last_day_it_is_not_accepted(self):
        barter = self.offer(2, date=TODAY + timedelta(days=30)).barter_id
        form = self.signed(barter)
        with self.on_day(15):
            form["csrf_token"] = self.csrf()
            self.assertIn("has expired", self.page())
            self.assert_overtaken(barter, "accept", form, "has expired")

    def test_more_than_is_due_by_now_is_not_agreed_on(self):
        barter = self.offer(4).barter_id
        form = self.signed(barter)
        self.pay(self.invoices[0], 150)
        answer = self.answer(barter, "accept", form)
        for words in ("comes to", "230.00", "120.00"):
            self.assertIn(words, answer.text)
        self.assertEqual(barter.state, "countered")

    def test_the_customers_own_offer_is_accepted_by_us_only(self):
        barter = self.propose()
        digest = barter.with_context(lang="en_US")._digest()
        form = {"csrf_token": self.csrf(), "version": "1", "digest": digest}
        self.assert_overtaken(barter, "accept", form, "your own offer")

    def test_a_counter_offer_from_the_page(self):
        barter = self.offer(4).barter_id
        page = self.url_open(f"{self.link}/barter/{barter.id}").text
        self.assertIn('value="Oak chair"', page)
        answer = self.send(self.form(page, quantity_0="3"))
        self.assertIn("We have your offer", answer.text)
        self.assertEqual(barter.offer_ids.mapped("amount"), [230.0, 172.5])
        self.assertEqual(barter.state, "proposed")
        page = self.url_open(f"{self.link}/barter/{barter.id}").text
        self.assertIn("What was offered before", page)
        self.assertIn("Our offer", page)

    def test_a_wrong_counter_offer_is_mended_where_it_is(self):
        barter = self.offer(4).barter_id
        page = self.url_open(f"{self.link}/barter/{barter.id}").text
        answer = self.send(self.form(page, price_0="x", words="Cheaper"))
        self.assertEqual(answer.status_code, 422)
        self.assertIn("what one is worth", answer.text)
        self.assertIn("Cheaper", answer.text)
        self.assertIn("What we agree on", answer.text)

    def test_our_offer_is_declined(self):
        barter = self.offer(2).barter_id
        form = self.signed(barter)
        for _tap in range(2):
            self.assertEqual(self.answer(barter, "decline", form).status_code, 200)
        self.assertEqual(barter.state, "declined")
        self.assertIn("Our offer was declined", self.case.activity_ids.mapped("summary")[0])
        self.assertNotEqual(self.case.hold_reason, "barter_offered")

    def test_an_offer_is_taken_back(self):
        barter = self.propose()
        form = {"csrf_token": self.csrf()}
        for _tap in range(2):
            self.assertEqual(self.answer(barter, "withdraw", form).status_code, 200)
        self.assertEqual(barter.state, "withdrawn")
        self.assertFalse(barter.activity_ids)
        self.assertIn("o_collection_barter_form", self.page())

    def test_one_that_was_answered_is_not_taken_back(self):
        barter = self.propose()
        self.offer(2, answers=1)
        self.assert_overtaken(barter, "withdraw", {"csrf_token": self.csrf()}, "has changed")

    def test_a_refusal_is_read_with_its_reason(self):
        barter = self.propose()
        barter.with_user(self.collector)._refuse("No room <b>for chairs</b>", 1)
        page = self.page()
        self.assertIn("We cannot take it this time", page)
        self.assertIn("No room &lt;b&gt;for chairs", page)
        self.assertIn("o_collection_barter_form", page)

    def test_offers_of_others_are_not_there(self):
        barter = self.offer(2).barter_id
        other = self.make_customer("Kinsale Boats", "+353870000116")
        self.make_invoice(12, 200.0, other)
        self.env["collection.case"]._refresh()
        form = self.signed(barter)
        mine = self.link
        type(self).link = f"/c/{self.case_of(other).sudo().access_token}"
        self.addCleanup(setattr, type(self), "link", mine)
        for act in ("accept", "decline", "withdraw"):
            self.assertEqual(self.answer(barter, act, form).status_code, 404)
        for path in ("", "/agreement"):
            answer = self.url_open(f"{self.link}/barter/{barter.id}{path}")
            self.assertEqual(answer.status_code, 404)
        self.assertEqual(barter.state, "countered")

    def test_wrong_and_expired_links(self):
        barter = self.offer(2).barter_id
        form = self.signed(barter)
        for token in ("x", "a" * 22):
            for path in ("", f"/{barter.id}/accept", f"/{barter.id}/decline"):
                answer = self.url_open(f"/c/{token}/barter{path}", form)
                self.assertEqual(answer.status_code, 404)
        self.assertEqual(barter.state, "countered")

    def test_looking_changes_nothing(self):
        barter = self.offer(2).barter_id
        for act in ("accept", "decline", "withdraw"):
            self.assertTrue(self.url_open(f"{self.link}/barter/{barter.id}/{act}").history)
        self.url_open(f"{self.link}/barter")
        self.assertEqual(barter.state, "countered")

    @mute_logger("odoo.http")
    def test_without_csrf_token_nothing_happens(self):
        barter = self.offer(2).barter_id
        form = self.signed(barter)
        for act in ("accept", "decline", "withdraw"):
            answer = self.answer(barter, act, {**form, "csrf_token": "x"})
            self.assertEqual(answer.status_code, 400)
        self.assertEqual(self.send({"what_0": "x"}).status_code, 400)
        self.assertEqual(barter.state, "countered")

    def test_the_agreement_is_printed(self):
        barter = self.offer(2).barter_id
        self.answer(barter, "accept")
        answer = self.url_open(f"{self.link}/barter/{barter.id}/agreement")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("no-store", answer.headers["Cache-Control"])
        self.assertIn("Oak chair", answer.text)
        self.assertIn("Aoife Byrne", answer.text)

    def test_what_has_arrived_is_thanked_for_and_not_offered_twice(self):
        bill = self.deliver(self.barter(), 4)
        page = self.page()
        for words in ("Thank you: goods or services worth", "230.00", "Received: <bdi>4</bdi>"):
            self.assertIn(words, page)
        self.assertNotIn("o_collection_barter_form", page)
        bill.action_post()
        self.case.barter_ids.with_user(self.collector).action_net()
        page = self.page()
        self.assertNotIn("Thank you: goods", page)
        self.assertIn("o_collection_barter_form", page)

    def test_staff_read_of_it_in_the_language_of_the_company(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.customer.lang = "de_DE"
        barter = self.offer(2).barter_id
        self.answer(barter, "accept")
        self.assertIn("115,00", barter.terms)
        texts = self.texts_of().mail_message_id
        notes = str((self.case.message_ids + barter.message_ids - texts).mapped("body"))
        self.assertIn("115.00", notes)
        self.assertNotIn("115,00", notes)
