"""Promises to pay: which ones a customer may make, and whether they were kept.

All amounts are in the currency of the promise. “Paid” is what the ledger says: what was owed on
the lines that the promise covers, less credits nobody has matched, has gone down by payments and
credit notes alike. A payment therefore counts from the day it is booked, whoever matches it when.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum


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
class CoveredLine:
    """What was open of one receivable line when the promise was made, and what is open now."""

    then: Decimal
    left: Decimal


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise that is still open, with what the ledger says about it.

    ``deadline`` is the last day on which money is in time, grace included. The credits are those
    that were, and are, open on the customer's account without being matched with an invoice.
    """

    amount: Decimal
    deadline: date
    lines: tuple[CoveredLine, ...] = ()
    credit_then: Decimal = Decimal(0)
    credit_now: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class PromiseOffer:
    """What a customer may promise in one currency today."""

    due: Decimal
    minimum: Decimal
    first: date
    latest: date


def paid_since(promise: Promise) -> Decimal:
    """What the debt has gone down by since the promise was made; negative if it has grown."""
    matched = sum((line.then - line.left for line in promise.lines), Decimal(0))
    return matched + promise.credit_now - promise.credit_then


def judge(promise: Promise, today: date) -> Verdict:
    """Kept as soon as enough is paid, broken once the deadline is over without that.

    Nobody can pay more than was owed: lines that have left the books lower what is asked for.
    """
    owed_then = sum((line.then for line in promise.lines), Decimal(0)) - promise.credit_then
    if paid_since(promise) >= min(promise.amount, owed_then):
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
