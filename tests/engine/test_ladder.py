import pytest
from builders import (
    FINAL,
    GENTLE,
    HEADS_UP,
    LADDER,
    REVIEW,
    TODAY,
    TOGETHER,
    days_ago,
    facts,
    line,
)
from engine import HandOff, Hold, HoldReason, Nothing, Text, afterwards, decide


@pytest.mark.parametrize(
    ("overdue", "rung"),
    [(-3, HEADS_UP), (-1, HEADS_UP), (3, GENTLE), (9, GENTLE), (150, GENTLE)],
)
def test_a_line_never_texted_starts_gently(overdue, rung):
    assert decide(facts(line(overdue)), TODAY).rung == rung


@pytest.mark.parametrize("overdue", [-4, 0, 1, 2])
def test_nothing_is_due_between_the_rungs(overdue):
    assert isinstance(decide(facts(line(overdue)), TODAY), Nothing)


def test_without_climbing_the_age_decides():
    assert decide(facts(line(62), climb=False), TODAY).rung == FINAL


def test_a_missed_run_catches_up():
    reached = line(15, position=GENTLE.position, contacted=days_ago(12))
    assert decide(facts(reached, last_contact=days_ago(12)), TODAY).rung == TOGETHER


def test_next_contact_is_named_when_nothing_is_due():
    assert decide(facts(line(1)), TODAY).until == days_ago(1 - GENTLE.delay)


def test_five_invoices_one_text_at_the_highest_rung_and_each_line_its_own_step():
    old = line(20, position=GENTLE.position, contacted=days_ago(17))
    decision = decide(
        facts(old, line(4), line(5), line(6), line(7), last_contact=days_ago(17)), TODAY
    )
    assert decision.rung == TOGETHER
    assert {step.line_id: step.rung for step in decision.steps} == {
        old.id: TOGETHER,
        **{line(days).id: GENTLE for days in (4, 5, 6, 7)},
    }


def test_who_owes_something_gets_no_heads_up_about_what_is_not_due():
    assert isinstance(decide(facts(line(1), line(-2)), TODAY), Nothing)


def test_the_named_lines_include_due_ones_that_take_no_step():
    named = decide(facts(line(4), line(1)), TODAY).due
    assert named.invoices == 2


def test_the_ladder_ends_with_a_person_even_without_a_number():
    reached = line(100, position=FINAL.position, contacted=days_ago(30))
    decision = decide(facts(reached, last_contact=days_ago(30)), TODAY)
    assert isinstance(decision, HandOff)
    assert decision.rung == REVIEW


def test_the_last_text_repeats():
    ladder = LADDER[:4]
    reached = line(80, position=FINAL.position, contacted=days_ago(14))
    assert decide(facts(reached, rungs=ladder, last_contact=days_ago(14)), TODAY).rung == FINAL
    recent = line(80, position=FINAL.position, contacted=days_ago(13))
    later = decide(facts(recent, rungs=ladder, last_contact=days_ago(13)), TODAY)
    assert later == Nothing(later.due, days_ago(-1))


def test_after_a_text_the_minimum_gap_and_the_next_rung_count():
    before = facts(line(150))
    text = decide(before, TODAY)
    automatic = Text(
        rung=type(GENTLE)(**{**_fields(GENTLE), "approve_first": False}),
        steps=text.steps,
        due=text.due,
    )
    after = decide(afterwards(before, automatic, TODAY), TODAY)
    assert (after.reason, after.until) == (HoldReason.MINIMUM_GAP, days_ago(-TOGETHER.gap))


def test_after_a_draft_nothing_is_recorded_but_that_it_waits():
    before = facts(line(5))
    after = decide(afterwards(before, decide(before, TODAY), TODAY), TODAY)
    assert isinstance(after, Hold)
    assert after.reason is HoldReason.AWAITING_APPROVAL


def _fields(rung):
    return {name: getattr(rung, name) for name in rung.__slots__}
