"""Documents that the customer downloads from the page."""

from odoo import http
from odoo.exceptions import UserError
from odoo.http import content_disposition, request

from .page import PRIVATE_HEADERS, CustomerPage

UNAVAILABLE = 503


class CollectionDocuments(CustomerPage, http.Controller):
    """PDF files behind the short link. Looking at them changes nothing."""

    @http.route(
        "/c/<string:token>/invoice/<int:invoice_id>",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def invoice_pdf(self, token, invoice_id, **_kwargs):
        """The PDF of one invoice that the page lists; any other id is a link nobody ever had."""
        case = self._find_case(token)
        if not case:
            return self._expired_page(token)
        invoice = case._printable_invoices().filtered(lambda move: move.id == invoice_id)
        if not invoice:
            return self._no_such_document(case)
        return self._document(case, lambda: case._invoice_pdf(invoice))

    @http.route(
        "/c/<string:token>/statement", type="http", auth="public", methods=["GET"], sitemap=False
    )
    def statement(self, token, **_kwargs):
        """The statement of account as of now."""
        case = self._find_case(token)
        if not case:
            return self._expired_page(token)
        return self._document(case, case._statement_pdf)

    def _no_such_document(self, case):
        return self._render("collection_sms.expired_page", {"company": case.company_id}, 404)

    def _document(self, case, make):
        """The file that ``make`` returns, or a page that says how to get it otherwise."""
        try:
            name, content = make()
        except UserError:
            values = {"case": case, "company": case.company_id}
            return self._render("collection_sms.no_document_page", values, UNAVAILABLE)
        headers = {
            **PRIVATE_HEADERS,
            "Content-Type": "application/pdf",
            "Content-Length": len(content),
            "Content-Disposition": content_disposition(name, disposition_type="inline"),
            "X-Content-Type-Options": "nosniff",
        }
        return request.make_response(content, list(headers.items()))
