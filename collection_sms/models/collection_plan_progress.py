"""How running plans stand: judged from the ledger, under the lock of their case."""

from dataclasses import replace
from decimal import Decimal

from odoo import models

from ..engine import (
    NoticeKind,
    Part,
    Plan,
    Planned,
    PlannedPart,
    PlanVerdict,
    allotted,
    judge_plan,
    missed,
    passed_notice,
)
from .collection_plan import RUNNING


def _decimal(amount):
    return Decimal(str(amount))


class CollectionPlan(models.Model):
    _inherit = "collection.plan"

    def _judge(self):
        """Bring these plans in step with the ledger: what is paid, who is late, what has ended.

        A constant number of queries, however many plans and cases; what waits for an answer ends
        when the answer comes too late or the balance has changed.
        """
        covered, patient = self._covered(), self.case_id._with_more_time()
        for plan in self.filtered(lambda plan: plan.state in RUNNING):
            stated = plan._stated(covered[plan])
            plan._judge_running(replace(stated, has_respite=plan.case_id in patient))
        for plan in self.filtered(lambda plan: plan.state == "proposed"):
            plan._judge_proposal(covered[plan])
        for plan in self.filtered(lambda plan: plan.state == "requested"):
            if covered[plan].paid >= covered[plan].owed:
                plan._move("cancelled", ("requested",))._unremind()

    def _stated(self, covered):
        """This plan as the engine knows it."""
        return Plan(
            parts=tuple(Part(part.date, _decimal(part.amount)) for part in self.installment_ids),
            covered=covered,
            grace=self.grace_days,
            missed_allowed=self.missed_allowed,
            late_allowed=self.late_days,
        )

    def _judge_running(self, stated):
        today = self.case_id._today()
        late_days = missed(stated, today)
        self._write_paid(stated.settled)
        for part, paid in zip(self.installment_ids, allotted(stated), strict=True):
            part._write_progress(float(paid), part.date in late_days)
        self._become(judge_plan(stated, today))

    def _verdict(self, covered):
        return judge_plan(self._stated(covered), self.case_id._today())

    def _become(self, verdict):
        """Let this plan change to what was found, and say so on the case."""
        if verdict.value == self.state:
            return
        self._move(verdict.value, RUNNING)
        self._note(self._verdict_words()[verdict])
        if verdict is PlanVerdict.BROKEN:
            self.installment_ids._void()
            self.case_id._remind(self.env._("Payment plan %s is broken: see why", self.name))

    def _verdict_words(self):
        return {
            PlanVerdict.ACTIVE: self.env._("Payment plan %(name)s is back on time."),
            PlanVerdict.LATE: self.env._("Payment plan %(name)s: an installment is missed."),
            PlanVerdict.COMPLETED: self.env._("Payment plan %(name)s completed: all is paid."),
            PlanVerdict.BROKEN: self.env._("Payment plan %(name)s broken. Still open: %(left)s."),
        }

    def _judge_proposal(self, covered):
        if self.valid_until < self.case_id._today():
            self._move("expired", ("proposed",))
            self._note(self.env._("Our payment plan %(name)s was not answered."))
        elif not self._is_unchanged(covered):
            self._move("cancelled", ("proposed",))
            self._note(self.env._("Our payment plan %(name)s ends: the balance has changed."))
            self.case_id._remind(
                self.env._("The balance changed after we proposed a plan: propose a new one?")
            )

    def _planned(self):
        """This running plan as the engine knows it when it decides about texts."""
        return Planned(
            id=self.id,
            currency_id=self.currency_id.id,
            parts=tuple(
                PlannedPart(
                    id=part.id,
                    day=part.date,
                    left=_decimal(part.left_amount),
                    noticed=NoticeKind(part.notice) if part.notice else None,
                    tried=bool(part.sudo().transaction_id),
                )
                for part in self._open_installments()
            ),
            ahead=self.remind_days,
            grace=self.grace_days,
            texts=self.has_texts,
            credit=_decimal(self.open_credit),
            line_ids=frozenset(self.line_ids.move_line_id.ids),
            autopay=self.autopay,
        )

    def _note_passed_notices(self):
        """Whoever agrees to a plan today needs no text about what it says of today."""
        for plan in self:
            planned, today = plan._planned(), plan.case_id._today()
            for part in planned.parts:
                if kind := passed_notice(planned, part, today):
                    plan.installment_ids.browse(part.id).sudo().notice = kind.value

    def _left_by_day(self):
        """Return ``{plan: {day: what is open of the installments up to it}}``, as of now."""
        covered = self._covered()
        return {plan: plan._sum_up_left(plan._stated(covered[plan])) for plan in self}

    def _sum_up_left(self, stated):
        left, by_day = Decimal(0), {}
        for part, paid in zip(stated.parts, allotted(stated), strict=True):
            left += part.amount - paid
            by_day[part.day] = left
        return by_day

    def _text_figures(self, amount, day):
        """Return what texts say of an installment: a function of the customer's language."""

        def figures(case):
            return {
                "text_installment": case._format_amounts({self.currency_id.id: amount}),
                "text_installment_date": case._format_day(day),
            }

        return figures
