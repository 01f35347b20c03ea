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
        cls.foreign = cls.make_invoice(10, 777.0, partner=cls.stranger)
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
        for words in ("Salthill", "Turning Page", self.invoice.name, "777"):
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
