"""Payment plans on a case: what the engine is told of them, and what may be agreed on."""

from dataclasses import replace
from decimal import Decimal

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import LineStatus, PlanOffer, possible_counts, schedule
from .collection_plan import RUNNING, WAITING

# Who was told no so often in a case is asked to talk to us.
REFUSED_AT_MOST = 2


class CollectionCase(models.Model):
    _inherit = "collection.case"

    plan_ids = fields.One2many("collection.plan", "case_id", "Payment Plans", readonly=True)
    plan_count = fields.Integer("Number of Plans", compute="_compute_plan_count")

    text_installment = fields.Char("Installment in Texts", compute="_compute_text_installment")
    text_installment_date = fields.Char(
        "Installment's Date in Texts", compute="_compute_text_installment"
    )

    @api.depends("plan_ids.next_date")
    @api.depends_context("lang")
    def _compute_text_installment(self):
        for case in self:
            plan = case.sudo().plan_ids.filtered("next_date")[:1]
            amounts = {plan.currency_id.id: plan.next_amount} if plan else {}
            case.text_installment = case._format_amounts(amounts)
            case.text_installment_date = case._format_day(plan.next_date)

    @api.depends("plan_ids")
    def _compute_plan_count(self):
        groups = self.env["collection.plan"]._read_group(
            [("case_id", "in", self.ids)], ["case_id"], ["__count"]
        )
        counts = dict(groups)
        for case in self:
            case.plan_count = counts.get(case, 0)

    def action_view_plans(self):
        """Open the payment plans of this case."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "collection_sms.collection_plan_action"
        )
        return {**action, "domain": [("case_id", "in", self.ids)], "context": {}}

    def action_propose_plan(self):
        """Propose a payment plan to the customer."""
        self.ensure_one()
        self._require_open()
        if not self._plannable_amounts():
            raise UserError(self.env._("Nothing is due that could be paid in installments."))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "collection_sms.collection_plan_wizard_action"
        )
        return {**action, "context": {"default_case_id": self.id}}

    def _find_plans(self, states):
        domain = [("case_id", "in", self.ids), ("state", "in", states)]
        return self.env["collection.plan"].sudo().search(domain)

    def _running_plans(self):
        return self._find_plans(RUNNING)

    def _waiting_plans(self):
        return self._find_plans(WAITING)

    def _judge_agreements(self):
        """Plans are judged with promises; the caller has a lock."""
        if plans := self._find_plans(RUNNING + WAITING):
            plans._judge()
        return super()._judge_agreements()

    def _settle_agreements(self):
        """Settle what still runs on closed cases: paid or credited means completed."""
        if plans := self._find_plans(RUNNING + WAITING):
            plans._judge()
            left = plans.filtered(lambda plan: plan.state in RUNNING + WAITING)
            left._move("cancelled", RUNNING + WAITING)
            left.installment_ids._void()
            left._note(self.env._("Payment plan %(name)s cancelled. Still open: %(left)s."))
            left._unremind()
        return super()._settle_agreements()

    def _take_over_plans(self, others):
        """Keep the plans that customers who are becoming this one pay by; one per currency."""
        taken = self._running_plans().currency_id
        for plan in others._running_plans():
            if plan.currency_id not in taken:
                plan.case_id = self
                taken |= plan.currency_id
            else:
                self._remind(self.env._("Payment plan %s ends with the merge: see why", plan.name))

    def _agreement_facts(self):
        """Return ``{case: facts by name}``, with the plans."""
        facts = super()._agreement_facts()
        plans = self._find_plans(RUNNING + WAITING).grouped("case_id")
        return {case: facts[case] | _plan_facts(plans.get(case, ())) for case in self}

    def _planned_line_ids(self):
        """The receivable lines of these cases that a running plan speaks for."""
        return set(self._running_plans().line_ids.move_line_id.ids)

    def _plannable_facts(self):
        """The facts as if no plan were running: what a new one would cover."""
        facts = self._gather_facts()[self]
        lines = tuple(_without_plan(line) for line in facts.lines)
        return replace(facts, lines=lines, plans=())

    def _plannable_amounts(self):
        """Return ``{currency: Decimal}``: what has come due, whether a plan runs for it or not."""
        return self._promisable_amounts(self._plannable_facts())

    def _plan_offers(self, facts=None):
        """Return ``{currency: PlanOffer}``: what this customer may divide on the page.

        ``facts``: those gathered in this transaction already.
        """
        self.ensure_one()
        policy = self._find_policies()[self]
        if not self._may_plan(policy):
            return {}
        facts = facts or self._gather_facts()[self]
        taken = self._find_plans(RUNNING + WAITING).currency_id
        offers = {
            currency: self._plan_offer(currency, total, policy)
            for currency, total in self._promisable_amounts(facts).items()
            if currency not in taken
        }
        return {currency: offer for currency, offer in offers.items() if possible_counts(offer)}

    def _plan_offer(self, currency, total, policy):
        return PlanOffer(
            total=total,
            step=Decimal(str(currency.rounding)),
            made_on=self._today(),
            terms=policy._plan_terms(currency, self.company_id, self._today()),
        )

    def _may_plan(self, policy):
        """Whether ``policy`` offers plans to this customer, who has not broken too many."""
        if not policy.active or not policy.plan_max_installments:
            return False
        tags = policy.plan_category_ids
        if tags and not tags & self.partner_id.category_id:
            return False
        if len(self.sudo().plan_ids.filtered(_is_refused)) >= REFUSED_AT_MOST:
            return False
        limit = policy.plan_max_broken
        return not limit or self._count_broken_plans() < limit

    def _count_broken_plans(self):
        """How many plans this customer broke within a year."""
        domain = [
            ("partner_id", "=", self.partner_id.id),
            ("company_id", "=", self.company_id.id),
            ("state", "=", "broken"),
            ("settled_on", ">", self._today() - relativedelta(years=1)),
        ]
        return self.env["collection.plan"].sudo().search_count(domain)

    def _policy_of_plans(self):
        """The policy of this customer; without one, staff propose plans as new policies have it."""
        policies = self.env["collection.policy"]
        names = [name for name in policies._fields if name.startswith("plan_")]
        return self._find_policies()[self] or policies.new(policies.default_get(names))

    def _prepare_plan(self, currency, offer, choice, **values):
        """Values of a plan as chosen, covering what is due of this case in ``currency``."""
        policy = self._policy_of_plans()
        parts = enumerate(schedule(offer, choice), start=1)
        return {
            "case_id": self.id,
            "currency_id": currency.id,
            "total": float(offer.total),
            "rhythm": choice.rhythm.value,
            "grace_days": policy.plan_grace_days,
            "missed_allowed": policy.plan_missed_allowed,
            "late_days": policy.plan_late_days,
            "remind_days": policy.plan_remind_days,
            "has_texts": policy.plan_texts,
            "installment_ids": [
                fields.Command.create(
                    {"number": number, "date": part.day, "amount": float(part.amount)}
                )
                for number, part in parts
            ],
            **self.env["collection.plan"]._prepare_coverage(
                self, currency, self._plannable_facts()
            ),
            **values,
        }


def _is_refused(plan):
    """Whether the customer chose this plan and we declined it."""
    return plan.state == "declined" and plan.origin == "page"


def _plan_facts(plans):
    """What ``Facts`` say of the plans of one case."""
    offered = [plan.valid_until for plan in plans if plan.state == "proposed"]
    asked = [plan.valid_until for plan in plans if plan.state == "requested" and plan.valid_until]
    return {
        "plans": tuple(plan._planned() for plan in plans if plan.state in RUNNING),
        "plan_offered_until": max(offered, default=None),
        "plan_asked_until": max(asked, default=None),
    }


def _without_plan(line):
    return replace(line, status=LineStatus.FOLLOWED) if line.status is LineStatus.PLANNED else line
