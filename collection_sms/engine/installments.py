"""How a running payment plan stands: what is paid of each installment, and what follows.

What was paid since the plan was agreed on is allotted to its installments oldest first, whichever
of the covered invoices it was matched with.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum

from .covered import Covered
from .plans import Part


class PlanVerdict(str, Enum):
    """How a plan stands."""

    ACTIVE = "active"
    LATE = "late"
    COMPLETED = "completed"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Plan:
    """A running plan, with what the ledger says about it. Durations are in days."""

    parts: tuple[Part, ...]
    covered: Covered
    grace: int  # an installment is missed when it is open so long after its day
    missed_allowed: int  # more missed ones than this break the plan
    late_allowed: int  # an installment open longer than this after its day breaks the plan
    has_respite: bool = False  # the customer was given more time: late, but not broken

    @property
    def total(self) -> Decimal:
        """What was agreed on."""
        return sum((part.amount for part in self.parts), Decimal(0))

    @property
    def settled(self) -> Decimal:
        """What needs no more money: paid, credited, or gone from the books with its invoice."""
        return self.covered.paid + max(self.total - self.covered.owed, Decimal(0))

    @property
    def booked(self) -> Decimal:
        """What of it is matched: credits that nobody has matched yet may be meant for something
        else."""
        return self.settled - max(self.covered.credit_now - self.covered.credit_then, Decimal(0))


def allot(amounts: Iterable[Decimal], paid: Decimal) -> tuple[Decimal, ...]:
    """What of ``paid`` falls to each of ``amounts``, oldest first; what is too much to none."""
    allotted = []
    for amount in amounts:
        share = max(min(amount, paid), Decimal(0))
        allotted.append(share)
        paid -= share
    return tuple(allotted)


def allotted(plan: Plan) -> tuple[Decimal, ...]:
    """What is paid of each installment."""
    return allot((part.amount for part in plan.parts), plan.settled)


def missed(plan: Plan, today: date) -> list[date]:
    """The days of installments that are still open though their grace is over."""
    deadline = today - timedelta(days=plan.grace)
    return [
        part.day
        for part, paid in zip(plan.parts, allotted(plan), strict=True)
        if paid < part.amount and part.day < deadline
    ]


def judge_plan(plan: Plan, today: date) -> PlanVerdict:
    """Completed once all is paid and matched; late while an installment is missed, broken by too
    many or by one that is missed for too long."""
    if plan.booked >= plan.total:
        return PlanVerdict.COMPLETED
    days = missed(plan, today)
    if not days:
        return PlanVerdict.ACTIVE
    too_late = (today - min(days)).days > plan.late_allowed
    is_broken = too_late or len(days) > plan.missed_allowed
    return PlanVerdict.BROKEN if is_broken and not plan.has_respite else PlanVerdict.LATE
