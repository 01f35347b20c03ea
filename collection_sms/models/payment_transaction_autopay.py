"""Online payments with which a customer agrees to automatic ones, and the automatic ones."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .collection_plan_installment import NOT_CHARGED


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    collection_plan_id = fields.Many2one(
        "collection.plan",
        "Automatic Payment Of",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        help="The plan for which the card was saved, or is charged.",
    )
    collection_installment_id = fields.Many2one(
        "collection.plan.installment",
        "Charged Installment",
        readonly=True,
        copy=False,
        ondelete="set null",
    )
    collection_consent = fields.Text("Consent", readonly=True, copy=False)
    collection_consent_on = fields.Datetime("Consent On", readonly=True, copy=False)
    collection_consent_ip = fields.Char("Consent From", readonly=True, copy=False)

    _one_charge = models.UniqueIndex(
        "(collection_installment_id) WHERE collection_installment_id IS NOT NULL",
        "This installment has been charged already.",
    )

    @api.constrains("token_id")
    def _check_card_of_plan(self):
        """A card that was saved for a plan pays for nothing else, whoever knows its id."""
        for transaction in self.sudo():
            plan = transaction.token_id.collection_plan_id
            source = transaction.source_transaction_id  # of a refund, say
            if plan and plan not in (transaction.collection_plan_id, source.collection_plan_id):
                raise ValidationError(self.env._("This card was saved for a payment plan only."))

    def _tokenize(self, payment_data):
        """Mark the card as one of the plan as soon as it exists."""
        result = super()._tokenize(payment_data)
        if self.collection_plan_id and self.token_id:
            self.token_id.sudo().collection_plan_id = self.collection_plan_id
        return result

    def _follow_up_steps(self):
        """Keep or drop the card and report a failed charge before the cases are looked at."""
        return [self._settle_card, self._report_charge, *super()._follow_up_steps()]

    def _settle_card(self):
        """The payment with which the customer agreed has come in, or has not."""
        if not self.collection_plan_id or self.collection_installment_id or not self.token_id:
            return
        if self.state == "done":
            self.collection_plan_id.sudo()._start_autopay(self)
        elif self.state in NOT_CHARGED:
            self.token_id._forget()

    def _report_charge(self):
        if self.collection_installment_id and self.state in NOT_CHARGED:
            self.collection_installment_id.sudo()._report_failed_charge(self)
