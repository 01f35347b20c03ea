"""Promises to pay: which ones a customer may make, and whether they were kept.

All amounts are in the currency of the promise.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum

from .covered import Covered


class Verdict(str, Enum):
    """How a promise stands."""

    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"


class Refusal(str, Enum):
    """Why a promise cannot be made."""

    BUSY = "busy"
    NOT_OFFERED = "not_offered"
    RUNNING = "running"
    CHANGED = "changed"
    NO_DATE = "no_date"
    PAST = "past"
    TOO_LATE = "too_late"
    NO_AMOUNT = "no_amount"
    TOO_SMALL = "too_small"
    TOO_MUCH = "too_much"


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise that is still open, with what the ledger says about it.

    ``deadline`` is the last day on which money is in time, grace included.
    """

    amount: Decimal
    deadline: date
    covered: Covered = Covered()


@dataclass(frozen=True, slots=True)
class PromiseOffer:
    """What a customer may promise in one currency today."""

    due: Decimal
    minimum: Decimal
    first: date
    latest: date


def judge(promise: Promise, today: date) -> Verdict:
    """Kept as soon as enough is paid, broken once the deadline is over without that.

    Nobody can pay more than was owed: lines that have left the books lower what is asked for.
    """
    if promise.covered.paid >= min(promise.amount, promise.covered.owed):
        return Verdict.KEPT
    return Verdict.BROKEN if today > promise.deadline else Verdict.OPEN


def minimum_amount(due: Decimal, share: int, rounding: Decimal) -> Decimal:
    """``share`` percent of ``due`` in steps of ``rounding``: one step at least, all at most."""
    steps = (due * share / 100 / rounding).quantize(Decimal(1), ROUND_HALF_UP)
    return min(due, max(steps, Decimal(1)) * rounding)


def refuse(
    offer: PromiseOffer, day: date | None, amount: Decimal | None, shown: Decimal | None
) -> Refusal | None:
    """Why ``amount`` by ``day`` cannot be promised, or None if it can.

    ``shown`` is the amount due that the customer saw when choosing.
    """
    return _changed(offer, shown) or _bad_date(offer, day) or _bad_amount(offer, amount)


def _changed(offer: PromiseOffer, shown: Decimal | None) -> Refusal | None:
    return None if shown == offer.due else Refusal.CHANGED


def _bad_date(offer: PromiseOffer, day: date | None) -> Refusal | None:
    if day is None:
        return Refusal.NO_DATE
    if day < offer.first:
        return Refusal.PAST
    return Refusal.TOO_LATE if day > offer.latest else None


def _bad_amount(offer: PromiseOffer, amount: Decimal | None) -> Refusal | None:
    if amount is None:
        return Refusal.NO_AMOUNT
    if amount < offer.minimum:
        return Refusal.TOO_SMALL
    return Refusal.TOO_MUCH if amount > offer.due else None
