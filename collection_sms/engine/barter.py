"""Goods or services instead of money: what may be agreed on, what may arrive, what is netted.

Nothing is owed less because of an agreement. What has arrived is netted, at the value agreed on,
with the oldest invoice first.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from enum import Enum

from .installments import allot


class BarterRefusal(str, Enum):
    """Why a barter cannot be recorded."""

    NOT_OFFERED = "not_offered"
    OPEN = "open"
    RUNNING = "running"
    NOTHING_DUE = "nothing_due"
    PAST = "past"
    TOO_LATE = "too_late"
    NO_VALUE = "no_value"
    TOO_MUCH = "too_much"


class DeliveryRefusal(str, Enum):
    """Why a delivery cannot be recorded."""

    NOTHING = "nothing_arrived"
    NEGATIVE = "negative_quantity"
    TOO_MUCH = "more_than_agreed"
    FUTURE = "not_yet"
    NO_NOTE = "unexplained"


class DeliveryCondition(str, Enum):
    """How goods have arrived, and whether they stay."""

    AS_AGREED = "agreed"
    KEPT = "kept"
    NOT_TAKEN = "not_taken"


@dataclass(frozen=True, slots=True)
class BarterLimits:
    """What a customer may give instead of money: up to ``most``, from ``first`` to ``latest``."""

    due: Decimal
    most: Decimal
    first: date
    latest: date


@dataclass(frozen=True, slots=True)
class Arrival:
    """One line of a delivery: what was agreed on, what is there already, what arrives now."""

    agreed: Decimal
    before: Decimal
    arrived: Decimal


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An open line of a bill or an invoice; ``amount`` is positive, in the common currency."""

    id: int
    amount: Decimal
    due: date


@dataclass(frozen=True, slots=True)
class Netting:
    """``(line id, amount)`` of each side, zero amounts left out; both sides sum up to the same."""

    bills: tuple[tuple[int, Decimal], ...] = ()
    invoices: tuple[tuple[int, Decimal], ...] = ()

    @property
    def amount(self) -> Decimal:
        """What is netted."""
        return sum((amount for _, amount in self.bills), Decimal(0))


def most_in_kind(
    due: Decimal, share: int, rounding: Decimal, cap: Decimal | None = None
) -> Decimal:
    """``share`` percent of ``due``, ``cap`` at most, rounded down to steps of ``rounding``."""
    most = due * share / 100
    if cap is not None:
        most = min(most, cap)
    return (most / rounding).quantize(Decimal(1), ROUND_DOWN) * rounding


def refuse_barter(limits: BarterLimits, day: date, value: Decimal) -> BarterRefusal | None:
    """Why goods worth ``value`` (taxes included) on ``day`` cannot be agreed on, or None."""
    if limits.due <= 0:
        return BarterRefusal.NOTHING_DUE
    if day < limits.first:
        return BarterRefusal.PAST
    if day > limits.latest:
        return BarterRefusal.TOO_LATE
    if value <= 0:
        return BarterRefusal.NO_VALUE
    return BarterRefusal.TOO_MUCH if value > limits.most else None


def refuse_delivery(
    arrivals: Iterable[Arrival],
    day: date,
    today: date,
    condition: DeliveryCondition = DeliveryCondition.AS_AGREED,
    note: str = "",
) -> DeliveryRefusal | None:
    """Why this delivery cannot be recorded, or None if it can.

    One that is not as agreed needs a ``note``: the customer will be told about it.
    """
    arrivals = tuple(arrivals)
    if condition != DeliveryCondition.AS_AGREED and not note.strip():
        return DeliveryRefusal.NO_NOTE
    if day > today:
        return DeliveryRefusal.FUTURE
    if any(arrival.arrived < 0 for arrival in arrivals):
        return DeliveryRefusal.NEGATIVE
    if not any(arrival.arrived for arrival in arrivals):
        return DeliveryRefusal.NOTHING
    if any(
        arrival.arrived and arrival.before + arrival.arrived > arrival.agreed
        for arrival in arrivals
    ):
        return DeliveryRefusal.TOO_MUCH
    return None


def net(bills: Iterable[OpenItem], invoices: Iterable[OpenItem]) -> Netting:
    """Net the smaller of what is open on both sides, each side oldest first."""
    bills, invoices = _oldest_first(bills), _oldest_first(invoices)
    amount = min(_total(bills), _total(invoices))
    return Netting(_parts(bills, amount), _parts(invoices, amount))


def _oldest_first(items: Iterable[OpenItem]) -> list[OpenItem]:
    return sorted(items, key=lambda item: (item.due, item.id))


def _total(items: list[OpenItem]) -> Decimal:
    return sum((item.amount for item in items), Decimal(0))


def _parts(items: list[OpenItem], amount: Decimal) -> tuple[tuple[int, Decimal], ...]:
    shares = allot((item.amount for item in items), amount)
    return tuple((item.id, share) for item, share in zip(items, shares, strict=True) if share)


def in_company_currency(
    amounts: Iterable[Decimal], rate: Decimal, rounding: Decimal
) -> tuple[Decimal, ...]:
    """``amounts`` at ``rate``, rounded so that two lists with the same sum keep the same sum."""
    converted, total, booked = [], Decimal(0), Decimal(0)
    for amount in amounts:
        total += amount
        upto = (total * rate / rounding).quantize(Decimal(1), ROUND_HALF_UP) * rounding
        converted.append(upto - booked)
        booked = upto
    return tuple(converted)
