"""Offers of goods: what may be offered, who accepts what, and for how long the ladder rests."""

from datetime import timedelta
from decimal import Decimal

import pytest
from builders import TODAY, facts, line
from engine import (
    Goods,
    Hold,
    HoldReason,
    OfferRefusal,
    Side,
    StandingOffer,
    decide,
    last_day_of_rest,
    most_in_kind,
    refuse_acceptance,
    refuse_goods,
    refuse_standing,
)
from hypothesis import given
from hypothesis import strategies as st

LAST_DAY = TODAY + timedelta(days=14)


def goods(name="Oak chair", quantity="4", price="50"):
    return Goods(name, quantity and Decimal(quantity), price and Decimal(price))


@pytest.mark.parametrize(
    ("lines", "refusal"),
    [
        ([goods()], None),
        ([goods(quantity="0.5"), goods(price="0.01")], None),
        ([], (0, OfferRefusal.NO_GOODS)),
        ([goods(), goods(name="")], (1, OfferRefusal.NO_WHAT)),
        ([goods(name="x" * 201)], (0, OfferRefusal.NAME_TOO_LONG)),
        ([goods(quantity=None)], (0, OfferRefusal.NO_QUANTITY)),
        ([goods(quantity="0")], (0, OfferRefusal.NO_QUANTITY)),
        ([goods(), goods(), goods(price=None)], (2, OfferRefusal.NO_PRICE)),
        ([goods(quantity="1000000.01")], (0, OfferRefusal.NO_QUANTITY)),
        ([goods(price="25000000")], None),
        ([goods(price="100000000000.01")], (0, OfferRefusal.NO_PRICE)),
    ],
)
def test_what_may_be_offered(lines, refusal):
    assert refuse_goods(lines) == refusal


def offer(version=2, side=Side.US, is_open=True):
    return StandingOffer(version, side, LAST_DAY, is_open)


@pytest.mark.parametrize(
    ("standing", "version", "side", "days", "refusal"),
    [
        (offer(), 2, Side.CUSTOMER, 14, None),
        (offer(), 2, Side.CUSTOMER, 15, OfferRefusal.EXPIRED),
        (offer(), 1, Side.CUSTOMER, 0, OfferRefusal.OLD_VERSION),
        (offer(), 3, Side.CUSTOMER, 0, OfferRefusal.OLD_VERSION),
        (offer(), 2, Side.US, 0, OfferRefusal.OWN),
        (offer(is_open=False), 2, Side.CUSTOMER, 0, OfferRefusal.OVER),
        (None, 0, Side.US, 0, OfferRefusal.OVER),
    ],
)
def test_who_accepts_what(standing, version, side, days, refusal):
    day = TODAY + timedelta(days=days)
    assert refuse_acceptance(standing, version, side, day) is refusal


@given(
    st.sampled_from(Side),
    st.sampled_from(Side),
    st.integers(1, 5),
    st.integers(1, 5),
    st.integers(-3, 3),
    st.booleans(),
)
def test_only_the_other_side_accepts_only_the_latest_only_in_time(
    made_by, accepted_by, latest, version, days, is_open
):
    standing = offer(latest, made_by, is_open)
    day = LAST_DAY + timedelta(days=days)
    may = is_open and days <= 0 and latest == version and made_by is not accepted_by
    assert (refuse_acceptance(standing, version, accepted_by, day) is None) == may


def test_what_stands_can_be_answered_on_its_last_day():
    assert refuse_standing(offer(), LAST_DAY) is None
    assert refuse_standing(offer(), LAST_DAY + timedelta(days=1)) is OfferRefusal.EXPIRED


@pytest.mark.parametrize(
    ("days", "before", "rest"), [(21, 0, 21), (21, 1, 21), (21, 2, None), (0, 0, None)]
)
def test_proposals_rest_the_ladder_though_not_again_and_again(days, before, rest):
    expected = None if rest is None else TODAY + timedelta(days=rest)
    assert last_day_of_rest(TODAY, days, before) == expected


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("goods_asked_until", HoldReason.BARTER_TO_ANSWER),
        ("goods_offered_until", HoldReason.BARTER_OFFERED),
    ],
)
def test_an_open_offer_holds_the_ladder_to_its_last_day_of_rest(name, reason):
    until = TODAY + timedelta(days=21)
    held = facts(line(5), **{name: until})
    decision = decide(held, until)
    assert isinstance(decision, Hold)
    assert (decision.reason, decision.until) == (reason, until + timedelta(days=1))
    after = decide(held, until + timedelta(days=1))
    assert not isinstance(after, Hold) or after.reason is not reason


@given(
    st.decimals(0, 10**6, places=2),
    st.integers(1, 100),
    st.decimals(0, 10**6, places=2),
    st.sampled_from([Decimal("0.01"), Decimal(1), Decimal("0.05")]),
)
def test_neither_the_share_nor_the_cap_is_exceeded(due, share, cap, rounding):
    most = most_in_kind(due, share, rounding, cap)
    assert 0 <= most <= min(due * share / 100, cap)
    assert most % rounding == 0
    assert most_in_kind(due, share, rounding) >= most
