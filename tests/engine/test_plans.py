import calendar
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from builders import TODAY
from engine import (
    Covered,
    CoveredLine,
    Part,
    Plan,
    PlanChoice,
    PlanOffer,
    PlanRefusal,
    PlanTerms,
    PlanVerdict,
    Rhythm,
    allot,
    allotted,
    due_days,
    judge_plan,
    missed,
    possible_counts,
    refuse_plan,
    schedule,
    split,
)
from hypothesis import given
from hypothesis import strategies as st

CENT = Decimal("0.01")
STEPS = {"0 decimals": Decimal(1), "2 decimals": CENT, "3 decimals": Decimal("0.001")}
TERMS = PlanTerms(maximum=6, days=180, first_days=14, minimum=Decimal(25))
steps = st.sampled_from(list(STEPS.values()))
counts = st.integers(2, 24)
rhythms = st.sampled_from(list(Rhythm))


# Amounts


@given(st.integers(24, 10**9), counts, st.integers(0, 100), steps)
def test_installments_sum_exactly_to_the_total(units, count, down_payment, step):
    total = units * step
    amounts = split(total, count, down_payment, step)
    assert len(amounts) == count
    assert sum(amounts) == total
    assert all(amount % step == 0 and amount >= 0 for amount in amounts)


@given(st.integers(24, 10**9), counts, st.integers(0, 90), steps)
def test_all_but_the_first_are_equal_up_to_what_the_last_balances(units, count, share, step):
    amounts = split(units * step, count, share, step)
    between = set(amounts[1:-1])
    assert len(between) <= 1
    if between:
        assert 0 <= amounts[-1] - between.pop() < count * step


@given(st.integers(24, 10**9), counts, st.integers(0, 100), steps)
def test_the_first_is_at_least_the_down_payment(units, count, share, step):
    total = units * step
    assert split(total, count, share, step)[0] >= total * share / 100 - step


@pytest.mark.parametrize(
    ("total", "count", "down", "step", "amounts"),
    [
        ("100", 3, 0, "0.01", ["33.33", "33.33", "33.34"]),
        ("100", 3, 50, "0.01", ["50.00", "25.00", "25.00"]),
        ("1000", 3, 0, "1", ["333", "333", "334"]),
        ("10.001", 2, 0, "0.001", ["5.000", "5.001"]),
        ("100.10", 3, 20, "0.01", ["33.36", "33.36", "33.38"]),
        ("100", 2, 50, "0.05", ["50.00", "50.00"]),
    ],
)
def test_examples(total, count, down, step, amounts):
    expected = tuple(Decimal(amount) for amount in amounts)
    assert split(Decimal(total), count, down, Decimal(step)) == expected


# Days

first_days = st.dates(date(2023, 1, 1), date(2033, 12, 31))


@given(first_days, counts)
def test_monthly_keeps_the_day_of_the_month_or_takes_the_last_one(first, count):
    for number, day in enumerate(due_days(first, Rhythm.MONTHLY, count)):
        months = first.year * 12 + first.month - 1 + number
        assert (day.year, day.month) == (months // 12, months % 12 + 1)
        assert day.day == min(first.day, calendar.monthrange(day.year, day.month)[1])


@given(first_days, counts, st.sampled_from([(Rhythm.WEEKLY, 7), (Rhythm.TWO_WEEKLY, 14)]))
def test_weeks_keep_the_weekday(first, count, rhythm):
    kind, days = rhythm
    expected = tuple(first + timedelta(days=days * number) for number in range(count))
    assert due_days(first, kind, count) == expected


def test_over_the_end_of_february_in_a_leap_year():
    assert due_days(date(2027, 12, 31), Rhythm.MONTHLY, 4) == (
        date(2027, 12, 31),
        date(2028, 1, 31),
        date(2028, 2, 29),
        date(2028, 3, 31),
    )
    assert due_days(date(2027, 1, 29), Rhythm.MONTHLY, 2)[1] == date(2027, 2, 28)


# What may be agreed on


def offer(total="300", **terms):
    """An offer of ``total`` under TERMS, changed by ``terms``."""
    changed = {name: getattr(TERMS, name) for name in TERMS.__slots__} | terms
    return PlanOffer(Decimal(total), CENT, TODAY, PlanTerms(**changed))


def choice(count=3, rhythm=Rhythm.MONTHLY, first=7):
    """A choice that begins ``first`` days after TODAY."""
    day = None if first is None else TODAY + timedelta(days=first)
    return PlanChoice(count, rhythm, day)


@pytest.mark.parametrize(
    ("chosen", "shown", "refusal"),
    [
        (choice(), "300", None),
        (choice(first=0), "300", None),
        (choice(first=14), "300", None),
        (choice(6, first=14), "300", None),
        (choice(), "299", PlanRefusal.CHANGED),
        (choice(), None, PlanRefusal.CHANGED),
        (choice(None), "300", PlanRefusal.NO_COUNT),
        (choice(1), "300", PlanRefusal.NO_COUNT),
        (choice(7), "300", PlanRefusal.TOO_MANY),
        (choice(rhythm=None), "300", PlanRefusal.NO_RHYTHM),
        (choice(first=None), "300", PlanRefusal.NO_DATE),
        (choice(first=-1), "300", PlanRefusal.PAST),
        (choice(first=15), "300", PlanRefusal.FIRST_TOO_LATE),
    ],
)
def test_what_may_be_agreed_on(chosen, shown, refusal):
    assert refuse_plan(offer(), chosen, shown and Decimal(shown)) is refusal


def test_installments_below_the_minimum_are_not_offered():
    small = offer("100")
    assert possible_counts(small) == [2, 3, 4]
    assert refuse_plan(small, choice(5), Decimal(100)) is PlanRefusal.TOO_SMALL
    assert possible_counts(offer("49")) == []


def test_a_plan_ends_within_the_days_of_the_terms():
    short = offer(days=60)
    assert refuse_plan(short, choice(3, first=0), Decimal(300)) is PlanRefusal.TOO_LONG
    assert refuse_plan(short, choice(3, Rhythm.TWO_WEEKLY), Decimal(300)) is None


@given(st.integers(1, 10**7), counts, rhythms, st.integers(0, 14), st.integers(0, 50))
def test_a_plan_that_may_be_agreed_on_keeps_every_term(units, count, rhythm, first, down):
    terms = offer(units * CENT, down_payment=down)
    chosen = choice(count, rhythm, first)
    if refuse_plan(terms, chosen, terms.total) is None:
        parts = schedule(terms, chosen)
        assert sum(part.amount for part in parts) == terms.total
        assert min(part.amount for part in parts) >= TERMS.minimum
        assert parts[-1].day <= TODAY + timedelta(days=TERMS.days)
        assert [part.day for part in parts] == sorted({part.day for part in parts})


# What was paid

cents = st.integers(1, 10**6).map(lambda units: units * CENT)


@given(st.lists(cents, min_size=1, max_size=12), st.integers(-(10**6), 10**8))
def test_what_is_paid_is_allotted_oldest_first(amounts, units):
    paid = units * CENT
    shares = allot(amounts, paid)
    assert sum(shares) == min(max(paid, Decimal(0)), sum(amounts))
    assert all(0 <= share <= amount for share, amount in zip(shares, amounts, strict=True))
    open_ = [share < amount for share, amount in zip(shares, amounts, strict=True)]
    for share, earlier_open in zip(shares[1:], open_, strict=False):
        assert not (earlier_open and share)


@st.composite
def stories(draw):
    """Covered lines, the plan on them, and bookings: (amount, line or none for unmatched)."""
    owed = draw(st.lists(cents, min_size=1, max_size=5))
    count = draw(st.integers(2, 6))
    bookings = draw(
        st.lists(st.tuples(cents, st.none() | st.integers(0, len(owed) - 1)), max_size=10)
    )
    return owed, count, bookings


def after(owed, count, bookings):
    """The plan after ``bookings``: each lowers its line, what is too much stays a credit."""
    left, credit = list(owed), Decimal(0)
    for amount, index in bookings:
        matched = Decimal(0) if index is None else min(amount, left[index])
        if index is not None:
            left[index] -= matched
        credit += amount - matched
    lines = tuple(CoveredLine(then, now) for then, now in zip(owed, left, strict=True))
    return plan(sum(owed), count, Covered(lines, credit_now=credit))


def plan(total, count, covered, first=TODAY):
    """A monthly plan with 3 days of grace that bears one missed installment, for 21 days."""
    amounts = split(Decimal(total), count, 0, CENT)
    days = due_days(first, Rhythm.MONTHLY, count)
    parts = tuple(Part(day, amount) for day, amount in zip(days, amounts, strict=True))
    return Plan(parts, covered, grace=3, missed_allowed=1, late_allowed=21)


@given(stories())
def test_any_series_of_payments_and_credits_is_allotted_in_full(story):
    owed, _count, bookings = story
    booked = sum((amount for amount, _ in bookings), Decimal(0))
    assert sum(allotted(after(*story))) == min(booked, sum(owed))


@given(stories(), st.randoms(use_true_random=False))
def test_neither_order_nor_matching_changes_the_allotment(story, random):
    owed, count, bookings = story
    other = [(amount, random.choice([None, *range(len(owed))])) for amount, _ in bookings]
    random.shuffle(other)
    assert allotted(after(*story)) == allotted(after(owed, count, other))


@given(stories(), st.integers(-10, 400))
def test_completed_exactly_when_all_is_paid_and_matched(story, days):
    told = after(*story)
    booked = sum((amount for amount, _ in story[2]), Decimal(0))
    verdict = judge_plan(told, TODAY + timedelta(days=days))
    is_matched = not any(line.left for line in told.covered.lines)
    assert (verdict is PlanVerdict.COMPLETED) == is_matched
    if booked >= told.total:
        assert verdict in (PlanVerdict.COMPLETED, PlanVerdict.ACTIVE)


@given(stories(), st.integers(-10, 400), cents)
def test_more_money_never_makes_it_worse(story, days, extra):
    owed, count, bookings = story
    order = list(PlanVerdict)
    ranks = {PlanVerdict.COMPLETED: 0, PlanVerdict.ACTIVE: 1, PlanVerdict.LATE: 2}
    day = TODAY + timedelta(days=days)
    before = judge_plan(after(*story), day)
    then = judge_plan(after(owed, count, [*bookings, (extra, None)]), day)
    assert ranks.get(then, len(order)) <= ranks.get(before, len(order))


def test_a_covered_invoice_that_left_the_books_needs_no_money():
    gone = plan(100, 2, Covered((CoveredLine(Decimal(60), Decimal(60)),)))
    assert gone.settled == 40
    assert allotted(gone) == (Decimal(40), Decimal(0))


NOTHING_PAID = Covered((CoveredLine(Decimal(300), Decimal(300)),))


@pytest.mark.parametrize(
    ("days", "verdict"),
    [
        (0, PlanVerdict.ACTIVE),
        (3, PlanVerdict.ACTIVE),
        (4, PlanVerdict.LATE),
        (21, PlanVerdict.LATE),
        (22, PlanVerdict.BROKEN),
    ],
)
def test_late_after_the_grace_and_broken_when_too_late(days, verdict):
    assert judge_plan(plan(300, 3, NOTHING_PAID), TODAY + timedelta(days=days)) is verdict


def test_nothing_breaks_while_the_customer_has_more_time():
    told = replace(plan(300, 3, NOTHING_PAID), has_respite=True)
    assert judge_plan(told, TODAY + timedelta(days=3)) is PlanVerdict.ACTIVE
    assert judge_plan(told, TODAY + timedelta(days=60)) is PlanVerdict.LATE


def test_broken_by_too_many_missed():
    weekly = due_days(TODAY, Rhythm.WEEKLY, 3)
    parts = tuple(Part(day, Decimal(100)) for day in weekly)
    told = Plan(parts, NOTHING_PAID, grace=3, missed_allowed=1, late_allowed=60)
    on_day = {days: judge_plan(told, TODAY + timedelta(days=days)) for days in (10, 11)}
    assert on_day == {10: PlanVerdict.LATE, 11: PlanVerdict.BROKEN}
    assert missed(told, TODAY + timedelta(days=11)) == list(weekly[:2])
