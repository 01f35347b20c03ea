from odoo import http
from odoo.http import request

from ..engine import RequestRefusal
from ..models.request_refusal import FIELD_OF_REQUEST_REFUSAL, explain_request_refusal
from .page import CONFLICT, UNPROCESSABLE, CustomerPage

# Bytes that the form may have. Files above their own limit are spooled to disk and get a kind
# answer; what is larger than this is not read at all.
FORM_LIMIT = 64 * 1024 * 1024


class CollectionRequestPortal(CustomerPage, http.Controller):
    """The customer asks for something on the page behind the short link."""

    @http.route(
        "/c/<string:token>/request/<string:kind>",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
        max_content_length=FORM_LIMIT,
    )
    def make_request(self, token, kind, **_form):
        """Take a request down; show the page again with it, or with what is wrong."""
        self._require_post()
        case = self._find_case(token)
        if not case:
            return self._expired_page(token)
        form = request.httprequest.form
        files = request.httprequest.files.getlist("files")
        refusal = case._request_from_page(kind, form, files, request.httprequest.remote_addr)
        if refusal:
            return self._refused_request(case, kind, form, refusal)
        return self._back_to_page(token, "o_collection_agreed")

    @http.route(
        "/c/<string:token>/request/<int:request_id>/withdraw",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def withdraw_request(self, token, request_id, **_form):
        """Take a request back that nobody has answered yet."""
        self._require_post()
        case = self._find_case(token)
        if not case:
            return self._expired_page(token)
        if refusal := case._withdraw_from_page(request_id):
            notice = explain_request_refusal(case.env, refusal)
            return self._case_page(case, CONFLICT, request_notice=notice)
        return self._back_to_page(token, "o_collection_agreed")

    @http.route(
        [
            "/c/<string:token>/request/<string:kind>",
            "/c/<string:token>/request/<int:request_id>/withdraw",
        ],
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def request_page(self, token, **_form):
        """Lead back to the page: somebody reloads, or comes back, after a form was refused."""
        return self._back_to_page(token)

    def _refused_request(self, case, kind, form, refusal):
        """The page with what is wrong, and with what the customer had typed."""
        offers = case._request_offers()
        values = {
            "kind": kind if kind in offers else None,
            "field": FIELD_OF_REQUEST_REFUSAL.get(refusal),
            "error": explain_request_refusal(case.env, refusal, offers.get(kind)),
            "typed": form,
            "invoices": set(form.getlist("invoices")),
        }
        about_input = refusal in FIELD_OF_REQUEST_REFUSAL or refusal is RequestRefusal.NOT_OFFERED
        status = UNPROCESSABLE if about_input else CONFLICT
        if not values["kind"]:
            return self._case_page(case, status, request_notice=values["error"])
        return self._case_page(case, status, request_form=values)
