from datetime import date, timedelta

from builders import (
    FINAL,
    GENTLE,
    HEADS_UP,
    LADDER,
    REVIEW,
    TODAY,
    TOGETHER,
    credit,
    days_ago,
    facts,
    line,
)
from engine import LineStatus, Promised, Text, afterwards, decide, next_look
from hypothesis import given
from hypothesis import strategies as st

_STATUSES = st.sampled_from([LineStatus.FOLLOWED] * 4 + list(LineStatus))


@st.composite
def _lines(draw):
    position = draw(st.integers(-1, len(LADDER) - 1))
    contacted = days_ago(draw(st.integers(0, 30))) if position >= 0 else None
    return line(
        draw(st.integers(-10, 120)),
        id=draw(st.integers(1, 10**6)),
        position=position,
        contacted=contacted,
        missed=bool(contacted) and draw(st.booleans()),
        status=draw(_STATUSES),
    )


@st.composite
def _facts(draw):
    return facts(
        *draw(st.lists(_lines(), max_size=4)),
        climb=draw(st.booleans()),
        credits=draw(st.sampled_from([(), (credit(50),), (credit(500),)])),
        last_contact=draw(st.none() | st.integers(0, 20).map(days_ago)),
        paused_until=draw(st.none() | st.integers(-20, 5).map(days_ago)),
        in_review=draw(st.booleans()),
    )


@given(_facts())
def test_nothing_changes_before_the_next_look(known):
    known = afterwards(known, decide(known, TODAY), TODAY)
    decision = decide(known, TODAY)
    look = next_look(known, decision, TODAY) or TODAY + timedelta(days=150)
    days = [TODAY + timedelta(days=more) for more in range(1, (look - TODAY).days)]
    assert [decide(known, day) for day in days] == [decision] * len(days)


def test_a_gap_is_slept_through():
    reached = line(12, position=TOGETHER.position, contacted=TODAY)
    known = facts(reached, last_contact=TODAY, rungs=(GENTLE, TOGETHER, FINAL))
    assert next_look(known, decide(known, TODAY), TODAY) == TODAY + timedelta(days=1)
    later = TODAY + timedelta(days=11)
    assert next_look(known, decide(known, later), later) == reached.due + timedelta(days=60)


def test_what_is_due_now_is_looked_at_now():
    known = facts(line(4))
    assert isinstance(decide(known, TODAY), Text)
    assert next_look(known, decide(known, TODAY), TODAY) == TODAY


def test_agreements_are_looked_at_in_every_run():
    promise = Promised(1, 100, TODAY + timedelta(days=9), TODAY + timedelta(days=10))
    known = facts(line(4), promises=(promise,))
    assert next_look(known, decide(known, TODAY), TODAY) == TODAY


def test_an_old_account_with_a_person_needs_no_look():
    old = line(200, position=REVIEW.position, contacted=date(2026, 1, 1))
    known = facts(old, in_review=True, rungs=(HEADS_UP, GENTLE, REVIEW))
    assert next_look(known, decide(known, TODAY), TODAY) is None
