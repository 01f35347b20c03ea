"""Which way a message goes, and what happens when one did not arrive."""

from dataclasses import replace
from itertools import product

import pytest
from builders import GENTLE, TODAY, TOGETHER, days_ago, facts, line
from engine import (
    Channel,
    Due,
    Hold,
    HoldReason,
    Nothing,
    Text,
    Way,
    WayStatus,
    afterwards,
    choose_way,
    decide,
    still_goes,
    ways_in_order,
)
from hypothesis import given
from hypothesis import strategies as st

SMS, EMAIL, PHONE, LETTER = Channel
OPEN = WayStatus.OPEN
DUE = line(5)
EVERY_STATUS = st.fixed_dictionaries({channel: st.sampled_from(WayStatus) for channel in Channel})


def reached_by(*ways, **more):
    """Facts of a customer to whom a text is due."""
    return facts(DUE, ways=tuple(Way(*way) for way in ways), **more)


@pytest.mark.parametrize(
    ("channel", "status", "reason"),
    [
        (SMS, WayStatus.MISSING, HoldReason.NUMBER_MISSING),
        (SMS, WayStatus.INVALID, HoldReason.NUMBER_INVALID),
        (SMS, WayStatus.LANDLINE, HoldReason.LANDLINE),
        (SMS, WayStatus.OPTED_OUT, HoldReason.OPTED_OUT),
        (SMS, WayStatus.FAILED, HoldReason.UNREACHABLE),
        (EMAIL, WayStatus.MISSING, HoldReason.EMAIL_MISSING),
        (EMAIL, WayStatus.INVALID, HoldReason.EMAIL_INVALID),
        (EMAIL, WayStatus.OPTED_OUT, HoldReason.OPTED_OUT),
        (EMAIL, WayStatus.FAILED, HoldReason.UNREACHABLE),
        (PHONE, WayStatus.MISSING, HoldReason.NUMBER_MISSING),
        (PHONE, WayStatus.INVALID, HoldReason.NUMBER_INVALID),
        (LETTER, WayStatus.MISSING, HoldReason.ADDRESS_MISSING),
    ],
)
def test_the_only_way_closed_is_the_reason(channel, status, reason):
    decision = decide(reached_by((channel, status)), TODAY)
    assert (decision.reason, decision.until) == (reason, None)
    assert decision.figure == {"channel": channel.value, "tried": [[channel.value, status.value]]}


def test_no_way_matters_only_when_something_is_due():
    closed = (Way(SMS, WayStatus.LANDLINE),)
    assert isinstance(decide(facts(line(1), ways=closed), TODAY), Nothing)


@pytest.mark.parametrize("channel", Channel)
def test_the_preferred_way_goes_first(channel):
    ways, _others = ways_in_order(channel, tuple(Channel), dict.fromkeys(Channel, OPEN))
    assert decide(facts(DUE, ways=ways), TODAY).channel is channel


def test_what_cannot_be_used_falls_through_in_the_order_of_the_policy():
    for status in (WayStatus.MISSING, WayStatus.INVALID, WayStatus.LANDLINE, WayStatus.FAILED):
        told = reached_by((SMS, status), (EMAIL, WayStatus.MISSING), (PHONE, OPEN), (LETTER, OPEN))
        assert decide(told, TODAY).channel is PHONE


def test_a_stop_on_the_preferred_way_is_not_circumvented():
    told = reached_by((SMS, WayStatus.OPTED_OUT), (EMAIL, OPEN))
    decision = decide(told, TODAY)
    assert decision.reason is HoldReason.OPTED_OUT
    assert decision.figure["tried"] == [["sms", "opted_out"]]


def test_a_stop_on_another_way_closes_only_that():
    told = reached_by((EMAIL, WayStatus.FAILED), (SMS, WayStatus.OPTED_OUT), (LETTER, OPEN))
    assert decide(told, TODAY).channel is LETTER


def test_a_level_may_insist_on_a_channel_that_the_policy_does_not_fall_back_to():
    rungs = (replace(GENTLE, channel=LETTER),)
    told = reached_by((SMS, OPEN), rungs=rungs, other_ways=(Way(LETTER), Way(PHONE)))
    assert decide(told, TODAY).channel is LETTER
    closed = replace(told, other_ways=(Way(LETTER, WayStatus.MISSING),))
    assert decide(closed, TODAY).channel is SMS


def test_a_message_that_waits_goes_only_if_it_would_still_go_that_way():
    assert still_goes(reached_by((SMS, OPEN), (EMAIL, OPEN)), SMS)
    assert not still_goes(reached_by((EMAIL, OPEN), (SMS, OPEN)), SMS)
    assert not still_goes(reached_by((SMS, WayStatus.OPTED_OUT)), SMS)
    assert still_goes(reached_by((SMS, OPEN), (EMAIL, OPEN)), EMAIL, insisted=EMAIL)


@given(EVERY_STATUS, st.sampled_from(Channel), st.sets(st.sampled_from(Channel)))
def test_only_open_ways_are_chosen_and_only_if_there_is_one(known, preferred, fallbacks):
    fallbacks = tuple(channel for channel in Channel if channel in fallbacks)
    ways, others = ways_in_order(preferred, fallbacks, known)
    assert {way.channel for way in ways} == {preferred, *fallbacks}
    assert {way.channel for way in ways + others} == set(Channel)
    for insisted in (None, *Channel):
        choice = choose_way(facts(ways=ways, other_ways=others), Due(), insisted)
        usable = {way.channel for way in ways if way.status is OPEN}
        if insisted and known[insisted] is OPEN:
            assert choice.channel is insisted
        elif known[preferred] is WayStatus.OPTED_OUT:
            assert choice.reason is HoldReason.OPTED_OUT
        elif usable:
            first = preferred if preferred in usable else min(usable, key=list(Channel).index)
            assert choice.channel is first
        else:
            assert isinstance(choice, Hold)
            assert "open" not in dict(choice.figure["tried"]).values()


MISSED = line(15, position=GENTLE.position, contacted=days_ago(1), missed=True)


def test_a_message_that_did_not_arrive_is_due_again_at_the_same_rung():
    told = facts(MISSED, last_contact=days_ago(1))
    assert decide(told, TODAY).rung == GENTLE
    arrived = replace(told, lines=(replace(MISSED, missed=False),))
    assert decide(arrived, TODAY).reason is HoldReason.MINIMUM_GAP
    assert decide(replace(told, climb=False), TODAY).reason is HoldReason.MINIMUM_GAP


def test_it_waits_for_the_next_day_and_not_for_the_gap_of_the_level():
    told = facts(replace(MISSED, contacted=TODAY), last_contact=TODAY)
    decision = decide(told, TODAY)
    assert (decision.reason, decision.until) == (HoldReason.MINIMUM_GAP, days_ago(-1))
    assert decide(told, days_ago(-1)).rung == GENTLE


def test_with_other_lines_that_climb_the_gap_counts():
    other = line(3, contacted=None)
    told = facts(MISSED, other, last_contact=days_ago(1))
    decision = decide(told, TODAY)
    assert decision.reason is HoldReason.MINIMUM_GAP


def test_once_it_was_made_up_for_the_ladder_goes_on():
    rungs = (replace(GENTLE, approve_first=False), TOGETHER)
    told = facts(MISSED, last_contact=days_ago(2), rungs=rungs)
    after = afterwards(told, decide(told, TODAY), TODAY)
    assert not after.lines[0].missed
    assert after.lines[0].position == GENTLE.position
    assert decide(after, TODAY + (TODAY - days_ago(TOGETHER.gap))).rung == TOGETHER


def test_a_heads_up_is_not_made_up_for_after_the_due_date():
    late = line(0, position=0, contacted=days_ago(3), missed=True)
    assert isinstance(decide(facts(late), TODAY), Nothing)


@given(st.integers(-5, 120), st.integers(0, 3), st.booleans())
def test_making_up_never_climbs_with_one_rung_at_a_time(overdue, position, missed):
    reached = line(overdue, position=position, contacted=days_ago(60), missed=missed)
    decision = decide(facts(reached), TODAY)
    if isinstance(decision, Text):
        before = position - missed
        assert decision.rung.position in {before + 1, position, position + 1}
        if missed and overdue >= 3 and position >= 1:
            assert decision.rung.position == position


def test_every_pair_of_channel_and_status_has_a_reason():
    for channel, status in product(Channel, WayStatus):
        if status is not OPEN:
            assert isinstance(choose_way(reached_by((channel, status)), Due()), Hold)
