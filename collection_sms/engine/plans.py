"""Payment plans: which ones a customer may choose, with every date and amount.

Amounts are in the currency of the plan and always whole steps of its rounding; the last
installment balances what the division leaves over.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from enum import Enum

from dateutil.relativedelta import relativedelta

FEWEST = 2  # one installment is a promise


class Rhythm(str, Enum):
    """How far apart installments are."""

    WEEKLY = "weekly"
    TWO_WEEKLY = "two_weekly"
    MONTHLY = "monthly"


_STEPS = {
    Rhythm.WEEKLY: relativedelta(weeks=1),
    Rhythm.TWO_WEEKLY: relativedelta(weeks=2),
    Rhythm.MONTHLY: relativedelta(months=1),
}


class PlanRefusal(str, Enum):
    """Why a plan cannot be agreed on."""

    BUSY = "busy"
    NOT_OFFERED = "not_offered"
    RUNNING = "running"
    CHANGED = "changed"
    NO_COUNT = "no_count"
    TOO_MANY = "too_many"
    TOO_SMALL = "too_small"
    NO_RHYTHM = "no_rhythm"
    NO_DATE = "no_date"
    PAST = "past"
    FIRST_TOO_LATE = "first_too_late"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class PlanTerms:
    """What a policy allows. Days are counted from the day of the agreement."""

    maximum: int  # installments
    days: int  # until the last one
    first_days: int  # until the first one
    minimum: Decimal  # of each installment
    down_payment: int = 0  # percent of the total that the first one makes up at least


@dataclass(frozen=True, slots=True)
class PlanOffer:
    """What may be divided into installments on ``made_on``; ``step``: the currency's rounding."""

    total: Decimal
    step: Decimal
    made_on: date
    terms: PlanTerms


@dataclass(frozen=True, slots=True)
class PlanChoice:
    """What somebody chose; None where it could not be understood."""

    count: int | None
    rhythm: Rhythm | None
    first: date | None


@dataclass(frozen=True, slots=True)
class Part:
    """One installment: an amount and the day by which it is to be paid."""

    day: date
    amount: Decimal


def split(total: Decimal, count: int, down_payment: int, step: Decimal) -> tuple[Decimal, ...]:
    """Divide ``total`` into ``count`` amounts, the first at least ``down_payment`` percent of it.

    The others are equal; the last one takes up what is left over by rounding down.
    """
    down = _rounded(total * down_payment / 100, step, ROUND_HALF_UP)
    equal = _rounded(total / count, step, ROUND_DOWN)
    if count == 1 or down <= equal:
        return (equal,) * (count - 1) + (total - equal * (count - 1),)
    return (down, *split(total - down, count - 1, 0, step))


def due_days(first: date, rhythm: Rhythm, count: int) -> tuple[date, ...]:
    """The days of ``count`` installments. Monthly ones keep the day of the month of the first, or
    take the last day of a month that is too short."""
    return tuple(first + _STEPS[rhythm] * number for number in range(count))


def schedule(offer: PlanOffer, choice: PlanChoice) -> tuple[Part, ...]:
    """Every date and amount of the plan that was chosen."""
    amounts = split(offer.total, choice.count, offer.terms.down_payment, offer.step)
    days = due_days(choice.first, choice.rhythm, choice.count)
    return tuple(Part(day, amount) for day, amount in zip(days, amounts, strict=True))


def possible_counts(offer: PlanOffer) -> list[int]:
    """The numbers of installments that keep to the terms, dates aside."""
    numbers = range(FEWEST, offer.terms.maximum + 1)
    return [number for number in numbers if not _too_small(offer, number)]


def latest_first_day(offer: PlanOffer) -> date:
    """The last day on which a plan may begin."""
    return offer.made_on + timedelta(days=offer.terms.first_days)


def refuse_plan(offer: PlanOffer, choice: PlanChoice, shown: Decimal | None) -> PlanRefusal | None:
    """Why the plan cannot be agreed on, or None if it can.

    ``shown`` is the total that the customer saw when choosing.
    """
    if shown != offer.total:
        return PlanRefusal.CHANGED
    return _bad_count(offer, choice) or _bad_dates(offer, choice)


def _bad_count(offer: PlanOffer, choice: PlanChoice) -> PlanRefusal | None:
    if choice.count is None or choice.count < FEWEST:
        return PlanRefusal.NO_COUNT
    if choice.count > offer.terms.maximum:
        return PlanRefusal.TOO_MANY
    return PlanRefusal.TOO_SMALL if _too_small(offer, choice.count) else None


def _bad_dates(offer: PlanOffer, choice: PlanChoice) -> PlanRefusal | None:
    if choice.rhythm is None:
        return PlanRefusal.NO_RHYTHM
    if choice.first is None:
        return PlanRefusal.NO_DATE
    if choice.first < offer.made_on:
        return PlanRefusal.PAST
    if choice.first > latest_first_day(offer):
        return PlanRefusal.FIRST_TOO_LATE
    last = due_days(choice.first, choice.rhythm, choice.count)[-1]
    too_long = last > offer.made_on + timedelta(days=offer.terms.days)
    return PlanRefusal.TOO_LONG if too_long else None


def _too_small(offer: PlanOffer, count: int) -> bool:
    amounts = split(offer.total, count, offer.terms.down_payment, offer.step)
    return min(amounts) < max(offer.terms.minimum, offer.step)


def _rounded(amount: Decimal, step: Decimal, rounding: str) -> Decimal:
    return (amount / step).quantize(Decimal(1), rounding) * step
