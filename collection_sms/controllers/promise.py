from odoo import http
from odoo.http import request

from ..engine import Refusal
from ..models.promise_refusal import FIELD_OF_REFUSAL, explain_refusal
from .page import CONFLICT, UNPROCESSABLE, CustomerPage


class CollectionPromisePortal(CustomerPage, http.Controller):
    """The customer promises a date on the page behind the short link."""

    @http.route(
        "/c/<string:token>/promise", type="http", auth="public", methods=["POST"], sitemap=False
    )
    def make_promise(self, token, **form):
        """Record a promise; show the page again with what was promised, or with what is wrong."""
        self._require_post()
        case = self._find_case(token)
        if not case:
            return self._expired_page(token)
        refusal = case._promise_from_page(form, request.httprequest.remote_addr)
        if refusal:
            return self._refused_promise(case, form, refusal)
        return self._back_to_page(token, "o_collection_agreed")

    @http.route(
        "/c/<string:token>/promise", type="http", auth="public", methods=["GET"], sitemap=False
    )
    def promise_page(self, token):
        """Lead back to the page: somebody reloads, or comes back, after a form was refused."""
        return self._back_to_page(token)

    def _refused_promise(self, case, form, refusal):
        values = case._page_values()
        chosen = {str(currency.id): currency for currency in values["promise_offers"]}
        currency = chosen.get(form.get("currency"))
        offer = values["promise_offers"].get(currency) if currency else None
        values["promise_form"] = {
            "currency": currency,
            "date": form.get("date", ""),
            "amount": form.get("amount", ""),
            "field": FIELD_OF_REFUSAL.get(refusal),
            "error": explain_refusal(case.env, refusal, currency, offer),
        }
        about_input = refusal in FIELD_OF_REFUSAL or refusal is Refusal.NOT_OFFERED
        return self._render(
            "collection_sms.customer_page",
            {"case": case, **values},
            status=UNPROCESSABLE if about_input else CONFLICT,
        )
