from datetime import date, timedelta
from decimal import Decimal

import pytest
from builders import EUR, TODAY, USD, facts, line
from engine import (
    Arrival,
    Bartered,
    BarterLimits,
    BarterRefusal,
    DeliveryCondition,
    DeliveryRefusal,
    Hold,
    HoldReason,
    OpenItem,
    Text,
    decide,
    in_company_currency,
    most_in_kind,
    net,
    refuse_barter,
    refuse_delivery,
)
from hypothesis import given
from hypothesis import strategies as st

STEPS = st.sampled_from([Decimal(1), Decimal("0.01"), Decimal("0.001")])


@st.composite
def sides(draw):
    """A currency's step, and open lines of bills and of invoices in it."""
    step = draw(STEPS)

    def items(start):
        numbers = draw(st.lists(st.tuples(st.integers(1, 10**7), st.integers(0, 400)), max_size=6))
        return [
            OpenItem(start + key, number * step, date(2026, 1, 1) + timedelta(days=day))
            for key, (number, day) in enumerate(numbers)
        ]

    return step, items(0), items(100)


# What may be agreed on


@given(due=st.integers(0, 10**9), share=st.integers(0, 100), step=STEPS)
def test_the_most_is_whole_steps_and_never_above_the_share(due, share, step):
    due *= step
    most = most_in_kind(due, share, step)
    assert most % step == 0
    assert 0 <= due * share / 100 - most < step


def limits(due, most):
    """Goods within thirty days."""
    return BarterLimits(Decimal(due), Decimal(most), TODAY, TODAY + timedelta(days=30))


@pytest.mark.parametrize(
    ("value", "days", "refusal"),
    [
        ("50", 0, None),
        ("0.01", 30, None),
        ("50.01", 0, BarterRefusal.TOO_MUCH),
        ("0", 0, BarterRefusal.NO_VALUE),
        ("-5", 0, BarterRefusal.NO_VALUE),
        ("50", -1, BarterRefusal.PAST),
        ("50", 31, BarterRefusal.TOO_LATE),
    ],
)
def test_what_may_be_agreed_on(value, days, refusal):
    assert refuse_barter(limits(100, 50), TODAY + timedelta(days=days), Decimal(value)) is refusal


def test_where_nothing_is_due_nothing_is_taken():
    assert refuse_barter(limits(0, 0), TODAY, Decimal(1)) is BarterRefusal.NOTHING_DUE


# What may arrive


def arrival(agreed, before, now):
    return Arrival(Decimal(agreed), Decimal(before), Decimal(now))


@pytest.mark.parametrize(
    ("arrivals", "refusal"),
    [
        ([arrival(4, 0, 2)], None),
        ([arrival(4, 2, 2), arrival(1, 1, 0)], None),
        ([arrival(4, 3, 2)], DeliveryRefusal.TOO_MUCH),
        ([arrival(4, 4, 4)], DeliveryRefusal.TOO_MUCH),
        ([arrival(4, 0, 0)], DeliveryRefusal.NOTHING),
        ([], DeliveryRefusal.NOTHING),
        ([arrival(4, 0, -1), arrival(4, 0, 2)], DeliveryRefusal.NEGATIVE),
        # An accountant raised a quantity on the bill: that must not block the other lines.
        ([arrival(4, 5, 0), arrival(4, 0, 2)], None),
    ],
)
def test_what_may_arrive(arrivals, refusal):
    assert refuse_delivery(arrivals, TODAY, TODAY) is refusal


def test_what_arrives_tomorrow_has_not_arrived():
    day = TODAY + timedelta(days=1)
    assert refuse_delivery([arrival(4, 0, 2)], day, TODAY) is DeliveryRefusal.FUTURE


@pytest.mark.parametrize("condition", [DeliveryCondition.KEPT, DeliveryCondition.NOT_TAKEN])
def test_what_is_not_as_agreed_needs_a_reason(condition):
    arrivals = [arrival(4, 0, 2)]
    for note in ("", " \n"):
        refusal = refuse_delivery(arrivals, TODAY, TODAY, condition, note)
        assert refusal is DeliveryRefusal.NO_NOTE
    assert refuse_delivery(arrivals, TODAY, TODAY, condition, "Pine") is None


# What is netted


@given(sides())
def test_both_sides_sum_up_to_the_smaller_exactly(case):
    step, bills, invoices = case
    netting = net(bills, invoices)
    smaller = min(sum(item.amount for item in side) for side in (bills, invoices))
    assert netting.amount == sum(amount for _, amount in netting.invoices) == smaller
    assert all(amount > 0 and amount % step == 0 for _, amount in netting.bills + netting.invoices)


@given(sides())
def test_no_line_gets_more_than_is_open_and_only_the_last_is_partial(case):
    _step, bills, invoices = case
    netting = net(bills, invoices)
    for parts, items in ((netting.bills, bills), (netting.invoices, invoices)):
        by_id = {item.id: item for item in items}
        assert all(amount <= by_id[key].amount for key, amount in parts)
        assert all(amount == by_id[key].amount for key, amount in parts[:-1])
        days = [by_id[key].due for key, _ in parts]
        assert days == sorted(days)
        taken = {key for key, _ in parts}
        rest = [item.due for item in items if item.id not in taken]
        assert not rest or not days or max(days) <= min(rest)


@given(sides(), st.integers(1, 10**6), STEPS)
def test_both_sides_stay_equal_in_company_currency(case, rate, rounding):
    _step, bills, invoices = case
    netting = net(bills, invoices)
    rate = Decimal(rate) / 10**4
    debit, credit = (
        in_company_currency((amount for _, amount in parts), rate, rounding)
        for parts in (netting.bills, netting.invoices)
    )
    assert sum(debit) == sum(credit)
    assert abs(sum(debit) - netting.amount * rate) <= rounding / 2
    assert all(amount >= 0 for amount in debit + credit)


# Holding the ladder


def bartered(days=7, currency=EUR):
    """A barter for delivery in ``days``, with two days of grace."""
    day = TODAY + timedelta(days=days)
    return Bartered(currency, Decimal(50), day, day + timedelta(days=2))


def test_a_barter_holds_the_ladder_and_says_until_when():
    decision = decide(facts(line(5), barters=(bartered(),)), TODAY)
    assert isinstance(decision, Hold)
    assert decision.reason is HoldReason.BARTER
    assert decision.until == TODAY + timedelta(days=10)
    assert decision.figure == {"amount": "50", "currency": EUR, "day": "2026-11-27"}


@pytest.mark.parametrize(("after", "held"), [(7, True), (9, True), (10, False)])
def test_the_ladder_rests_until_the_grace_is_over(after, held):
    decision = decide(facts(line(5), barters=(bartered(),)), TODAY + timedelta(days=after))
    assert isinstance(decision, Hold) is held


def test_a_barter_speaks_for_its_currency_only():
    both = (line(5), line(6, 50, USD))
    assert isinstance(decide(facts(*both, barters=(bartered(),)), TODAY), Text)
