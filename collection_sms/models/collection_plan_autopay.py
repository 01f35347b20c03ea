"""Automatic payment of a plan: the customer's consent, the saved card, and giving it up again."""

import hashlib

from odoo import fields, models
from odoo.tools import format_amount

from .collection_plan import RUNNING


class CollectionPlan(models.Model):
    _inherit = "collection.plan"

    autopay = fields.Boolean(
        "Charged Automatically",
        readonly=True,
        copy=False,
        tracking=True,
        help="The customer agreed that the saved card is charged on the date of each installment.",
    )
    token_id = fields.Many2one(
        "payment.token",
        "Saved Card",
        readonly=True,
        copy=False,
        ondelete="set null",
        groups="base.group_system",
    )
    autopay_card = fields.Char("Card", compute="_compute_autopay_card", compute_sudo=True)
    autopay_on = fields.Datetime("Agreed On", readonly=True, copy=False)
    autopay_ip = fields.Char("Agreed From (IP Address)", readonly=True, copy=False)
    autopay_terms = fields.Text(
        "Consent", readonly=True, copy=False, help="Exactly what the customer agreed to."
    )
    autopay_off_on = fields.Datetime("Stopped On", readonly=True, copy=False)

    def _compute_autopay_card(self):
        for plan in self:
            plan.autopay_card = plan.token_id.display_name or ""

    def _autopay_parts(self):
        """The installments that would be charged after the one that is paid now."""
        return self._open_installments() - self._parts_to_pay()

    def _autopay_sentences(self):
        """What the customer agrees to, one by one, in the language of the context."""
        self.ensure_one()
        words = {"company": self.company_id.name, "plan": self.name}
        return [
            self.env._(
                "%(company)s saves the card I pay with now and charges it on these dates for "
                "payment plan %(plan)s:",
                **words,
            ),
            *(self._charge_words(part) for part in self._autopay_parts()),
            self.env._(
                "Each date is charged once at most, and never more than is still open of its "
                "installment.",
                **words,
            ),
            self.env._(
                "I can stop this at any time on my page or by telling %(company)s. Nothing is "
                "charged after that.",
                **words,
            ),
        ]

    def _charge_words(self, part):
        amount = format_amount(self.env, part.left_amount, self.currency_id)
        return self.env._(
            "%(amount)s on %(date)s", amount=amount, date=self.case_id._format_day(part.date)
        )

    def _autopay_text(self):
        return "\n".join(self._autopay_sentences())

    def _autopay_digest(self):
        """A fingerprint of the consent: the customer agrees to exactly what was shown."""
        return hashlib.sha256(self._autopay_text().encode()).hexdigest()

    def _start_autopay(self, transaction):
        """Charge the card of ``transaction``, with which the customer agreed to it, from now on.

        Where that came to nothing (withdrawn or ended meanwhile), the card is forgotten at once.
        """
        token = transaction.token_id
        if self.token_id == token:
            return
        stopped = self.autopay_off_on and self.autopay_off_on > transaction.collection_consent_on
        if stopped or self.state not in RUNNING or not token.active:
            token._forget()
            return
        self.token_id._forget()
        self.sudo().write(
            {
                "autopay": True,
                "token_id": token.id,
                "autopay_on": transaction.collection_consent_on,
                "autopay_ip": transaction.collection_consent_ip,
                "autopay_terms": transaction.collection_consent,
                "autopay_off_on": False,
            }
        )
        words = self.env._("The customer agreed to automatic payment of plan %(name)s.")
        self._note(words)

    def _stop_autopay(self, sentence):
        """Withdraw the consent: the plan forgets the card; ``sentence`` says so on the case.

        Replayed, it changes nothing.
        """
        plans = self.sudo().filtered("autopay")
        tokens = plans.token_id
        now = fields.Datetime.now()
        plans.write({"autopay": False, "token_id": False, "autopay_off_on": now})
        tokens._forget()
        plans._note(sentence)
        return plans.sudo(self.env.su)

    def _move(self, state, origins, **values):
        """A plan that has ended charges nobody."""
        plans = super()._move(state, origins, **values)
        if state not in RUNNING:
            plans._stop_autopay(self.env._("Automatic payment of plan %(name)s has ended with it."))
        return plans

    def action_stop_autopay(self):
        """Stop charging the card, say because the customer asked for it on the phone."""
        self.check_access("write")
        self._lock_cases()
        stopped = self._stop_autopay(self.env._("Automatic payment of plan %(name)s stopped."))
        stopped.case_id._decide_again()

    def _card_is_usable(self):
        """Whether the saved card is this customer's, and neither it nor its provider is off."""
        token = self.sudo().token_id
        return (
            token.active
            and token.collection_plan_id == self
            and token.partner_id.commercial_partner_id == self.partner_id
            and token.provider_id.state != "disabled"
            and token.company_id == self.company_id
        )
