"""Requests: what a customer may ask for, what is granted at once, and when it is over."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum

from .facts import Facts, LineStatus, OpenLine, RequestKind

# How long the ladder rests while a request waits for a person. Afterwards it goes on.
WAITING_DAYS = 14
# So often per case and kind, an unanswered request lets the ladder rest: asking again and again
# must not keep it from ever going on.
COURTESIES = 2
# The latest day that can be wished for when asking a person for more time.
LONGEST_EXTENSION = 90
# What was paid longer ago than this is no news that a bank statement could still bring.
OLDEST_PAYMENT = 365
WORDS_LIMIT = 2000
LINE_LIMIT = 100


class RequestRefusal(str, Enum):
    """Why a request cannot be made."""

    BUSY = "busy"
    NOT_OFFERED = "not_offered"
    TOO_MANY = "too_many"
    RUNNING = "running"
    CHANGED = "changed"
    NO_DATE = "no_date"
    PAST = "past"
    TOO_LATE = "too_late"
    TOO_LONG_AGO = "too_long_ago"
    FUTURE = "future"
    NO_PART = "no_part"
    NO_INVOICE = "no_invoice"
    NO_REASON = "no_reason"
    NO_WORDS = "no_words"
    TOO_LONG = "too_long"
    NUMBER_TOO_LONG = "number_too_long"
    REFERENCE_TOO_LONG = "reference_too_long"


class RequestVerdict(str, Enum):
    """How a running request stands."""

    RUNNING = "running"
    DONE = "done"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class RequestTerms:
    """What a policy grants at once; days and numbers, 0 as the policy describes it."""

    extension_offered: bool = True
    extension_days: int = 14
    extension_max: int = 1
    hardship_days: int = 60
    paid_check_days: int = 7


@dataclass(frozen=True, slots=True)
class RequestOffer:
    """The days that can be chosen for a request of one kind, and the invoices."""

    kind: RequestKind
    first: date
    latest: date
    invoices: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Wish:
    """What a customer asks for. ``words`` are theirs, ``invoices`` those in dispute."""

    kind: RequestKind
    day: date | None = None
    words: str = ""
    part: str | None = None  # of the day, for a call
    number: str = ""  # to call
    reference: str = ""  # of a payment
    reason: str | None = None  # of a dispute
    invoices: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a request at once; ``until``: last day of rest, None for no rest."""

    granted: bool
    until: date | None


def offer_request(
    kind: RequestKind,
    terms: RequestTerms,
    today: date,
    invoices: frozenset[int] = frozenset(),
    due: bool = True,
) -> RequestOffer | None:
    """What may be asked for of ``kind``, or None where it is not offered.

    ``invoices``: those that can be disputed; ``due``: whether there is anything to pay yet.
    """
    offered = {
        RequestKind.EXTENSION: terms.extension_offered,
        RequestKind.HARDSHIP: terms.hardship_days > 0,
        RequestKind.PAID: due and terms.paid_check_days > 0,
        RequestKind.DISPUTE: bool(invoices),
        RequestKind.CALL: True,
    }
    if not offered[kind]:
        return None
    days = {
        RequestKind.EXTENSION: (1, max(LONGEST_EXTENSION, terms.extension_days)),
        RequestKind.HARDSHIP: (1, terms.hardship_days),
        RequestKind.PAID: (-OLDEST_PAYMENT, 0),
        RequestKind.DISPUTE: (0, 0),
        RequestKind.CALL: (0, WAITING_DAYS),
    }
    first, latest = (today + timedelta(days=number) for number in days[kind])
    return RequestOffer(kind, first, latest, invoices)


def refuse_request(offer: RequestOffer, wish: Wish) -> RequestRefusal | None:
    """Why ``wish`` cannot be taken down, or None if it can."""
    if wish.kind is RequestKind.DISPUTE:
        refusal = _bad_dispute(offer, wish)
    else:
        refusal = _bad_day(offer, wish) or _bad_part(wish)
    return refusal or _too_long(wish)


def outcome(
    wish: Wish, terms: RequestTerms, today: date, granted_before: int, asked_before: int
) -> Outcome:
    """What becomes of ``wish`` without a person.

    ``granted_before``, ``asked_before``: requests of this kind in the case so far. More time and
    hardship are granted within the terms; all else waits, and the ladder rests meanwhile.
    """
    if until := _granted_until(wish, terms, today, granted_before):
        return Outcome(True, until)
    if wish.kind is RequestKind.DISPUTE or asked_before >= COURTESIES:
        return Outcome(False, None)
    if wish.kind is RequestKind.CALL:
        return Outcome(False, wish.day)
    rest = terms.paid_check_days if wish.kind is RequestKind.PAID else WAITING_DAYS
    return Outcome(False, today + timedelta(days=rest))


def judge_request(
    kind: RequestKind, granted: bool, until: date | None, settled: bool, today: date
) -> RequestVerdict:
    """Done once what it is about is settled, expired after its last day of rest.

    A request that waits for a person never expires, except a payment that was announced and
    did not show up; ``settled``: the money came, or no disputed invoice is open any more.
    """
    if settled and kind in (RequestKind.PAID, RequestKind.DISPUTE):
        return RequestVerdict.DONE
    ends = granted or kind is RequestKind.PAID
    if ends and until is not None and until < today:
        return RequestVerdict.EXPIRED
    return RequestVerdict.RUNNING


def money_has_come(facts: Facts, today: date) -> bool:
    """Whether nothing is due any more, or credits that nobody has matched yet cover it."""
    due = [
        line for line in facts.lines if line.status is not LineStatus.SETTLED and line.due <= today
    ]
    owed: defaultdict[int, Decimal] = defaultdict(Decimal)
    for line in due:
        owed[line.currency_id] += line.amount
    for credit in facts.credits:
        owed[credit.currency_id] -= credit.amount
    return all(amount <= 0 for amount in owed.values()) or _company_net(due, facts) <= 0


def _company_net(lines: list[OpenLine], facts: Facts) -> Decimal:
    """Payments may arrive in another currency."""
    owed = sum((line.company_amount for line in lines), Decimal(0))
    return owed - sum((credit.company_amount for credit in facts.credits), Decimal(0))


def _granted_until(wish: Wish, terms: RequestTerms, today: date, before: int) -> date | None:
    """Last day that is granted at once, or None where a person has to say."""
    if wish.kind is RequestKind.EXTENSION:
        limit, times = today + timedelta(days=terms.extension_days), terms.extension_max
    elif wish.kind is RequestKind.HARDSHIP:
        limit, times = today + timedelta(days=terms.hardship_days), 1
    else:
        return None
    day = wish.day or limit
    return day if today < day <= limit and before < times else None


def _bad_day(offer: RequestOffer, wish: Wish) -> RequestRefusal | None:
    if wish.day is None:
        # Nobody in difficulty knows for how long: without a day the policy's limit counts.
        return None if wish.kind is RequestKind.HARDSHIP else RequestRefusal.NO_DATE
    about_past = wish.kind is RequestKind.PAID
    if wish.day < offer.first:
        return RequestRefusal.TOO_LONG_AGO if about_past else RequestRefusal.PAST
    if wish.day > offer.latest:
        return RequestRefusal.FUTURE if about_past else RequestRefusal.TOO_LATE
    return None


def _bad_part(wish: Wish) -> RequestRefusal | None:
    return RequestRefusal.NO_PART if wish.kind is RequestKind.CALL and not wish.part else None


def _bad_dispute(offer: RequestOffer, wish: Wish) -> RequestRefusal | None:
    if not wish.invoices:
        return RequestRefusal.NO_INVOICE
    if not wish.invoices <= offer.invoices:
        return RequestRefusal.CHANGED
    if not wish.reason:
        return RequestRefusal.NO_REASON
    return RequestRefusal.NO_WORDS if wish.reason == "other" and not wish.words.strip() else None


def _too_long(wish: Wish) -> RequestRefusal | None:
    if len(wish.words) > WORDS_LIMIT:
        return RequestRefusal.TOO_LONG
    if len(wish.number) > LINE_LIMIT:
        return RequestRefusal.NUMBER_TOO_LONG
    return RequestRefusal.REFERENCE_TOO_LONG if len(wish.reference) > LINE_LIMIT else None
