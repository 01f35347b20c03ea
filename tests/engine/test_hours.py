"""Contact hours against an oracle that looks at every single minute."""

from datetime import date, datetime, timedelta, timezone

import pytest
from engine import Window, is_open, narrowed, next_opening, weekly
from hypothesis import example, given, settings
from hypothesis import strategies as st
from oracle import first_allowed, instant

EVERY_DAY = frozenset(range(7))
# Zones whose clocks change at other hours, by half an hour, not at all, or by skipping a day.
ZONES = (
    "America/New_York",
    "America/St_Johns",
    "America/Sao_Paulo",
    "Africa/Cairo",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Europe/Brussels",
    "Pacific/Chatham",
    "UTC",
)


minutes = st.integers(0, 1440)
window_lists = st.lists(
    st.builds(
        Window,
        days=st.frozensets(st.integers(0, 6), min_size=1),
        start=st.integers(0, 1439),
        end=minutes,
    ),
    min_size=1,
    max_size=3,
)
# Around both changes of clocks in 2026, and around the new year.
instants = st.one_of(
    *(
        st.datetimes(day, day + timedelta(days=3)).map(
            lambda at: at.replace(second=0, microsecond=0)
        )
        for day in (
            datetime(2026, 3, 7),
            datetime(2026, 3, 28),
            datetime(2026, 4, 4),
            datetime(2026, 9, 26),
            datetime(2026, 10, 24),
            datetime(2026, 10, 31),
            datetime(2026, 12, 30),
        )
    )
).map(lambda at: at.replace(tzinfo=timezone.utc))


@given(
    windows=window_lists,
    closed=st.frozensets(st.dates(date(2026, 3, 1), date(2027, 1, 5)), max_size=4),
    zones=st.lists(st.sampled_from(ZONES), min_size=1, max_size=3, unique=True).map(tuple),
    after=instants,
)
@example(  # the hour that is repeated belongs to both halves of the window
    windows=[Window(EVERY_DAY, 150, 170)],
    closed=frozenset(),
    zones=("Europe/Brussels",),
    after=datetime(2026, 10, 25, 0, 55, tzinfo=timezone.utc),
)
@settings(max_examples=300, deadline=None)
def test_the_next_opening_is_the_first_minute_that_is_allowed(windows, closed, zones, after):
    hours = weekly(windows, closed)
    found = next_opening(hours, zones, after)
    expected = first_allowed(windows, closed, zones, after, within=2 * 1440)
    if expected is None:
        assert found is None or found >= after + timedelta(days=2)
    else:
        assert found == expected
        assert is_open(hours, zones, found)


@pytest.mark.parametrize("second", [0, 1, 59])
def test_within_the_hours_it_is_now(second):
    hours = weekly([Window(EVERY_DAY, 480, 1260)])
    now = instant(date(2026, 11, 20), 20, 59).replace(second=second)
    assert next_opening(hours, ("UTC",), now) == now


def test_an_hour_that_clocks_skip_begins_when_they_have_changed():
    hours = weekly([Window(EVERY_DAY, 150, 240)])
    opened = next_opening(hours, ("Europe/Brussels",), instant(date(2026, 3, 29)))
    assert opened == instant(date(2026, 3, 29), 3, 0, "Europe/Brussels")


def test_open_only_where_all_zones_are():
    hours = weekly([Window(EVERY_DAY, 480, 1260)])
    opened = next_opening(
        hours, ("America/New_York", "America/Los_Angeles"), instant(date(2026, 11, 20), 9)
    )
    assert opened == instant(date(2026, 11, 20), 8, 0, "America/Los_Angeles")


def test_zones_without_a_common_hour_never_open():
    hours = weekly([Window(EVERY_DAY, 540, 600)])
    zones = ("America/New_York", "Asia/Tokyo")
    assert next_opening(hours, zones, instant(date(2026, 11, 20))) is None


def test_a_holiday_closes_its_own_part_of_a_night():
    hours = weekly([Window(EVERY_DAY, 1200, 120)], frozenset({date(2026, 12, 25)}))
    assert is_open(hours, ("UTC",), instant(date(2026, 12, 24), 23))
    assert not is_open(hours, ("UTC",), instant(date(2026, 12, 25), 1))
    assert not is_open(hours, ("UTC",), instant(date(2026, 12, 25), 23))
    assert is_open(hours, ("UTC",), instant(date(2026, 12, 26), 1))


def test_a_wish_narrows_the_hours_and_never_empties_them():
    hours = weekly([Window(EVERY_DAY, 480, 1080)])
    evening, night = (17 * 60, 22 * 60), (22 * 60, 24 * 60)
    assert narrowed(hours, evening).week[0] == ((1020, 1080),)
    assert narrowed(hours, night) == hours
