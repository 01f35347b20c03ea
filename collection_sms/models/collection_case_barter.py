"""Barters on a case: what may be agreed on, and what the ladder rests for."""

from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import Bartered
from .barter_refusal import explain_barter
from .collection_barter import barter_offer, refuse_offer


class CollectionCase(models.Model):
    _inherit = "collection.case"

    barter_ids = fields.One2many("collection.barter", "case_id", "Barters", readonly=True)
    barter_count = fields.Integer("Number of Barters", compute="_compute_barter_count")
    barter_offered = fields.Boolean(related="policy_id.barter_offered")

    @api.depends("barter_ids")
    def _compute_barter_count(self):
        groups = self.env["collection.barter"]._read_group(
            [("case_id", "in", self.ids)], ["case_id"], ["__count"]
        )
        counts = dict(groups)
        for case in self:
            case.barter_count = counts.get(case, 0)

    def action_view_barters(self):
        """Open the barters of this case."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "collection_sms.collection_barter_action"
        )
        return {**action, "domain": [("case_id", "in", self.ids)], "context": {}}

    def action_record_barter(self):
        """Record goods or services that the customer agreed to give instead of money."""
        self.ensure_one()
        self._require_open()
        amounts = self._promisable_amounts(self._gather_facts()[self])
        policy = self._find_policies()[self]
        free = [c for c in amounts if not self._refuse_barter_now(c, policy)]
        if not free:
            currency = next(iter(amounts), self.currency_id)
            refusal = self._refuse_barter_now(currency, policy)
            sentence = refusal and explain_barter(self.env, refusal)
            raise UserError(sentence or self.env._("Nothing is due that goods could settle."))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "collection_sms.collection_barter_action_record"
        )
        context = {"default_case_id": self.id, "default_currency_id": free[0].id}
        return {**action, "context": context}

    def _refuse_barter_now(self, currency, policy):
        """Why this case takes no barter in ``currency`` now, or None."""
        return refuse_offer(policy, bool(self._running_barters(currency)))

    def _barter_offer(self, facts, policy, currency):
        """What may be agreed on in ``currency``, by the ``facts`` of now."""
        due = self._promisable_amounts(facts).get(currency, Decimal(0))
        return barter_offer(self, due, policy, currency)

    def _running_barters(self, currency=None):
        """The barters of these cases of which something is still to be delivered."""
        domain = [("case_id", "in", self.ids), ("state", "=", "agreed")]
        if currency:
            domain.append(("currency_id", "=", currency.id))
        return self.env["collection.barter"].sudo().search(domain)

    def _lock_for_barter(self):
        """Lock these cases, or refuse: another one may be at work on the same goods."""
        if self - self._lock_open():
            raise UserError(self.env._("This customer is being worked on. Try again in a moment."))

    def _agreement_facts(self):
        """Return ``{case: facts by name}``, with the barters."""
        facts = super()._agreement_facts()
        domain = [("case_id", "in", self.ids), ("state", "!=", "cancelled")]
        # The rest is long over: a day more than the zones of the earth lie apart.
        yesterday = fields.Date.subtract(fields.Date.today(), days=2)
        barters = self.env["collection.barter"].sudo()
        barters = barters.search(domain + [("deadline", ">=", yesterday)])
        by_case = barters.filtered(lambda barter: barter._is_awaited()).grouped("case_id")
        return {
            case: facts[case] | {"barters": tuple(map(_bartered, by_case.get(case, ())))}
            for case in self
        }

    def _judge_agreements(self):
        """Bring barters in step with their bills; the caller has a lock."""
        domain = [("case_id", "in", self.ids), ("state", "in", ("agreed", "delivered"))]
        self.env["collection.barter"].sudo().search(domain)._judge()
        return super()._judge_agreements()

    def _settle_agreements(self):
        """End the barters of closed cases."""
        self._running_barters()._settle()
        return super()._settle_agreements()

    def _take_over_barters(self, others):
        """Keep the barters of customers who are becoming this one; one per currency runs."""
        taken = self._running_barters().currency_id
        for barter in others._running_barters():
            if barter.currency_id not in taken:
                barter.case_id = self
                taken |= barter.currency_id


def _bartered(barter):
    """A barter as the engine knows it."""
    return Bartered(
        currency_id=barter.currency_id.id,
        amount=Decimal(str(barter.currency_id.round(barter.amount))),
        day=barter.date,
        deadline=barter.deadline,
    )
