"""What all routes of the customer's page share."""

from odoo import SUPERUSER_ID
from odoo.exceptions import UserError
from odoo.http import content_disposition, request
from odoo.tools.misc import get_lang
from werkzeug.exceptions import MethodNotAllowed

# The address is a secret and the page private: keep it from referrers, caches and search engines.
PRIVATE_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


# What the customer filled in was wrong; what had been shown is true no more.
UNPROCESSABLE, CONFLICT = 422, 409


class CustomerPage:
    """Answers of the customer's page.

    A mixin and no controller: Odoo merges controllers by their base, and one that had two would
    take the routes of the portal away from the apps that extend them.
    """

    # Where a form's field should be, a file may come: controllers are not given it (``ir.http``).
    _takes_text_only = True

    def _find_case(self, token):
        """The open case behind a link, in the customer's language, or nothing.

        What the customer does there is done by OdooBot: staff of other companies than its own may
        not read the public user, and could not open what that had made.
        """
        case = request.env["collection.case"].with_user(SUPERUSER_ID)._find_by_token(token)
        return self._in_customers_language(case) if case else case

    def _find_plan(self, token, plan_id):
        """The case behind a link and its plan; no plan where it is another customer's."""
        case = self._find_case(token)
        return case, case._own_plan(plan_id)

    def _back_to_page(self, token, section=""):
        """Lead to the page, at ``section`` of it."""
        return request.redirect(f"/c/{token}#{section}" if section else f"/c/{token}", code=303)

    def _case_page(self, case, status=200, **values):
        """The page of ``case``, with ``values`` for the templates of its sections."""
        values = {"case": case, **case._page_values(), **values}
        return self._render("collection_sms.customer_page", values, status)

    def _agreement_response(self, case, agreement):
        """The file of ``agreement``; where the server cannot print, the page with a word on it."""
        try:
            content, kind = agreement._agreement_file()
        except UserError:
            notice = request.env._("The agreement cannot be printed right now. Please ask us.")
            return self._case_page(case, payment_notice=notice)
        headers = {
            **PRIVATE_HEADERS,
            "Content-Type": "application/pdf" if kind == "pdf" else "text/html",
            "Content-Disposition": content_disposition(agreement._agreement_name(kind)),
            "X-Content-Type-Options": "nosniff",
        }
        return request.make_response(content, headers=list(headers.items()))

    def _require_post(self):
        """An OPTIONS request reaches POST routes too, and is not checked for CSRF."""
        if request.httprequest.method != "POST":
            raise MethodNotAllowed(valid_methods=["POST"])

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
