"""Payment plans on the customer's page: choose, look at every date and amount, agree."""

from datetime import timedelta

from odoo import models
from psycopg2.errors import UniqueViolation

from ..engine import (
    PlanChoice,
    PlanRefusal,
    Rhythm,
    chosen,
    latest_first_day,
    payable_lines,
    possible_counts,
    refuse_plan,
)
from .collection_plan import RUNNING
from .form_values import read_amount, read_day, read_whole
from .plan_refusal import PlanRefused
from .signature import require_signature, signature_values

# How long the page tells how a plan has ended.
TOLD_DAYS = 30


class CollectionCase(models.Model):
    _inherit = "collection.case"

    def _page_values(self):
        """Values of the customer's page, with the plans that run, wait and may be chosen."""
        values = super()._page_values()
        plans = self.sudo().plan_ids
        since = self._today() - timedelta(days=TOLD_DAYS)
        return {
            **values,
            "running_plans": plans.filtered(lambda plan: plan.state in RUNNING),
            "waiting_plans": plans.filtered(lambda plan: plan.state == "requested"),
            "proposed_plans": plans.filtered(lambda plan: plan.state == "proposed"),
            "ended_plans": plans.filtered(
                lambda plan: plan.state in ("broken", "declined") and plan.settled_on > since
            ),
            "plan_offers": self._describe_plan_offers(self._plan_offers(values["facts"])),
            "plan_form": {},
        }

    def _describe_plan_offers(self, offers):
        """Return ``{currency: values}`` for the form that chooses a plan."""
        return {
            currency: {
                "total": self._plan_amount(offer.total, currency),
                "words": self.env._(
                    "Divide %s the way it suits you. You see every date and amount before you "
                    "agree.",
                    self._isolated_money(offer.total, currency),
                ),
                "counts": possible_counts(offer),
                "first": offer.made_on,
                "latest_first": latest_first_day(offer),
            }
            for currency, offer in offers.items()
        }

    def _plan_amount(self, amount, currency):
        return f"{amount:.{currency.decimal_places}f}"

    def _draft_plan(self, form):
        """The plan that a form asks for, not saved. Raises ``PlanRefused``."""
        return self.env["collection.plan"].new(self._draft_values(form))

    def _draft_values(self, form):
        """Values of the plan that a form asks for.

        ``form``: the strings ``currency``, ``count``, ``rhythm``, ``first`` and ``total``, the
        amount due that the page showed. Raises ``PlanRefused``.
        """
        currency = self.env["res.currency"].browse(read_whole(form.get("currency"))).exists()
        offer = self._plan_offers().get(currency)
        if not offer:
            raise PlanRefused(PlanRefusal.NOT_OFFERED)
        choice = _choice(form)
        if refusal := refuse_plan(offer, choice, read_amount(form.get("total"), currency)):
            raise PlanRefused(refusal, currency, offer)
        return self._prepare_plan(currency, offer, choice, origin="page", state="requested")

    def _agree_on_plan(self, form, ip_address):
        """Record the plan that the customer agreed to; replayed, it changes nothing.

        ``form``: as for ``_draft_plan``, and ``name``, ``tick``, ``round`` (the number of plans so
        far) and ``digest`` of the terms that were shown. Raises ``PlanRefused``.
        """
        self.ensure_one()
        if not self._wait_for_lock():
            raise PlanRefused(PlanRefusal.BUSY)
        if self._is_agreed(form):
            return
        values = self._draft_values(form)
        draft = self.env["collection.plan"].new(values)
        if form.get("round") != str(len(self.plan_ids)) or not draft._is_as_shown(form):
            raise PlanRefused(PlanRefusal.CHANGED)
        require_signature(form, PlanRefused)
        terms = {"terms": draft._terms_text()}
        self._record_agreed(values | terms | signature_values(form, ip_address))

    def _is_agreed(self, form):
        """Whether the same form was sent before, by a second tap or a reload."""
        plans = self._find_plans((*RUNNING, "requested"))
        same = plans.filtered(lambda plan: plan.terms and plan._is_as_shown(form))
        currency_id = read_whole(form.get("currency"))
        if not same and currency_id in plans.currency_id.ids:
            raise PlanRefused(PlanRefusal.RUNNING)
        return bool(same)

    def _record_agreed(self, values):
        try:
            with self.env.cr.savepoint():
                plan = self.env["collection.plan"].sudo().create(values)
        except UniqueViolation as conflict:
            raise PlanRefused(PlanRefusal.RUNNING) from conflict
        case = self._in_companys_language()
        plan = plan.with_env(case.env).sudo()
        if self._find_policies()[self].plan_approval:
            plan._ask_for_approval()
        else:
            plan._start(("requested",))
        case._decide_again()

    def _own_plan(self, plan_id):
        """The plan with this id if it is one of this case, else nothing."""
        return self.sudo().plan_ids.filtered(lambda plan: plan.id == plan_id)

    def _accept_proposal(self, plan, form, ip_address):
        """Let a plan that we proposed start; replayed, it changes nothing.

        Raises ``PlanRefused`` where it is not signed, or the balance has changed.
        """
        if not self._wait_for_lock():
            raise PlanRefused(PlanRefusal.BUSY)
        plan.invalidate_recordset()
        if plan.state in RUNNING:
            return
        case = self._in_companys_language()
        theirs = plan.with_env(case.env).sudo()
        theirs._judge()
        if plan.state != "proposed" or not plan._is_as_shown(form):
            raise PlanRefused(PlanRefusal.CHANGED)
        require_signature(form, PlanRefused)
        terms = plan._terms_text()
        theirs._start(("proposed",), terms=terms, **signature_values(form, ip_address))
        case._decide_again()

    def _decline_proposal(self, plan):
        """Note that the customer does not want the plan that we proposed."""
        if not self._wait_for_lock():
            raise PlanRefused(PlanRefusal.BUSY)
        plan.invalidate_recordset()
        case = self._in_companys_language()
        declined = plan.with_env(case.env).sudo()._move("declined", ("proposed",))
        declined._note(case.env._("The customer declined our payment plan %(name)s."))
        if declined:
            case._remind(case.env._("Our payment plan was declined: see what else is possible"))
        case._decide_again()

    def _choose_installment(self, plan, parts=None):
        """The payment of ``parts`` of a running plan, or of what is to be paid next, and its
        amount."""
        facts = self._payment_facts()
        covered = set(plan.line_ids.move_line_id.ids) if plan.state in RUNNING else set()
        lines = [line.id for line in payable_lines(facts) if line.id in covered]
        payment = chosen(facts, lines)
        self._require_payable(payment)
        amount = sum(parts.mapped("left_amount")) if parts else plan._amount_to_pay()
        return payment, min(self._exact(amount, payment.currency_id), payment.net)


def _choice(form):
    rhythm = form.get("rhythm")
    return PlanChoice(
        count=read_whole(form.get("count")),
        rhythm=Rhythm(rhythm) if rhythm in {kind.value for kind in Rhythm} else None,
        first=read_day(form.get("first")),
    )
