"""Goods or services instead of money, on the customer's page: offered, countered, agreed on."""

from odoo import http
from odoo.http import request

from ..engine import BarterRefusal, OfferRefusal
from ..models.offer_refusal import OfferRefused
from .page import CONFLICT, UNPROCESSABLE, CustomerPage
from .request import FORM_LIMIT

# These say that something is not as the page has shown it; the others are about what was typed.
OVERTAKEN = (
    *(OfferRefusal.BUSY, OfferRefusal.CHANGED, OfferRefusal.OLD_VERSION, OfferRefusal.OVER),
    *(OfferRefusal.EXPIRED, OfferRefusal.OWN, BarterRefusal.RUNNING, BarterRefusal.NOTHING_DUE),
)


class CollectionBarterPortal(CustomerPage, http.Controller):
    """The customer offers goods or services, or answers our offer."""

    @http.route(
        "/c/<string:token>/barter", type="http", auth="public", methods=["GET"], sitemap=False
    )
    def barter_option(self, token):
        """Lead back to the page: somebody reloads, or comes back, after a form was refused."""
        return self._back_to_page(token, "o_collection_barter")

    @http.route(
        "/c/<string:token>/barter",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
        max_content_length=FORM_LIMIT,
    )
    def offer_goods(self, token, **_form):
        """Record what the customer offers, first or in answer to our offer."""
        self._require_post()
        case = self._find_case(token)
        if not case:
            return self._expired_page(token)
        form = request.httprequest.form
        files = request.httprequest.files.getlist("files")
        try:
            case._offer_from_page(form, files, request.httprequest.remote_addr)
        except OfferRefused as refused:
            return self._refused_offer(case, form, refused)
        return self._back_to_page(token, "o_collection_agreed")

    @http.route(
        "/c/<string:token>/barter/<int:barter_id>",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def barter(self, token, barter_id):
        """Show what is offered, with all that was offered before. Changes nothing."""
        case, barter = self._find_barter(token, barter_id)
        if not barter:
            return self._expired_page(token)
        if barter not in case._talks_on_page():
            return self._back_to_page(token, "o_collection_agreed")
        return self._barter_page(case, barter, {})

    @http.route(
        "/c/<string:token>/barter/<int:barter_id>/accept",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def accept_offer(self, token, barter_id, **form):
        """Agree to our offer, exactly as it was shown."""

        def accept(case, barter):
            case._accept_offer(barter, form, request.httprequest.remote_addr)

        return self._answer_offer(token, barter_id, form, accept)

    @http.route(
        "/c/<string:token>/barter/<int:barter_id>/decline",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def decline_offer(self, token, barter_id, **form):
        """Note that the customer does not want our offer."""

        def decline(case, barter):
            case._decline_offer(barter, form)

        return self._answer_offer(token, barter_id, form, decline)

    @http.route(
        "/c/<string:token>/barter/<int:barter_id>/withdraw",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def withdraw_offer(self, token, barter_id):
        """Take the customer's own offer back."""

        def withdraw(case, barter):
            case._withdraw_offer(barter)

        return self._answer_offer(token, barter_id, {}, withdraw)

    @http.route(
        [
            "/c/<string:token>/barter/<int:barter_id>/accept",
            "/c/<string:token>/barter/<int:barter_id>/decline",
            "/c/<string:token>/barter/<int:barter_id>/withdraw",
        ],
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def barter_reloaded(self, token, barter_id):
        """Lead back to the page: somebody reloads, or comes back, after a form was refused."""
        return self._back_to_page(token, "o_collection_agreed")

    @http.route(
        "/c/<string:token>/barter/<int:barter_id>/agreement",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def barter_agreement(self, token, barter_id):
        """The agreement as a PDF; where the server cannot print, the page with a word on it."""
        case, barter = self._find_barter(token, barter_id)
        if not barter or not barter.accepted_on:
            return self._expired_page(token)
        return self._agreement_response(case, barter)

    def _answer_offer(self, token, barter_id, form, answer):
        """Let ``answer`` do what the customer wants with case and barter, and lead back there;
        where that is refused, the page says why."""
        self._require_post()
        case, barter = self._find_barter(token, barter_id)
        if not barter:
            return self._expired_page(token)
        try:
            answer(case, barter)
        except OfferRefused as refused:
            return self._refused_answer(case, barter, form, refused)
        return self._back_to_page(token, "o_collection_agreed")

    def _find_barter(self, token, barter_id):
        """The case behind a link and its barter; no barter where it is another customer's."""
        case = self._find_case(token)
        return case, case._own_barter(barter_id)

    def _barter_page(self, case, barter, form, refused=None):
        """The page on which offers are read, signed and answered."""
        policy = case._find_policies()[case]
        values = {
            "case": case,
            "company": case.company_id,
            "barter": barter,
            "currency": barter.currency_id,
            "limits": case._barter_offers(policy=policy).get(barter.currency_id),
            **case._barter_form_values(policy),
            "typed": form if "what_0" in form else barter._typed_offer(),
            "form": form,
            "counter_open": "what_0" in form,
            "had_files": _had_files(),
            "field": refused and refused.field,
            "error": refused and refused.explain(case.env),
        }
        status = UNPROCESSABLE if refused else 200
        return self._render("collection_sms.barter_page", values, status)

    def _refused_offer(self, case, form, refused):
        """The page with what is wrong, and with what the customer had typed."""
        barter = case._talks_on_page()
        if barter and refused.refusal not in OVERTAKEN:
            return self._barter_page(case, barter, form, refused)
        answer = {
            "currency": refused.currency,
            "typed": form,
            "field": refused.field,
            "had_files": _had_files(),
            "error": refused.explain(case.env),
        }
        status = CONFLICT if refused.refusal in OVERTAKEN else UNPROCESSABLE
        return self._case_page(case, status, barter_form=answer)

    def _refused_answer(self, case, barter, form, refused):
        """A missing signature is asked for where the offer is; all else has changed."""
        if refused.refusal not in OVERTAKEN:
            return self._barter_page(case, barter, form, refused)
        answer = {"error": refused.explain(case.env)}
        return self._case_page(case, CONFLICT, barter_form=answer)


def _had_files():
    """Whether the form came with files: no browser shows them again."""
    return any(file.filename for file in request.httprequest.files.getlist("files"))
