"""Automatic payment of a plan: the customer agrees, pays with a card that is saved, withdraws.

The consent is shown in full and ticked; its signature leads to the payment, and the transaction
keeps it. Nothing else on the page saves a card, whatever a browser asks for.
"""

from odoo import http
from odoo.exceptions import ValidationError
from odoo.http import request

from ..models.plan_refusal import PlanRefused
from .page import CONFLICT, UNPROCESSABLE
from .payment import CollectionPayment


class CollectionAutopay(CollectionPayment):
    """Extends the payment of the page; see there for what is signed."""

    @http.route(
        "/c/<string:token>/plan/<int:plan_id>/autopay",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def autopay_page(self, token, plan_id):
        """Show what the customer would agree to. Changes nothing."""
        case, plan = self._find_plan(token, plan_id)
        if not plan:
            return self._expired_page(token)
        if not case._describe_autopay(plan)["offered"]:
            return self._back_to_page(token)
        return self._consent_page(case, plan)

    @http.route(
        "/c/<string:token>/plan/<int:plan_id>/autopay",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def agree_on_autopay(self, token, plan_id, digest=None, tick=None):
        """Lead to the payment once exactly what was shown is ticked."""
        self._require_post()
        case, plan = self._find_plan(token, plan_id)
        if not plan:
            return self._expired_page(token)
        if not case._describe_autopay(plan)["offered"]:
            return self._case_page(case, CONFLICT, payment_notice=self._changed_words())
        if digest != plan._autopay_digest():
            return self._consent_page(case, plan, CONFLICT, self._changed_words())
        if tick != "yes":
            error = request.env._("Please tick that you agree, or go back and pay without it.")
            return self._consent_page(case, plan, UNPROCESSABLE, error)
        consent = case._sign_consent(plan)
        return request.redirect(f"/c/{token}/plan/{plan_id}/autopay/{consent}", code=303)

    @http.route(
        "/c/<string:token>/plan/<int:plan_id>/autopay/<string:consent>",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def autopay_payment_page(self, token, plan_id, consent):
        """Odoo's payment form with the ways to pay that can save a card."""
        case, plan = self._find_plan(token, plan_id)
        if not plan:
            return self._expired_page(token)
        if not case._is_consent(plan, consent):
            return self._back_to_page(token)
        payment, amount = case._choose_installment(plan)
        providers, methods = case._ways_to_pay(payment, amount, force_tokenization=True)
        return self._ask_how(
            case,
            payment,
            amount,
            changed=False,
            autopay_plan=plan,
            providers_sudo=providers,
            payment_methods_sudo=methods,
            transaction_route=f"/c/{token}/plan/{plan_id}/autopay/{consent}/transaction",
        )

    @http.route(
        "/c/<string:token>/plan/<int:plan_id>/autopay/<string:consent>/transaction",
        type="jsonrpc",
        auth="public",
        methods=["POST"],
    )
    def create_autopay_transaction(
        self,
        token,
        plan_id,
        consent,
        amount=None,
        access_token=None,
        provider_id=None,
        payment_method_id=None,
        **kwargs,
    ):
        """Create the transaction of an installment whose card is saved, as the payment form asks.

        Raises ``ValidationError`` when the link, the consent, the amount or the provider are not
        (or no longer) those of the payment page.
        """
        self._require_post()
        case, plan = self._find_plan(token, plan_id)
        if not plan or not case._is_consent(plan, consent):
            raise ValidationError(self._changed_words())
        payment, due = case._choose_installment(plan)
        if not case._is_signed(payment, amount, access_token) or (
            case._exact(amount, payment.currency_id) != due
        ):
            raise ValidationError(self._changed_words())
        self._validate_transaction_kwargs(kwargs)
        self._require_offered(
            case, payment, due, provider_id, payment_method_id, force_tokenization=True
        )
        context = self._transaction_context(case, payment, due, kwargs)
        context["tokenization_requested"] = True
        context["custom_create_values"] |= case._prepare_consent(
            plan, request.httprequest.remote_addr
        )
        transaction = self._create_transaction(
            provider_id=provider_id, payment_method_id=payment_method_id, **context
        )
        return transaction._get_processing_values()

    @http.route(
        "/c/<string:token>/plan/<int:plan_id>/autopay/stop",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def stop_autopay(self, token, plan_id):
        """Withdraw the consent; replayed, it changes nothing."""
        self._require_post()
        case, plan = self._find_plan(token, plan_id)
        if not plan:
            return self._expired_page(token)
        try:
            case._withdraw_autopay(plan)
        except PlanRefused as refused:
            return self._case_page(case, CONFLICT, payment_notice=refused.explain(case.env))
        return self._back_to_page(token, "o_collection_agreed")

    def _changed_words(self):
        return request.env._("What is open has changed in the meantime. Please look again.")

    def _consent_page(self, case, plan, status=200, error=None):
        """The page on which the consent is read and ticked."""
        _payment, amount = case._choose_installment(plan)
        values = {
            "case": case,
            "company": case.company_id,
            "plan": plan,
            "amount": float(amount),
            "error": error,
        }
        return self._render("collection_sms.autopay_page", values, status)
