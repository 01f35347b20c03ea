from odoo.tests import HttpCase, new_test_user, tagged

from .common import CollectionCommon


@tagged("post_install", "-at_install")
class TestPortal(CollectionCommon, HttpCase):
    """The customer's page as somebody without a login gets it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("account_payment.enable_portal_payment", "True")
        cls.invoice = cls.make_invoice(10, 1234.5)
        cls.stranger = cls.make_customer("Turning Page Books", "+353850000131")
        cls.foreign = cls.make_invoice(10, 777.0, partner=cls.stranger)
        cls.env["collection.case"]._refresh()
        cases = cls.env["collection.case"].search([("partner_id", "=", cls.customer.id)])
        cases._decide_again()
        cls.case = cases
        cls.link = f"/c/{cls.case.access_token}"

    def test_shows_what_is_owed_and_nothing_else(self):
        page = self.url_open(self.link)
        self.assertEqual(page.status_code, 200)
        for words in ("Harbour &amp; Pine", "Salthill Gallery", "1,234.50", self.invoice.name):
            self.assertIn(words, page.text)
        self.assertNotIn(self.foreign.name, page.text)
        self.assertNotIn("777.00", page.text)
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")

    def test_shows_an_invoice_with_instalments_once(self):
        move = self.make_invoice_in_installments(20, 1000.0)
        self.env["collection.case"]._refresh()
        page = self.url_open(self.link).text
        self.assertEqual(page.count(f"<strong><bdi>{move.name}</bdi></strong>"), 1)
        self.assertEqual(page.count(f"/pay/{move.id}"), 1)
        for words in ("300.00", "700.00", "31 Oct 2026", "30 Dec 2026"):
            self.assertIn(words, page)

    def test_is_written_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.customer.lang = "fr_FR"
        page = self.url_open(self.link)
        self.assertIn('lang="fr-FR"', page.text)

    def test_the_total_is_as_of_now(self):
        self.pay(self.invoice, 34.5)
        self.make_refund(200)
        page = self.url_open(self.link).text
        self.assertIn("1,000.00", page)
        self.assertIn('Already credited to you: <bdi dir="ltr">$ 200.00</bdi>', page)
        self.make_refund(1000)
        self.assertIn("is being matched", self.url_open(self.link).text)

    def test_odd_requests_are_answered_and_change_nothing(self):
        self.assertEqual(self.url_open("/c/%00").status_code, 404)
        self.invoice.access_token = False
        answer = self.opener.options(f"{self.base_url()}{self.link}/pay/{self.invoice.id}")
        self.assertEqual(answer.status_code, 405)
        self.env.invalidate_all()
        self.assertFalse(self.invoice.access_token)

    def test_looking_changes_nothing(self):
        before = self.case.write_date
        self.invoice.access_token = False
        self.url_open(self.link)
        self.env.invalidate_all()
        self.assertEqual(self.case.write_date, before)
        self.assertFalse(self.invoice.access_token)

    def test_paying_leads_to_the_payment_of_that_invoice(self):
        page = self.url_open(self.link)
        token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
        paying = self.url_open(
            f"{self.link}/pay/{self.invoice.id}", {"csrf_token": token}, allow_redirects=False
        )
        self.assertEqual(paying.status_code, 303)
        self.assertIn(f"{self.link}/pay?lines=", paying.headers["Location"])
        asking = self.url_open(paying.headers["Location"])
        self.assertEqual(asking.status_code, 200)
        self.assertIn(self.invoice.name, asking.text)
        foreign = self.url_open(f"{self.link}/pay/{self.foreign.id}", {"csrf_token": token})
        self.assertEqual(foreign.status_code, 422)
        self.assertNotIn(self.foreign.name, foreign.text)

    def test_paying_without_the_page_s_own_form_is_refused(self):
        for data in ({"x": "1"}, {"csrf_token": "wrong"}):
            answer = self.url_open(f"{self.link}/pay/{self.invoice.id}", data)
            self.assertEqual(answer.status_code, 400)

    def test_wrong_and_expired_links_say_how_to_reach_the_company(self):
        self.company.phone = "+353 1 555 0142"
        self.pay(self.invoice)
        self.env["collection.case"]._refresh()
        for link in (self.link, "/c/wrong", "/c/" + "x" * 300):
            page = self.url_open(link)
            self.assertEqual(page.status_code, 404)
            self.assertIn("no longer valid", page.text)
            self.assertNotIn("Salthill", page.text)
        # Where people write from right to left, a number without its own direction is scrambled.
        self.assertIn('<bdi dir="ltr">+353 1 555 0142</bdi>', self.url_open(self.link).text)

    def test_what_was_paid_costs_the_page_nothing(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.case._page_values()
            return self.env.cr.sql_log_count - before

        queries()  # fills Odoo's caches
        expected = queries()
        paid = [self.make_invoice(10) for _number in range(3)]
        self.env["collection.case"]._refresh()
        for invoice in paid:
            self.pay(invoice)
        self.assertEqual(len(self.case.line_ids.move_id), 4)
        self.assertEqual(queries(), expected)

    def test_odoos_own_portal_pages_go_on_working(self):
        new_test_user(self.env, "portal_reader", groups="base.group_portal")
        self.authenticate("portal_reader", "portal_reader")
        self.assertEqual(self.url_open("/my/account").status_code, 200)
