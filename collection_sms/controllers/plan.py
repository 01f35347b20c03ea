"""Payment plans on the customer's page: every date and amount is shown before it is agreed on."""

from odoo import http
from odoo.http import request

from ..engine import PlanRefusal
from ..models.plan_refusal import FIELD_OF_REFUSAL, PlanRefused
from .page import CONFLICT, UNPROCESSABLE, CustomerPage

OVERTAKEN = (PlanRefusal.BUSY, PlanRefusal.CHANGED, PlanRefusal.RUNNING)


class CollectionPlanPortal(CustomerPage, http.Controller):
    """The customer divides what is due into installments, or answers our proposal."""

    @http.route(
        "/c/<string:token>/plan", type="http", auth="public", methods=["GET"], sitemap=False
    )
    def preview_plan(self, token, **form):
        """Show every date and amount of the plan that was chosen. Changes nothing."""
        case = self._find_case(token)
        if not case:
            return self._expired_page(token)
        try:
            draft = case._draft_plan(form)
        except PlanRefused as refused:
            return self._refused_choice(case, form, refused)
        return self._plan_page(case, draft, form)

    @http.route(
        "/c/<string:token>/plan", type="http", auth="public", methods=["POST"], sitemap=False
    )
    def agree_on_plan(self, token, **form):
        """Record the plan that was shown, now that the customer has signed it."""
        self._require_post()
        case = self._find_case(token)
        if not case:
            return self._expired_page(token)
        try:
            case._agree_on_plan(form, request.httprequest.remote_addr)
        except PlanRefused as refused:
            return self._refused_agreement(case, form, refused)
        return self._back_to_page(token, "o_collection_agreed")

    @http.route(
        "/c/<string:token>/plan/<int:plan_id>",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def proposed_plan(self, token, plan_id):
        """Show a plan that we proposed."""
        case, plan = self._find_plan(token, plan_id)
        if not plan:
            return self._expired_page(token)
        if plan.state != "proposed":
            return self._back_to_page(token, "o_collection_agreed")
        return self._plan_page(case, plan, {})

    @http.route(
        "/c/<string:token>/plan/<int:plan_id>/accept",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def accept_plan(self, token, plan_id, **form):
        """Let a plan that we proposed start."""
        self._require_post()
        case, plan = self._find_plan(token, plan_id)
        if not plan:
            return self._expired_page(token)
        try:
            case._accept_proposal(plan, form, request.httprequest.remote_addr)
        except PlanRefused as refused:
            if refused.refusal in FIELD_OF_REFUSAL:
                return self._plan_page(case, plan, form, refused)
            return self._refused_choice(case, form, refused)
        return self._back_to_page(token, "o_collection_agreed")

    @http.route(
        "/c/<string:token>/plan/<int:plan_id>/decline",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def decline_plan(self, token, plan_id):
        """Note that the customer does not want the plan that we proposed."""
        self._require_post()
        case, plan = self._find_plan(token, plan_id)
        if not plan:
            return self._expired_page(token)
        try:
            case._decline_proposal(plan)
        except PlanRefused as refused:
            return self._refused_choice(case, {}, refused)
        return self._back_to_page(token, "o_collection_agreed")

    @http.route(
        "/c/<string:token>/plan/<int:plan_id>/agreement",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def agreement(self, token, plan_id):
        """The agreement as a PDF; where the server cannot print, the page with a word on it."""
        case, plan = self._find_plan(token, plan_id)
        if not plan or not plan.accepted_on:
            return self._expired_page(token)
        return self._agreement_response(case, plan)

    def _plan_page(self, case, plan, form, refused=None):
        """The page on which a plan is read and signed."""
        values = {
            "case": case,
            "company": case.company_id,
            "plan": plan,
            "form": form,
            "field": refused and FIELD_OF_REFUSAL.get(refused.refusal),
            "error": refused and refused.explain(case.env),
            "plan_round": len(case.plan_ids),
        }
        status = UNPROCESSABLE if refused else 200
        return self._render("collection_sms.plan_page", values, status)

    def _refused_choice(self, case, form, refused):
        """The customer's page again, with what is wrong and what was typed."""
        answer = {
            **form,
            "currency": refused.currency,
            "field": FIELD_OF_REFUSAL.get(refused.refusal),
            "error": refused.explain(case.env),
        }
        status = CONFLICT if refused.refusal in OVERTAKEN else UNPROCESSABLE
        return self._case_page(case, status, plan_form=answer)

    def _refused_agreement(self, case, form, refused):
        """A missing signature is asked for where the plan is; all else has changed."""
        if refused.refusal in FIELD_OF_REFUSAL and refused.currency is None:
            return self._plan_page(case, case._draft_plan(form), form, refused)
        return self._refused_choice(case, form, refused)
