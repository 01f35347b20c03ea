from datetime import timedelta

from builders import TODAY
from engine import Event, Timeline, arrange
from hypothesis import given
from hypothesis import strategies as st

days = st.dates(TODAY - timedelta(days=400), TODAY + timedelta(days=400))
events = st.lists(st.builds(Event, days, st.just("payment"), st.text(), coming=st.booleans()))
most = st.integers(1, 12)


@given(events, most)
def test_the_earliest_comes_first(given_events, most):
    timeline = arrange(given_events, most)
    for part in (timeline.past, timeline.coming):
        assert [event.day for event in part] == sorted(event.day for event in part)


@given(events, most)
def test_what_is_left_out_is_further_from_now(given_events, most):
    timeline = arrange(given_events, most)
    for part, coming in ((timeline.past, False), (timeline.coming, True)):
        of_kind = [event for event in given_events if event.coming is coming]
        left_out = list(of_kind)
        for event in part:
            left_out.remove(event)
        assert len(part) == min(most, len(of_kind))
        for event in left_out:
            assert event.day >= part[-1].day if coming else event.day <= part[0].day


def test_one_day_keeps_the_order_in_which_things_are_told():
    told = [Event(TODAY, "promise", "promised"), Event(TODAY, "payment", "paid")]
    assert arrange(told, 10) == Timeline(past=tuple(told))
    assert not arrange([], 10)
