"""Paying from the customer's page, with Odoo's own payment form and providers."""

from odoo import http
from odoo.addons.payment.controllers.portal import PaymentPortal
from odoo.addons.payment.controllers.post_processing import PaymentPostProcessing
from odoo.exceptions import UserError, ValidationError
from odoo.http import request
from odoo.tools import is_html_empty
from odoo.tools.misc import get_lang

from .page import UNPROCESSABLE, CustomerPage


class CollectionPayment(CustomerPage, PaymentPortal):
    """The page lets choose, the payment page signs the amount, the transaction checks it."""

    @http.route(
        "/c/<string:token>/pay", type="http", auth="public", methods=["POST"], sitemap=False
    )
    def choose_payment(self, token, amount=None, **_kwargs):
        """Lead to the payment of the chosen lines, or of the amount that was typed."""
        line_ids = "-".join(request.httprequest.form.getlist("lines"))
        return self._choose(token, lambda case: case._choose_payment(line_ids, amount))

    @http.route(
        "/c/<string:token>/pay/<int:invoice_id>",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def pay_invoice(self, token, invoice_id):
        """Lead to the payment of one invoice of this case."""
        return self._choose(token, lambda case: case._choose_invoice(invoice_id))

    @http.route(
        "/c/<string:token>/plan/<int:plan_id>/pay",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def pay_installment(self, token, plan_id):
        """Lead to the payment of what is to be paid next of a plan of this case."""
        return self._choose(token, lambda case: case._choose_installment(case._own_plan(plan_id)))

    @http.route("/c/<string:token>/pay", type="http", auth="public", methods=["GET"], sitemap=False)
    def payment_page(self, token, lines=None, amount=None, signature=None, **_kwargs):
        """Ask how to pay a signed amount. If the balance has changed, say so and ask anew."""
        case = self._find_case(token)
        if not case:
            return self._expired_page(token)
        payment = case._payment_of(lines)
        try:
            case._require_payable(payment)
        except UserError as error:
            return self._case_page(case, UNPROCESSABLE, payment_notice=str(error))
        changed = not case._is_signed(payment, amount, signature)
        return self._ask_how(case, payment, payment.net if changed else amount, changed)

    @http.route(
        "/c/<string:token>/transaction/<string:lines>",
        type="jsonrpc",
        auth="public",
        methods=["POST"],
    )
    def create_case_transaction(
        self,
        token,
        lines,
        amount=None,
        access_token=None,
        provider_id=None,
        payment_method_id=None,
        **kwargs,
    ):
        """Create the transaction of a signed amount, as Odoo's payment form asks for it.

        Raises ``ValidationError`` when the link, the lines, the amount or the provider are not
        (or no longer) those of the payment page.
        """
        self._require_post()
        case = request.env["collection.case"].sudo()._find_by_token(token)
        if not case:
            raise ValidationError(request.env._("This link is no longer valid."))
        case = self._in_customers_language(case)
        payment = case._payment_of(lines)
        if not payment or not case._is_signed(payment, amount, access_token):
            raise ValidationError(
                request.env._("What is open has changed in the meantime. Please reload the page.")
            )
        self._validate_transaction_kwargs(kwargs)
        self._require_offered(case, payment, amount, provider_id, payment_method_id)
        transaction = self._create_transaction(
            provider_id=provider_id,
            payment_method_id=payment_method_id,
            **self._transaction_context(case, payment, amount, kwargs),
        )
        return transaction._get_processing_values()

    @http.route(
        "/c/<string:token>/thanks", type="http", auth="public", methods=["GET"], sitemap=False
    )
    def thanks(self, token):
        """Say what became of the payment that this browser made; other browsers learn nothing."""
        cases = request.env["collection.case"].sudo()
        case = cases._find_by_token(token) or cases._find_by_expired_token(token)
        transaction = self._own_transaction(case)
        if not transaction:
            return self._expired_page(token) if not case.access_token else self._back_to_page(token)
        if transaction.state == "done" and not transaction.is_post_processed:
            return request.redirect("/payment/status")
        case = self._in_customers_language(case)
        values = {
            "case": case,
            "company": case.company_id,
            "transaction": transaction,
            "outcome": case._describe_outcome(transaction),
        }
        return self._render("collection_sms.thanks_page", values)

    def _choose(self, token, choose):
        self._require_post()
        case = self._find_case(token)
        if not case:
            return self._expired_page(token)
        try:
            payment, amount = choose(case)
        except UserError as error:
            return self._case_page(case, UNPROCESSABLE, payment_notice=str(error))
        return request.redirect(case._payment_url(payment, amount), code=303)

    def _ask_how(self, case, payment, amount, changed, **form_values):
        """Odoo's payment form for ``amount``, with the lines it is for.

        ``form_values`` go before the usual values of the form.
        """
        values = {
            "case": case,
            "company": case.company_id,
            "payment": case._describe(payment),
            "balance_changed": changed,
            "company_mismatch": not self._can_partner_pay_in_company(
                case.partner_id, case.company_id
            ),
            "expected_company": case.company_id,
            **self._payment_form_values(case, payment, float(amount)),
            **form_values,
        }
        response = self._render("collection_sms.payment_page", values)
        # Odoo's own pages on the way (scripts, status) follow this cookie.
        response.set_cookie("frontend_lang", get_lang(request.env).code)
        return response

    def _payment_form_values(self, case, payment, amount):
        """The context that Odoo's ``payment.form`` asks for.

        Saved cards are not offered: a link in a text may be passed on, and it is no login.
        """
        providers, methods = case._ways_to_pay(payment, amount)
        return {
            "is_html_empty": is_html_empty,
            "amount": amount,
            "currency": request.env["res.currency"].browse(payment.currency_id),
            "partner_id": case.partner_id.id,
            "providers_sudo": providers,
            "payment_methods_sudo": methods,
            "tokens_sudo": request.env["payment.token"].sudo(),
            "availability_report": {},
            "show_tokenize_input_mapping": dict.fromkeys(providers.ids, False),
            "transaction_route": f"/c/{case.access_token}/transaction/{payment.key}",
            "landing_route": f"/c/{case.access_token}/thanks",
            "access_token": case._sign_payment(payment, amount),
        }

    def _require_offered(
        self, case, payment, amount, provider_id, payment_method_id, force_tokenization=False
    ):
        """Refuse what the payment page did not offer: Odoo's transactions take any provider."""
        providers, methods = case._ways_to_pay(payment, amount, force_tokenization)
        method = methods.filtered(lambda method: method.id == payment_method_id)
        if provider_id not in (providers & method.provider_ids).ids:
            raise ValidationError(request.env._("This way to pay is not available."))

    def _transaction_context(self, case, payment, amount, kwargs):
        """What the transaction is about; of ``kwargs``, from the browser, only the flow counts."""
        if kwargs.get("flow") not in ("redirect", "direct"):
            raise ValidationError(request.env._("This way to pay is not available."))
        return {
            "flow": kwargs["flow"],
            "token_id": None,
            "tokenization_requested": False,
            "amount": float(amount),
            "currency_id": payment.currency_id,
            "partner_id": case.partner_id.id,
            "landing_route": f"/c/{case.access_token}/thanks",
            "reference_prefix": case._payment_reference(payment),
            "custom_create_values": case._prepare_transaction(payment, amount),
        }

    def _own_transaction(self, case):
        """The payment that this browser made last, if it belongs to ``case``."""
        monitored = request.session.get(PaymentPostProcessing.MONITORED_TX_ID_KEY)
        transaction = request.env["payment.transaction"].sudo().browse(monitored).exists()
        return transaction.filtered(lambda tx: case and tx.collection_case_id == case)
