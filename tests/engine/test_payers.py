from dataclasses import replace
from datetime import date, timedelta

import pytest
from builders import GENTLE, HEADS_UP, LADDER, TODAY, facts, line
from engine import (
    Hold,
    HoldReason,
    Nothing,
    PaymentHistory,
    Text,
    decide,
    history_begins,
    pays_on_time,
)
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("settled", "on_time", "good"),
    [(0, 0, False), (2, 2, False), (3, 3, True), (3, 2, False), (40, 39, False), (40, 40, True)],
)
def test_three_invoices_all_on_time(settled, on_time, good):
    assert pays_on_time(PaymentHistory(settled, on_time)) is good


def test_two_years_count():
    assert history_begins(date(2026, 11, 20)) == date(2024, 11, 20)
    assert history_begins(date(2028, 2, 29)) == date(2026, 2, 28)


def test_no_reminder_before_the_due_date():
    soon = line(-2)
    assert isinstance(decide(facts(soon), TODAY), Text)
    held = decide(facts(soon, punctual=4), TODAY)
    assert isinstance(held, Hold)
    assert held.reason is HoldReason.GOOD_PAYER
    assert held.until == soon.due
    assert held.figure == {"settled": 4}


def test_what_is_late_is_followed_up_as_ever():
    assert isinstance(decide(facts(line(3), punctual=4), TODAY), Text)
    both = decide(facts(line(3), line(-2), punctual=4), TODAY)
    assert isinstance(both, Text)
    assert [step.line_id for step in both.steps] == [line(3).id]


def test_nothing_is_due_on_the_due_date():
    assert isinstance(decide(facts(line(0), punctual=4), TODAY), Nothing)


lines = st.lists(st.integers(-10, 100), min_size=1, max_size=6, unique=True).map(
    lambda days: tuple(line(day) for day in days)
)
ladders = st.sets(st.integers(-9, 60), min_size=1, max_size=5).map(
    lambda delays: tuple(
        replace(GENTLE, id=10 + position, position=position, delay=delay)
        for position, delay in enumerate(sorted(delays))
    )
)


@given(lines=lines, rungs=ladders, climb=st.booleans(), punctual=st.integers(1, 50))
def test_only_reminders_before_the_due_date_are_spared(lines, rungs, climb, punctual):
    """A good payer gets what anybody gets, but for rungs before the due date; and those hold until
    a due date that lies ahead."""
    anybody = facts(*lines, rungs=rungs, climb=climb)
    usual, spared = (decide(each, TODAY) for each in (anybody, replace(anybody, punctual=punctual)))
    if isinstance(usual, Text) and usual.rung.delay < 0:
        assert isinstance(spared, Hold)
        assert spared.reason is HoldReason.GOOD_PAYER
        assert TODAY < spared.until <= TODAY + timedelta(days=9)
        assert spared.until in {item.due for item in lines}
    else:
        assert spared == usual


@given(days=st.integers(-3, -1), punctual=st.integers(1, 50))
def test_day_after_day_until_due_nothing_goes_out(days, punctual):
    soon = line(days)
    for ahead in range(-days):
        decision = decide(facts(soon, punctual=punctual), TODAY + timedelta(days=ahead))
        assert isinstance(decision, Hold)
    assert LADDER[0] is HEADS_UP
    late = decide(facts(soon, punctual=punctual), soon.due + timedelta(days=GENTLE.delay))
    assert isinstance(late, Text)
    assert late.rung is GENTLE
