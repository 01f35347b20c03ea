from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from .common import CollectionCommon


@tagged("post_install", "-at_install")
class TestDocuments(CollectionCommon, HttpCase):
    """Documents behind the link, as somebody without a login gets them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls.make_invoice(10, 1234.5)
        cls.stranger = cls.make_customer("Turning Page Books", "+353850000131")
        cls.foreign = cls.make_invoice(10, 987.65, partner=cls.stranger)
        cls.env["collection.case"]._refresh()
        cls.case = cls.env["collection.case"].search([("partner_id", "=", cls.customer.id)])
        cls.case._decide_again()
        cls.link = f"/c/{cls.case.access_token}"

    def pdf(self, invoice, link=None):
        """What the link of an invoice answers."""
        return self.url_open(f"{link or self.link}/invoice/{invoice.id}")

    def assert_no_such_page(self, answer):
        """The answer to a link that nobody ever had, without a word about anybody."""
        self.assertEqual(answer.status_code, 404)
        self.assertIn("no longer valid", answer.text)
        for words in ("Salthill", "Turning Page", self.invoice.name, "987.65"):
            self.assertNotIn(words, answer.text)

    def test_the_page_links_to_each_invoice(self):
        entry = self.make_invoice(-20, 5.0)
        self.env["collection.case"]._refresh()
        page = self.url_open(self.link).text
        for move in (self.invoice, entry):
            self.assertIn(f"{self.link}/invoice/{move.id}", page)
            self.assertIn(f"of {move.name}</span>", page)

    def test_an_invoice_never_sent_is_printed_for_the_occasion(self):
        answer = self.pdf(self.invoice)
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.headers["Content-Type"], "application/pdf")
        self.assertIn("inline", answer.headers["Content-Disposition"])
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertEqual(answer.headers["Referrer-Policy"], "no-referrer")
        # Tests render HTML in place of PDF.
        self.assertIn(self.invoice.name, answer.text)
        self.assertNotIn(self.foreign.name, answer.text)

    def test_an_invoice_that_was_sent_is_served_as_it_was(self):
        self.env["ir.attachment"].create(
            {
                "name": "as_sent.pdf",
                "raw": b"%PDF-1.4 as it was sent",
                "res_model": "account.move",
                "res_id": self.invoice.id,
                "res_field": "invoice_pdf_report_file",
            }
        )
        answer = self.pdf(self.invoice)
        self.assertEqual(answer.content, b"%PDF-1.4 as it was sent")
        self.assertIn("as_sent.pdf", answer.headers["Content-Disposition"])

    def stored(self):
        """The invoice as it is stored, and whether the case or anything around them changed."""
        self.env.flush_all()
        # A column of Odoo's own that prints compute leaves the date and user of a write behind.
        self.env.cr.execute(
            """SELECT to_jsonb(move) - 'write_date' - 'write_uid', c.ctid,
                      (SELECT COUNT(*) FROM mail_message),
                      (SELECT COUNT(*) FROM ir_attachment
                        WHERE res_model IN ('account.move', 'collection.case'))
                 FROM account_move move, collection_case c
                WHERE move.id = %s AND c.id = %s""",
            [self.invoice.id, self.case.id],
        )
        return self.env.cr.fetchall()

    def test_looking_changes_nothing(self):
        self.invoice.access_token = False
        before = self.stored()
        self.assertEqual(self.pdf(self.invoice).status_code, 200)
        self.assertEqual(self.stored(), before)
        self.env.invalidate_all()
        self.assertFalse(self.invoice.is_move_sent)
        self.assertFalse(self.invoice.access_token)

    def test_only_a_payment_code_on_the_print_needs_a_token_of_the_invoice(self):
        self.company.link_qr_code = True
        self.invoice.access_token = False
        self.assertEqual(self.pdf(self.invoice).status_code, 200)
        self.env.invalidate_all()
        self.assertFalse(self.invoice.is_move_sent)
        self.assertTrue(self.invoice.access_token)

    def test_another_customers_invoice(self):
        self.assert_no_such_page(self.pdf(self.foreign))

    def test_what_the_page_does_not_list(self):
        paid = self.make_invoice(8, 50.0)
        draft = self.invoice.copy()
        bill = self.make_invoice(8, 60.0, move_type="in_invoice")
        refund = self.make_refund(1)
        hidden = self.make_invoice(9, 70.0)
        self.env["collection.case"]._refresh()
        hidden.no_followup = True
        self.pay(paid)
        for move in (paid, draft, bill, refund, hidden):
            self.assert_no_such_page(self.pdf(move))
        for key in ("0", "999999999", "99999999999999999999"):
            self.assert_no_such_page(self.url_open(f"{self.link}/invoice/{key}"))

    def test_an_invoice_of_another_company(self):
        other = self.setup_other_company()["company"]
        move = (
            self.env["account.move"]
            .with_company(other)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.customer.id,
                    "invoice_date": "2026-11-01",
                    "invoice_line_ids": [Command.create({"name": "Chair", "price_unit": 5})],
                }
            )
        )
        move.action_post()
        self.env["collection.case"]._refresh()
        self.assert_no_such_page(self.pdf(move))

    def test_wrong_and_expired_links(self):
        self.assert_no_such_page(self.pdf(self.invoice, "/c/wrong"))
        foreign = self.env["collection.case"].search([("partner_id", "=", self.stranger.id)])
        self.assert_no_such_page(self.pdf(self.invoice, f"/c/{foreign.access_token}"))
        self.pay(self.invoice)
        self.env["collection.case"]._refresh()
        self.assert_no_such_page(self.pdf(self.invoice))

    def test_no_pdf_can_be_made(self):
        self.company.phone = "+353 1 555 0142"

        def fail(*_args, **_kwargs):
            raise UserError(self.env._("Unable to find Wkhtmltopdf on this system."))

        self.patch(type(self.env["ir.actions.report"]), "_pre_render_qweb_pdf", fail)
        answer = self.pdf(self.invoice)
        self.assertEqual(answer.status_code, 503)
        self.assertIn("cannot show this document", answer.text)
        self.assertIn("555 0142", answer.text)
        self.assertNotIn("Wkhtmltopdf", answer.text)


@tagged("post_install", "-at_install")
class TestStatement(CollectionCommon, HttpCase):
    """The statement of account: its figures, its language, who gets it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls.make_invoice(10, 1234.5)
        cls.coming = cls.make_invoice(-20, 80.0)
        cls.stranger = cls.make_customer("Turning Page Books", "+353850000131")
        cls.foreign = cls.make_invoice(10, 987.65, partner=cls.stranger)
        cls.env["collection.case"]._refresh()
        cls.case = cls.env["collection.case"].search([("partner_id", "=", cls.customer.id)])
        cls.case._decide_again()
        cls.link = f"/c/{cls.case.access_token}/statement"

    def statement(self):
        """The figures, as the collections user gets them."""
        return self.case_of()._statement()

    def test_open_lines_credits_and_net(self):
        self.pay(self.invoice, 34.5)
        self.make_refund(200)
        [account] = self.statement()["accounts"]
        first, second = account["lines"]
        self.assertEqual(first["name"], self.invoice.name)
        self.assertEqual((first["total"], first["paid"], first["open"]), (1234.5, 34.5, 1200.0))
        self.assertEqual((first["days_overdue"], second["days_overdue"]), (10, 0))
        self.assertEqual((account["open"], account["credit"], account["net"]), (1280, 200, 1080))

    def test_each_currency_has_an_account_of_its_own(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.make_invoice(5, 60.0, currency_id=euro.id)
        self.env["collection.case"]._refresh()
        accounts = {account["currency"].name: account for account in self.statement()["accounts"]}
        self.assertEqual(accounts["EUR"]["net"], 60.0)
        self.assertEqual(accounts["USD"]["net"], 1314.5)

    def test_a_credit_in_a_currency_without_invoices(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.make_invoice(0, 60.0, move_type="out_refund", currency_id=euro.id)
        accounts = {account["currency"].name: account for account in self.statement()["accounts"]}
        self.assertEqual((accounts["EUR"]["lines"], accounts["EUR"]["net"]), ([], -60.0))
        self.assertIn("In your favour", self.url_open(self.link).text)

    def test_what_was_received_in_the_last_three_months(self):
        paid = self.make_invoice(5, 40.0)
        self.pay(paid, 30.0)
        refund = self.make_refund(10)
        (refund + paid).line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        ).reconcile()
        self.pay(self.foreign)
        received = self.statement()["paid"]
        self.assertEqual(
            {(item.amount, item.is_credit_note) for item in received}, {(30.0, False), (10.0, True)}
        )
        with self.on_day(91):
            self.assertFalse(self.statement()["paid"])

    def test_a_write_off_is_no_payment(self):
        journal = self.company_data["default_journal_misc"]
        account = self.company_data["default_account_receivable"]
        entry = self.env["account.move"].create(
            {
                "journal_id": journal.id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "partner_id": self.customer.id,
                            "credit": 80,
                        }
                    ),
                    Command.create(
                        {
                            "account_id": self.company_data["default_account_expense"].id,
                            "debit": 80,
                        }
                    ),
                ],
            }
        )
        entry.action_post()
        (entry + self.coming).line_ids.filtered(lambda line: line.account_id == account).reconcile()
        self.assertEqual(self.coming.payment_state, "paid")
        self.assertFalse(self.statement()["paid"])

    def test_the_customer_downloads_it(self):
        self.assertIn(self.link, self.url_open(f"/c/{self.case.access_token}").text)
        answer = self.url_open(self.link)
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.headers["Content-Type"], "application/pdf")
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        for words in (self.invoice.name, "1,234.50", "1,314.50", "Salthill Gallery", "Balance"):
            self.assertIn(words, answer.text)
        for words in (self.foreign.name, "987.65", "Turning Page"):
            self.assertNotIn(words, answer.text)

    def test_what_is_promised_is_said(self):
        self.env["collection.promise"].create(
            {
                "case_id": self.case.id,
                "currency_id": self.company.currency_id.id,
                "amount": 1234.5,
                "date": "2026-11-27",
            }
        )
        self.assertIn("1,234.50 by 27 Nov 2026.", self.url_open(self.link).text)

    def test_is_written_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.customer.lang = "fr_FR"
        self.assertIn('data-oe-lang="fr_FR"', self.url_open(self.link).text)

    def test_staff_print_it_from_the_case(self):
        report = self.env.ref("collection_sms.collection_statement_report")
        self.assertEqual(report.binding_model_id.model, "collection.case")
        reports = self.env["ir.actions.report"].with_user(self.collector)
        content, _kind = reports._render_qweb_pdf(report.report_name, self.case.ids)
        self.assertIn(self.invoice.name, content.decode())

    def test_wrong_and_expired_links(self):
        self.pay(self.invoice)
        self.pay(self.coming)
        self.env["collection.case"]._refresh()
        for link in (self.link, "/c/wrong/statement"):
            answer = self.url_open(link)
            self.assertEqual(answer.status_code, 404)
            self.assertNotIn("Salthill", answer.text)
