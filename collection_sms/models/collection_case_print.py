"""Documents behind the customer's link: the PDF of an invoice that the page lists."""

from odoo import models

# What Odoo prints; a manual entry that is owed has no document.
PRINTED_TYPES = ("out_invoice", "out_receipt")


class CollectionCase(models.Model):
    _inherit = "collection.case"

    def _page_values(self):
        """The customer's page, with the invoices that can be downloaded."""
        return {**super()._page_values(), "printable_invoices": self._printable_invoices()}

    def _printable_invoices(self):
        """Invoices on the page that have a PDF: this customer's and company's, posted and open."""
        self.ensure_one()
        return self._page_lines().move_id.filtered(
            lambda move: (
                move.move_type in PRINTED_TYPES
                and move.state == "posted"
                and move.company_id == self.company_id
                and move.commercial_partner_id == self.partner_id
            )
        )

    def _invoice_pdf(self, invoice):
        """Return ``(file name, bytes)``: the invoice as it was sent, else as Odoo prints it now.

        Core prints what was never sent as a pro forma and stores no file; the invoice does not
        count as sent. Only where the company prints a payment code does core give the invoice a
        token for it. Raises ``UserError`` where no PDF can be made.
        """
        document = invoice.with_company(self.company_id)._get_invoice_legal_documents(
            "pdf", allow_fallback=True
        )
        return document["filename"], document["content"]
