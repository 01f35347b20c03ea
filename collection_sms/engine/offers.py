"""Offers of goods or services: what may be offered, by whom it may be accepted, and how long it
lives. Offers go back and forth; only the latest one stands, and only the other side accepts it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum

# Of this many kinds of goods at a time the page has lines.
GOODS_LIMIT = 5
GOODS_NAME_LIMIT = 200
# More than anybody means: a slip of the thumb, or an attempt to break something. One of something
# may be worth a lot in a currency of small coins; how much is taken is for the policy to say.
MOST_OF_ANYTHING = Decimal(1_000_000)
DEAREST_OF_ANYTHING = Decimal(10) ** 11
# A link can be passed on. Nobody who means it makes more offers in one case.
OFFERS_PER_CASE = 20
# So often per case an open proposal lets the ladder rest: proposing again and again must not keep
# it from ever going on.
RESTS_PER_CASE = 2


class OfferRefusal(str, Enum):
    """Why an offer cannot be made, accepted or taken back."""

    BUSY = "busy"
    NOT_OFFERED = "not_offered"
    TOO_MANY = "too_many"
    CHANGED = "changed"
    OLD_VERSION = "old_version"
    OVER = "over"
    EXPIRED = "expired"
    OWN = "own"
    NO_GOODS = "no_goods"
    NO_WHAT = "no_what"
    NO_QUANTITY = "no_quantity"
    NO_PRICE = "no_price"
    NAME_TOO_LONG = "name_too_long"
    NO_DATE = "no_date"
    TOO_LONG = "too_long"


class Side(str, Enum):
    """Who makes an offer."""

    CUSTOMER = "customer"
    US = "us"


@dataclass(frozen=True, slots=True)
class StandingOffer:
    """The latest offer of a proposal; ``version`` counts from 1, ``valid_until`` is a last day."""

    version: int
    side: Side
    valid_until: date
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Goods:
    """One line of an offer as the customer wrote it; None for a figure that is none."""

    name: str
    quantity: Decimal | None
    price: Decimal | None  # of one, before tax


def refuse_goods(goods: Sequence[Goods]) -> tuple[int, OfferRefusal] | None:
    """The first line that cannot be offered, counted from 0, and why; None if all can be."""
    if not goods:
        return 0, OfferRefusal.NO_GOODS
    refusals = ((row, _refuse_line(line)) for row, line in enumerate(goods))
    return next(((row, refusal) for row, refusal in refusals if refusal), None)


def refuse_standing(offer: StandingOffer | None, today: date) -> OfferRefusal | None:
    """Why nothing can be answered to ``offer`` any more, or None if it still stands."""
    if offer is None or not offer.is_open:
        return OfferRefusal.OVER
    return OfferRefusal.EXPIRED if is_expired(offer, today) else None


def refuse_acceptance(
    offer: StandingOffer | None, version: int, side: Side, today: date
) -> OfferRefusal | None:
    """Why ``side`` cannot accept ``version`` of ``offer``, or None if it can."""
    if refusal := refuse_standing(offer, today):
        return refusal
    if version != offer.version:
        return OfferRefusal.OLD_VERSION
    return OfferRefusal.OWN if side is offer.side else None


def is_expired(offer: StandingOffer, today: date) -> bool:
    """Whether the last day of ``offer`` is over."""
    return offer.is_open and offer.valid_until < today


def last_day_of_rest(today: date, days: int, rests_before: int) -> date | None:
    """The last day on which a proposal made ``today`` lets the ladder rest, or None for no rest.

    The counter-offers that follow do not make it longer.
    """
    return today + timedelta(days=days) if days and rests_before < RESTS_PER_CASE else None


def _refuse_line(goods: Goods) -> OfferRefusal | None:
    if not goods.name:
        return OfferRefusal.NO_WHAT
    if len(goods.name) > GOODS_NAME_LIMIT:
        return OfferRefusal.NAME_TOO_LONG
    if not _is_sensible(goods.quantity, MOST_OF_ANYTHING):
        return OfferRefusal.NO_QUANTITY
    return None if _is_sensible(goods.price, DEAREST_OF_ANYTHING) else OfferRefusal.NO_PRICE


def _is_sensible(figure: Decimal | None, most: Decimal) -> bool:
    return figure is not None and 0 < figure <= most
