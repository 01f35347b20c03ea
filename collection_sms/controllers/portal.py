from odoo import http

from .page import CustomerPage


class CollectionPortal(CustomerPage, http.Controller):
    """The customer's page behind the short link: no login, the token opens one case."""

    @http.route("/c/<string:token>", type="http", auth="public", methods=["GET"], sitemap=False)
    def customer_page(self, token, **_kwargs):
        """Show what is owed. Changes nothing: phones fetch links to preview them."""
        case = self._find_case(token)
        if not case:
            return self._expired_page(token)
        return self._case_page(case)
