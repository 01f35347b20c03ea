"""Charging installments automatically: whether one may be charged today.

The customer agreed to it when there was nothing to clear up, so whatever has changed since then
wins over the consent: a dispute, difficulties, a payment under way, a charge that was tried.
"""

from datetime import date, timedelta
from enum import Enum

from .facts import Facts, LineStatus, Planned, PlannedPart, RequestKind


class ChargeRefusal(str, Enum):
    """Why an installment is not charged today."""

    NOT_AGREED = "not_agreed"
    TRIED = "tried"
    PAID = "paid"
    EARLY = "early"
    LATE = "late"
    DISPUTED = "disputed"
    PAYING = "paying"
    ASKED = "asked"


def refuse_charge(
    facts: Facts, plan: Planned, part: PlannedPart, today: date
) -> ChargeRefusal | None:
    """Why ``part`` of ``plan`` must not be charged on ``today``, or None if it may.

    An installment is charged from its day until its grace is over, and at most once: after a
    failure it is the customer's turn. Pauses and exclusions do not count, they are about texts.
    """
    return (
        _not_agreed(plan, part) or _not_the_day(plan, part, today) or _unclear(facts, plan, today)
    )


def _not_agreed(plan: Planned, part: PlannedPart) -> ChargeRefusal | None:
    if not plan.autopay:
        return ChargeRefusal.NOT_AGREED
    if part.tried:
        return ChargeRefusal.TRIED
    return None if part.left > 0 else ChargeRefusal.PAID


def _not_the_day(plan: Planned, part: PlannedPart, today: date) -> ChargeRefusal | None:
    if today < part.day:
        return ChargeRefusal.EARLY
    late = today > part.day + timedelta(days=plan.grace)
    return ChargeRefusal.LATE if late else None


# Whoever asked for one of these, answered or not, does not expect to be charged.
_ASKED = (RequestKind.HARDSHIP, RequestKind.EXTENSION, RequestKind.PAID)


def _unclear(facts: Facts, plan: Planned, today: date) -> ChargeRefusal | None:
    lines = [line for line in facts.lines if line.id in plan.line_ids]
    if any(line.status is LineStatus.BLOCKED for line in lines):
        return ChargeRefusal.DISPUTED
    if any(line.payment_pending for line in lines):
        return ChargeRefusal.PAYING
    asked = any(ask.kind in _ASKED and ask.until >= today for ask in facts.respites)
    return ChargeRefusal.ASKED if asked else None
