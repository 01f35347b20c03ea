"""Charge installments automatically: claim first, commit, then call the payment provider.

The claim is the transaction itself, and an installment has one at most (a unique index). A process
that dies before the provider has answered leaves it as a draft: nothing charges it again, the
customer is not asked for the money meanwhile, and a person is told.
"""

import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount
from psycopg2 import IntegrityError, OperationalError

from ..engine import refuse_charge
from .collection_plan import RUNNING
from .collection_plan_installment import NOT_CHARGED

_logger = logging.getLogger(__name__)

# A customer who opened the payment form so recently may be paying this very installment.
PAYING_MINUTES = 30
BOOKING_ATTEMPTS = 5


class CollectionPlanInstallment(models.Model):
    _inherit = "collection.plan.installment"

    transaction_id = fields.Many2one(
        "payment.transaction",
        "Automatic Payment",
        readonly=True,
        copy=False,
        ondelete="set null",
    )
    transaction_state = fields.Selection(
        related="transaction_id.state", store=True, string="Charge"
    )

    @api.model
    def _cron_charge(self):
        """Scheduled action: charge the installments whose day has come, one commit each."""
        commit = self.env["ir.cron"]._commit_progress
        self._find_unanswered()._report_unanswered()
        parts = self._find_to_charge()
        commit(remaining=len(parts))
        for part in parts:
            part._charge()
            if not commit(1):
                break

    @api.model
    def _find_to_charge(self):
        """Installments that may have to be charged; the engine decides once their case is locked.

        A day more on both sides: it is tomorrow already where some companies are.
        """
        domain = [
            ("plan_id.autopay", "=", True),
            ("plan_state", "in", RUNNING),
            ("company_id.active", "=", True),
            ("transaction_id", "=", False),
            ("left_amount", ">", 0),
            ("date", "<=", fields.Date.today() + timedelta(days=1)),
        ]
        return self.search(domain, order="date, id")

    def _charge(self):
        """Charge this installment if it may be: at most once, whatever happens on the way."""
        transaction = self._claim_or_skip()
        self.env["ir.cron"]._commit_progress()
        if transaction and self._is_still_claimed(transaction):
            self._call_provider(transaction)
            self.env["ir.cron"]._commit_progress()
            self._follow_up_charge(transaction)

    def _claim_or_skip(self):
        """The claim, or nothing where it may not or cannot be charged now."""
        try:
            with self.env.cr.savepoint():
                return self._claim()
        except (OperationalError, IntegrityError):
            _logger.info("Installment %s is being worked on elsewhere.", self.id)
        except Exception:
            # One customer's data must not keep the cards of others from being charged.
            _logger.exception("Installment %s could not be charged", self.id)
        self.env.invalidate_all(flush=False)
        return self.env["payment.transaction"]

    def _claim(self):
        """Create the transaction of this installment under the lock of its case."""
        case, plan = self.case_id._lock_open(), self.plan_id
        if not case:
            return self.env["payment.transaction"]
        plan.invalidate_recordset()
        self.invalidate_recordset()
        plan._judge()
        if not self._may_be_charged() or self._is_being_paid():
            return self.env["payment.transaction"]
        if not plan._card_is_usable():
            self._report_unusable_card()
            return self.env["payment.transaction"]
        return self._create_charge()

    def _may_be_charged(self):
        case = self.case_id
        facts = case._gather_facts()[case]
        found = ((plan, part) for plan in facts.plans for part in plan.parts if part.id == self.id)
        plan, part = next(found, (None, None))
        return bool(part) and not refuse_charge(facts, plan, part, case._today())

    def _is_being_paid(self):
        """Whether the customer has just opened the payment form."""
        since = fields.Datetime.now() - timedelta(minutes=PAYING_MINUTES)
        domain = [
            ("collection_case_id", "=", self.case_id.id),
            ("collection_installment_id", "=", False),
            ("state", "=", "draft"),
            ("last_state_change", ">", since),
        ]
        return bool(self.env["payment.transaction"].search_count(domain, limit=1))

    def _create_charge(self):
        """The claim: a transaction over what is open of this installment and nothing else."""
        case, plan = self.case_id, self.plan_id
        try:
            payment, amount = case._choose_installment(plan, self)
        except UserError:
            return self.env["payment.transaction"]  # Credits cover it, or it cannot be paid online.
        token = plan.token_id
        transactions = self.env["payment.transaction"]
        prefix = f"{plan.name}-{self.number}"
        transaction = transactions.create(
            {
                "provider_id": token.provider_id.id,
                "payment_method_id": token.payment_method_id.id,
                "token_id": token.id,
                "operation": "offline",
                "reference": transactions._compute_reference(token.provider_code, prefix=prefix),
                "amount": float(amount),
                "currency_id": plan.currency_id.id,
                "partner_id": token.partner_id.id,
                "collection_plan_id": plan.id,
                "collection_installment_id": self.id,
                **case._prepare_transaction(payment, amount),
            }
        )
        self.transaction_id = transaction
        return transaction

    def _is_still_claimed(self, transaction):
        """Take the lock of the case again, for as long as the provider takes to answer.

        The commit had released it: if the customer withdrew in that moment, or others keep the
        case, nothing was sent yet and the claim is taken back.
        """
        locked = self.case_id._wait_for_lock()
        self.env.invalidate_all()
        if locked and self.plan_id.autopay and self.plan_id._card_is_usable():
            return True
        self.transaction_id = False
        transaction.unlink()
        return False

    def _call_provider(self, transaction):
        """Let the provider charge the card. An error that is no answer leaves the claim as it is:
        the money may be on its way."""
        try:
            transaction._charge_with_token()
            self.env.flush_all()
        except Exception:
            self.env.cr.rollback()
            self.env.invalidate_all(flush=False)
            _logger.exception("No answer about the automatic payment %s", transaction.reference)

    def _follow_up_charge(self, transaction):
        """Book the payment, or report the failure, at once; Odoo does it later if this fails."""
        if transaction.state == "draft":
            self._report_unanswered()
            return
        for _attempt in range(BOOKING_ATTEMPTS):
            try:
                transaction._post_process()
                self.env.flush_all()
                return
            except OperationalError:
                # Others booked at the same moment. The answer is committed: begin anew.
                self.env.cr.rollback()
                self.env.invalidate_all(flush=False)
            except Exception:
                self.env.cr.rollback()
                self.env.invalidate_all(flush=False)
                _logger.exception("Automatic payment %s is not booked yet", transaction.reference)
                return

    @api.model
    def _find_unanswered(self):
        return self.search([("transaction_state", "=", "draft"), ("transaction_id", "!=", False)])

    def _report_unanswered(self):
        """Tell a person, once, that nobody knows whether these installments were charged."""
        for part in self.filtered(lambda part: not part.transaction_id.state_message):
            reference = part.transaction_id.reference
            part.transaction_id.state_message = self.env._("The provider has not answered.")
            part.case_id._remind(
                self.env._("Look up automatic payment %s at the payment provider", reference),
                self.env._(
                    "It is not known whether the card was charged. It is not charged again; if "
                    "nothing was taken, say so on the payment plan."
                ),
            )

    def action_not_charged(self):
        """The provider has taken nothing: the customer may pay this installment another way."""
        self.check_access("read")
        self.plan_id.check_access("write")
        self.plan_id._lock_cases()
        for part in self.sudo().filtered(lambda part: part.transaction_state == "draft"):
            part.transaction_id._set_canceled(self.env._("Looked up: nothing was charged."))
            part.transaction_id._post_process()

    def _report_failed_charge(self, transaction):
        """Note that the card was not charged, and tell the customer kindly, once."""
        self.ensure_one()
        plan, texts = self.plan_id, self.env["collection.message"].sudo()
        if texts._is_charge_reported(self):
            return
        self._note_failed_charge(transaction)
        failed = plan.installment_ids.filtered(lambda part: part.transaction_state in NOT_CHARGED)
        if len(failed) > 1:
            self.case_id._remind(self.env._("Automatic payment failed again: talk to the customer"))
        self._tell_charge_failed()

    def _note_failed_charge(self, transaction):
        amount = format_amount(self.env, transaction.amount, transaction.currency_id)
        words = self.env._(
            "Automatic payment of %(amount)s failed: %(problem)s",
            amount=amount,
            problem=transaction.state_message or transaction.reference,
        )
        self.case_id._message_log(body=words)

    def _tell_charge_failed(self):
        """Text the customer; a person does it where no text can or should be sent."""
        if not self.env["collection.message"].sudo()._create_charge_failed(self):
            self.case_id._remind(self.env._("Automatic payment failed: tell the customer"))

    def _report_unusable_card(self):
        """The card was removed, or its provider switched off, since the customer agreed."""
        self.plan_id._stop_autopay(
            self.env._("Automatic payment of plan %(name)s stopped: the card cannot be charged.")
        )
        self._tell_charge_failed()
