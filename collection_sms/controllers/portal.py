from odoo import http
from odoo.http import request
from odoo.tools.misc import get_lang
from werkzeug.exceptions import MethodNotAllowed

# The address is a secret and the page private: keep it from referrers, caches and search engines.
PRIVATE_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


class CollectionPortal(http.Controller):
    """The customer's page behind the short link: no login, the token opens one case."""

    @http.route("/c/<string:token>", type="http", auth="public", methods=["GET"], sitemap=False)
    def customer_page(self, token):
        """Show what is owed. Changes nothing: phones fetch links to preview them."""
        case = request.env["collection.case"].sudo()._find_by_token(token)
        if not case:
            return self._expired_page(token)
        case = self._in_customers_language(case)
        return self._render("collection_sms.customer_page", {"case": case, **case._page_values()})

    @http.route(
        "/c/<string:token>/pay/<int:invoice_id>",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def pay_invoice(self, token, invoice_id):
        """Lead to Odoo's own payment of one invoice of this case."""
        # An OPTIONS request reaches POST routes, and is not checked for CSRF.
        if request.httprequest.method != "POST":
            raise MethodNotAllowed(valid_methods=["POST"])
        case = request.env["collection.case"].sudo()._find_by_token(token)
        if not case:
            return self._expired_page(token)
        invoice = case.open_line_ids.move_id.filtered(lambda move: move.id == invoice_id)
        if not invoice or not invoice._has_to_be_paid():
            return request.redirect(f"/c/{token}")
        url = invoice.get_portal_url(query_string="&payment=True", anchor="portal_pay")
        return request.redirect(url, code=303)

    def _in_customers_language(self, case):
        lang = get_lang(request.env, case.recipient_id.lang).code
        request.update_context(lang=lang)
        return case.with_context(lang=lang)

    def _expired_page(self, token):
        """Say how to reach the company; a link nobody ever had gets the same answer."""
        case = request.env["collection.case"].sudo()._find_by_expired_token(token)
        company = case.company_id or request.env["res.company"].sudo().search([], limit=1)
        if case:
            self._in_customers_language(case)
        values = {"company": company.with_context(**request.env.context)}
        return self._render("collection_sms.expired_page", values, status=404)

    def _render(self, template, values, status=200):
        lang = get_lang(request.env)
        html_data = {"lang": lang.code.replace("_", "-"), "dir": lang.direction}
        layout = {"no_header": True, "no_footer": True, "html_data": html_data}
        response = request.render(template, {**layout, **values})
        response.status_code = status
        response.headers.update(PRIVATE_HEADERS)
        return response
