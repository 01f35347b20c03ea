"""The customer says how, when and in which language to be reached, and stops or starts channels."""

from odoo import http
from odoo.http import request

from ..models.collection_case_stop import WAYS
from ..models.wish_refusal import FIELD_OF_WISH_REFUSAL, explain_wish_refusal
from .page import CONFLICT, UNPROCESSABLE, CustomerPage

SECTION = "o_collection_preferences"
_ANY_WAY = f"<any({', '.join(WAYS)}):way>"


class CollectionPreferences(CustomerPage, http.Controller):
    """Preferences on the page behind the short link."""

    @http.route(
        "/c/<string:token>/preferences",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def save_preferences(self, token, **form):
        """Record language, channel and hours; show the page again, in the language chosen."""
        return self._change(token, form, lambda case: case._wish_from_page(form), "saved")

    @http.route(
        f"/c/<string:token>/{_ANY_WAY}/stop",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def stop(self, token, way, **_form):
        """Contact this customer no more in this way: texts, emails, calls, letters, or all."""
        return self._change(token, {}, lambda case: case._stop_way(way), "stopped")

    @http.route(
        f"/c/<string:token>/{_ANY_WAY}/start",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def start(self, token, way, shown=None, **_form):
        """Allow this way again, unless it was stopped once more since the page was shown."""
        done = f"started-{way}"
        return self._change(token, {}, lambda case: case._start_way(way, shown), done)

    @http.route(
        [
            "/c/<string:token>/preferences",
            f"/c/<string:token>/{_ANY_WAY}/stop",
            f"/c/<string:token>/{_ANY_WAY}/start",
        ],
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def preferences_page(self, token, **_kwargs):
        """Lead back to the page: somebody reloads, or comes back, after a form was refused."""
        return self._back_to_page(token)

    def _change(self, token, form, change, done):
        self._require_post()
        case = self._find_case(token)
        if not case:
            return self._expired_page(token)
        if refusal := change(case):
            return self._refused_wish(case, form, refusal)
        return request.redirect(f"/c/{token}?done={done}#{SECTION}", code=303)

    def _refused_wish(self, case, form, refusal):
        """The page again, with the sentence and what was chosen."""
        field = FIELD_OF_WISH_REFUSAL.get(refusal)
        values = {
            "chosen": form,
            "field": field,
            "error": explain_wish_refusal(case.env, refusal),
        }
        return self._case_page(case, UNPROCESSABLE if field else CONFLICT, wish_form=values)
