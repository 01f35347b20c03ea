"""Automatic payment on the customer's page: who may agree to it, and the signature of a consent."""

from datetime import timedelta

from markupsafe import Markup
from odoo import fields, models
from odoo.addons.payment import utils as payment_utils
from odoo.exceptions import UserError
from odoo.tools import consteq

from ..engine import PlanRefusal
from .collection_case_plan_page import TOLD_DAYS
from .collection_plan import RUNNING
from .collection_plan_installment import NOT_CHARGED
from .plan_refusal import PlanRefused


class CollectionCase(models.Model):
    _inherit = "collection.case"

    def _page_values(self):
        """The customer's page, with what is said about automatic payment of each running plan."""
        values = super()._page_values()
        plans = values["running_plans"]
        return {**values, "autopays": {plan.id: self._describe_autopay(plan) for plan in plans}}

    def _describe_autopay(self, plan):
        """What the template shows; ``failed``, ``underway`` and ``next`` are installments."""
        open_parts = plan._open_installments()
        today, told = self._today(), fields.Datetime.now() - timedelta(days=TOLD_DAYS)
        tried = open_parts.filtered("transaction_id")
        failed = tried.filtered(lambda part: part.transaction_state in NOT_CHARGED)[:1]
        return {
            "offered": (not plan.autopay or failed) and self._may_autopay(plan),
            "failed": failed,
            "underway": (tried - failed).filtered(
                lambda part: part.transaction_state in ("draft", "pending", "authorized")
            )[:1],
            "next": open_parts.filtered(
                lambda part: not part.transaction_id and part.date >= today
            )[:1],
            "stopped": not plan.autopay and plan.autopay_off_on and plan.autopay_off_on > told,
        }

    def _may_autopay(self, plan):
        """Whether something is left to be charged, and a provider is there that saves cards."""
        if plan.state not in RUNNING or not plan._autopay_parts():
            return False
        try:
            payment, amount = self._choose_installment(plan)
        except UserError:
            return False
        return bool(self._ways_to_pay(payment, amount, force_tokenization=True)[1])

    def _sign_consent(self, plan):
        """Proof that the customer ticked exactly these terms; void once they are withdrawn."""
        return payment_utils.generate_access_token(
            "collection.plan.autopay",
            plan.id,
            self.access_token,
            plan._autopay_digest(),
            str(plan.autopay_off_on),
            env=self.env,
        )

    def _is_consent(self, plan, signature):
        return self._may_autopay(plan) and consteq(
            ascii(self._sign_consent(plan)), ascii(signature)
        )

    def _prepare_consent(self, plan, ip_address):
        """Values of the transaction with which the customer pays now and agrees to the rest."""
        return {
            "collection_plan_id": plan.id,
            "collection_consent": plan._autopay_text(),
            "collection_consent_on": fields.Datetime.now(),
            "collection_consent_ip": ip_address,
        }

    def _withdraw_autopay(self, plan):
        """Stop charging the card, as the customer wishes. Raises ``PlanRefused`` when busy."""
        if not self._wait_for_lock():
            raise PlanRefused(PlanRefusal.BUSY)
        plan.invalidate_recordset()
        plan._stop_autopay(self.env._("The customer stopped automatic payment of plan %(name)s."))
        self._decide_again()

    def _describe_outcome(self, transaction):
        """After the payment with which the customer agreed: what happens next."""
        outcome = super()._describe_outcome(transaction)
        if not transaction.collection_plan_id.autopay:
            return outcome
        more = self.env._("The rest is charged automatically.")
        return Markup("%s %s") % (outcome, more)
