"""Barters on a case: what may be agreed on, and what the ladder rests for."""

from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import Bartered, BarterRefusal, last_day_of_rest
from .barter_refusal import explain_barter
from .collection_barter import FRUITLESS, OPEN

_MANAGERS = "collection_sms.collection_sms_group_manager"


class CollectionCase(models.Model):
    _inherit = "collection.case"

    barter_ids = fields.One2many("collection.barter", "case_id", "Barters", readonly=True)
    barter_count = fields.Integer("Number of Barters", compute="_compute_barter_count")
    barter_offered = fields.Boolean(related="policy_id.barter_offered")
    text_barter_value = fields.Char("Barter's Value in Texts", compute="_compute_text_barter")
    text_barter_date = fields.Char("Barter's Date in Texts", compute="_compute_text_barter")

    @api.depends("barter_ids")
    def _compute_barter_count(self):
        groups = self.env["collection.barter"]._read_group(
            [("case_id", "in", self.ids)], ["case_id"], ["__count"]
        )
        counts = dict(groups)
        for case in self:
            case.barter_count = counts.get(case, 0)

    @api.depends("barter_ids.amount", "barter_ids.date")
    @api.depends_context("lang")
    def _compute_text_barter(self):
        for case in self:
            barter = case.sudo().barter_ids[:1]
            amounts = {barter.currency_id.id: barter.amount} if barter else {}
            case.text_barter_value = case._format_amounts(amounts)
            case.text_barter_date = case._format_day(barter.date)

    def action_view_barters(self):
        """Open the barters of this case."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "collection_sms.collection_barter_action"
        )
        return {**action, "domain": [("case_id", "in", self.ids)], "context": {}}

    def action_record_barter(self):
        """Record goods or services that the customer agreed to give instead of money."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "collection_sms.collection_barter_action_record"
        )
        return {**action, "context": self._barter_defaults()}

    def action_offer_barter(self):
        """Offer the customer to take goods or services instead of money."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "collection_sms.collection_barter_offer_action_new"
        )
        return {**action, "context": self._barter_defaults()}

    def _barter_defaults(self):
        """Defaults of a new barter; raises ``UserError`` where none can be agreed on now."""
        self.ensure_one()
        self._require_open()
        amounts = self._promisable_amounts(self._gather_facts()[self])
        policy = self._find_policies()[self]
        free = [c for c in amounts if not self._refuse_barter_now(c, policy)]
        if not free:
            currency = next(iter(amounts), self.currency_id)
            refusal = self._refuse_barter_now(currency, policy) or BarterRefusal.NOTHING_DUE
            raise UserError(explain_barter(self.env, refusal))
        return {"default_case_id": self.id, "default_currency_id": free[0].id}

    def _refuse_barter_now(self, currency, policy):
        """Why this case takes no new barter in ``currency`` now, whatever its value, or None."""
        if not (policy.active and policy.barter_offered):
            return BarterRefusal.NOT_OFFERED
        if self._open_barters():
            return BarterRefusal.OPEN
        return BarterRefusal.RUNNING if self._running_barters(currency) else None

    def _barter_limits(self, facts, policy, currency):
        """What may be agreed on in ``currency``, by the ``facts`` of now."""
        due = self._promisable_amounts(facts).get(currency, Decimal(0))
        return policy._barter_limits(due, currency, self.company_id, self._today())

    def _barter_limits_now(self, currency):
        """What may be agreed on in ``currency`` at this moment."""
        return self._barter_limits(
            self._gather_facts()[self], self._find_policies()[self], currency
        )

    def _barter_invoices(self, currency):
        """The invoices that a barter agreed on now would cover, the oldest first."""
        lines = self._promisable_lines(self._gather_facts()[self]).get(currency, ())
        due = sorted(lines, key=lambda line: (line.due, line.id))
        return self.env["account.move"].sudo().browse(dict.fromkeys(x.invoice_id for x in due))

    def _last_day_of_rest_for_offers(self):
        """Until when the ladder rests for a proposal that begins now, or None."""
        fruitless = self.sudo().barter_ids.filtered(lambda barter: barter.state in FRUITLESS)
        days = self._find_policies()[self].barter_rest_days
        return last_day_of_rest(self._today(), days, len(fruitless))

    def _barter_right(self, amount, currency):
        """The most that this user may agree to where ``amount`` is more than that, else None."""
        if self.env.su or self.env.user.has_group(_MANAGERS):
            return None
        policy, today = self._find_policies()[self], self._today()
        most = policy._barter_amount(policy.barter_user_limit, currency, self.company_id, today)
        is_above = most is not None and currency.compare_amounts(amount, float(most)) > 0
        return most if is_above else None

    def _barter_hint(self, amount, currency):
        """Tell a user who may not agree to ``amount`` who may; nothing to all others."""
        most = self._barter_right(amount, currency) if self and currency else None
        if most is None:
            return ""
        return self.env._(
            "Above your limit of %s: a manager of Collections agrees to it.",
            self._format_money(most, currency),
        )

    def _require_right_to_barter(self, amount, currency):
        """Raise ``UserError`` where this user may not agree to goods worth ``amount``."""
        most = self._barter_right(amount, currency)
        if most is not None:
            raise UserError(
                self.env._(
                    "You may agree to goods worth up to %s. Ask a manager of Collections to do it.",
                    self._format_money(most, currency),
                )
            )

    def _open_barters(self):
        """The barters of these cases that are being talked about."""
        domain = [("case_id", "in", self.ids), ("state", "in", OPEN)]
        return self.env["collection.barter"].sudo().search(domain)

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
        over = (*FRUITLESS, "cancelled")
        domain = [("case_id", "in", self.ids), ("state", "not in", over)]
        # The rest is long over: a day more than the zones of the earth lie apart.
        yesterday = fields.Date.subtract(fields.Date.today(), days=2)
        barters = self.env["collection.barter"].sudo()
        barters = barters.search(domain + [("deadline", ">=", yesterday)])
        by_case = barters.filtered(lambda b: b.state in OPEN or b._is_awaited()).grouped("case_id")
        return {case: facts[case] | _barter_facts(by_case.get(case, ())) for case in self}

    def _judge_agreements(self):
        """Bring barters in step with their bills; the caller has a lock."""
        domain = [("case_id", "in", self.ids), ("state", "in", ("agreed", "delivered"))]
        self.env["collection.barter"].sudo().search(domain)._judge()
        self._open_barters()._expire()
        return super()._judge_agreements()

    def _with_agreements(self):
        """Barters also follow their bills."""
        domain = [("case_id", "in", self.ids), ("state", "in", ("agreed", "delivered", *OPEN))]
        barters = self.env["collection.barter"].sudo().search(domain)
        return super()._with_agreements() | barters.case_id

    def _settle_agreements(self):
        """End the barters of closed cases."""
        self._running_barters()._settle()
        self._open_barters()._give_up()
        return super()._settle_agreements()

    def _take_over_barters(self, others):
        """Keep the barters of customers who are becoming this one: one per currency runs, and one
        is talked about."""
        kept = self.env["collection.barter"]
        if not self._open_barters():
            kept |= others._open_barters()[:1]
        taken = self._running_barters().currency_id
        for barter in others._running_barters():
            if barter.currency_id not in taken:
                kept |= barter
                taken |= barter.currency_id
        kept.sudo().case_id = kept.sudo().offer_ids.case_id = self


def _barter_facts(barters):
    """What ``Facts`` say of the barters of one case."""
    rests = {state: [b.deadline for b in barters if b.state == state] for state in OPEN}
    return {
        "barters": tuple(_bartered(barter) for barter in barters if barter.state not in OPEN),
        "goods_asked_until": max(rests["proposed"], default=None),
        "goods_offered_until": max(rests["countered"], default=None),
    }


def _bartered(barter):
    """A barter as the engine knows it."""
    return Bartered(
        currency_id=barter.currency_id.id,
        amount=Decimal(str(barter.currency_id.round(barter.amount))),
        day=barter.date,
        deadline=barter.deadline,
    )
