from datetime import date, timedelta
from decimal import Decimal

import pytest
from builders import EUR, TODAY, USD, credit, facts, line
from engine import (
    Covered,
    CoveredLine,
    Hold,
    HoldReason,
    Promise,
    Promised,
    PromiseOffer,
    Refusal,
    Text,
    Verdict,
    decide,
    judge,
    minimum_amount,
    refuse,
)
from hypothesis import given
from hypothesis import strategies as st

DEADLINE = TODAY + timedelta(days=8)
CENT = Decimal("0.01")
cents = st.integers(1, 10**7).map(lambda number: number * CENT)


def promised(days=7, amount=100, currency=EUR):
    """An open promise, with one day of grace."""
    day = TODAY + timedelta(days=days)
    return Promised(currency, Decimal(amount), day, day + timedelta(days=1))


# Holding the ladder


def test_a_promise_holds_the_ladder_and_says_until_when():
    decision = decide(facts(line(5), promises=(promised(),)), TODAY)
    assert isinstance(decision, Hold)
    assert decision.reason is HoldReason.PROMISED
    assert decision.until == TODAY + timedelta(days=9)
    assert decision.figure == {"amount": "100", "currency": EUR, "day": "2026-11-27"}


@pytest.mark.parametrize(("after", "held"), [(7, True), (8, True), (9, False)])
def test_the_ladder_rests_until_the_grace_is_over(after, held):
    decision = decide(facts(line(5), promises=(promised(),)), TODAY + timedelta(days=after))
    assert isinstance(decision, Hold) is held


def test_what_is_due_in_another_currency_is_not_promised():
    both = (line(5), line(6, 50, USD))
    assert isinstance(decide(facts(*both, promises=(promised(),)), TODAY), Text)
    decision = decide(facts(*both, promises=(promised(), promised(3, 50, USD))), TODAY)
    assert (decision.reason, decision.until) == (HoldReason.PROMISED, TODAY + timedelta(days=5))


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"in_review": True}, HoldReason.IN_REVIEW),
        ({"paused_until": TODAY + timedelta(days=1)}, HoldReason.PAUSED),
        ({"credits": (credit(100),)}, HoldReason.UNRECONCILED_CREDIT),
        ({"minimum": Decimal(1000)}, HoldReason.PROMISED),
    ],
)
def test_its_place_among_the_holds(more, reason):
    assert decide(facts(line(5), promises=(promised(),), **more), TODAY).reason is reason


# Kept or broken


def promise(amount, *lines, **credits_):
    """A promise on lines given as ``(then, now)``."""
    covered = tuple(CoveredLine(Decimal(then), Decimal(now)) for then, now in lines)
    return Promise(Decimal(amount), DEADLINE, Covered(covered, **credits_))


@pytest.mark.parametrize(
    ("now", "day", "verdict"),
    [
        (100, DEADLINE, Verdict.OPEN),
        (100, DEADLINE + timedelta(days=1), Verdict.BROKEN),
        (1, DEADLINE + timedelta(days=1), Verdict.BROKEN),
        (0, TODAY, Verdict.KEPT),
        (0, DEADLINE + timedelta(days=1), Verdict.KEPT),
    ],
)
def test_judged_by_what_was_paid_and_when(now, day, verdict):
    assert judge(promise(100, (100, now)), day) is verdict


def test_a_credit_from_before_the_promise_is_no_payment():
    matched = promise(70, (100, 70), credit_then=Decimal(30))
    assert matched.covered.paid == 0
    assert judge(matched, DEADLINE) is Verdict.OPEN


def test_lines_that_left_the_books_lower_what_is_asked_for():
    assert judge(promise(100, (60, 0)), DEADLINE) is Verdict.KEPT


@st.composite
def stories(draw):
    """Lines, a promised amount, and payments or credit notes: (amount, line or none)."""
    owed = draw(st.lists(cents, min_size=1, max_size=5))
    amount = draw(st.integers(1, int(sum(owed) / CENT))) * CENT
    bookings = draw(
        st.lists(st.tuples(cents, st.none() | st.integers(0, len(owed) - 1)), max_size=8)
    )
    return owed, amount, bookings


def after(owed, amount, bookings):
    """The promise after ``bookings``: each lowers its line, what is too much stays a credit."""
    now, unmatched = list(owed), Decimal(0)
    for paid, index in bookings:
        matched = Decimal(0) if index is None else min(paid, now[index])
        if index is not None:
            now[index] -= matched
        unmatched += paid - matched
    lines = tuple(CoveredLine(then, left) for then, left in zip(owed, now, strict=True))
    return Promise(amount, DEADLINE, Covered(lines, credit_now=unmatched))


@given(stories())
def test_any_series_of_payments_and_credits_counts_in_full(story):
    owed, amount, bookings = story
    total = sum((paid for paid, _ in bookings), Decimal(0))
    told = after(owed, amount, bookings)
    assert told.covered.paid == total
    late = judge(told, DEADLINE + timedelta(days=1))
    assert late is (Verdict.KEPT if total >= amount else Verdict.BROKEN)


@given(stories(), st.integers(-30, 30))
def test_broken_only_after_the_deadline_and_open_only_before(story, days):
    verdict = judge(after(*story), DEADLINE + timedelta(days=days))
    assert verdict is not (Verdict.OPEN if days > 0 else Verdict.BROKEN)


@given(stories(), st.randoms(use_true_random=False))
def test_neither_order_nor_matching_changes_the_verdict(story, random):
    owed, amount, bookings = story
    other = [(paid, random.choice([None, *range(len(owed))])) for paid, _ in bookings]
    random.shuffle(other)
    day = DEADLINE + timedelta(days=1)
    assert judge(after(owed, amount, bookings), day) is judge(after(owed, amount, other), day)


@given(stories(), cents)
def test_more_money_never_breaks_a_promise(story, extra):
    owed, amount, bookings = story
    day = DEADLINE + timedelta(days=1)
    if judge(after(owed, amount, bookings), day) is Verdict.KEPT:
        assert judge(after(owed, amount, [*bookings, (extra, 0)]), day) is Verdict.KEPT


# Making one

OFFER = PromiseOffer(Decimal(120), Decimal(60), TODAY, TODAY + timedelta(days=14))


@pytest.mark.parametrize(
    ("day", "amount", "shown", "refusal"),
    [
        (0, 120, 120, None),
        (14, 60, 120, None),
        (None, 120, 120, Refusal.NO_DATE),
        (-1, 120, 120, Refusal.PAST),
        (15, 120, 120, Refusal.TOO_LATE),
        (3, None, 120, Refusal.NO_AMOUNT),
        (3, "59.99", 120, Refusal.TOO_SMALL),
        (3, "120.01", 120, Refusal.TOO_MUCH),
        (3, 120, 119, Refusal.CHANGED),
        (3, 120, None, Refusal.CHANGED),
    ],
)
def test_what_may_be_promised(day, amount, shown, refusal):
    day = None if day is None else TODAY + timedelta(days=day)
    amount = None if amount is None else Decimal(amount)
    shown = None if shown is None else Decimal(shown)
    assert refuse(OFFER, day, amount, shown) is refusal


@pytest.mark.parametrize(
    ("due", "share", "step", "minimum"),
    [
        ("120", 100, "0.01", "120"),
        ("100.01", 50, "0.01", "50.01"),
        ("1001", 50, "1", "501"),
        ("10.005", 33, "0.001", "3.302"),
        ("0.01", 1, "0.01", "0.01"),
    ],
)
def test_the_least_in_currencies_of_0_2_and_3_decimals(due, share, step, minimum):
    assert minimum_amount(Decimal(due), share, Decimal(step)) == Decimal(minimum)


@given(cents, st.integers(1, 100), st.sampled_from([Decimal(1), CENT, Decimal("0.001")]))
def test_all_that_is_due_may_always_be_promised(due, share, step):
    least = minimum_amount(due, share, step)
    assert 0 < least <= due
    offer = PromiseOffer(due, least, date.min, date.max)
    assert refuse(offer, TODAY, due, due) is None
