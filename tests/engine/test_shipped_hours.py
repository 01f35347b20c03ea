"""The shipped rules, on clocks all over the world, through a year."""

from datetime import date, datetime, timedelta, timezone
from random import Random
from zoneinfo import ZoneInfo

import pytest
from engine import (
    Channel,
    Contact,
    Contacted,
    Due,
    HoldReason,
    Window,
    is_open,
    narrowed,
    next_opening,
    public_holidays,
    weekly,
)
from engine.contact import contact_hold
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import MINUTE, allowed, first_allowed
from shipped_rules import RULES, caps, windows

# Forty zones: whole hours, halves and quarters, both hemispheres, with and without summer time.
ZONES = [
    "Africa/Cairo", "Africa/Casablanca", "Africa/Johannesburg",
    "Africa/Lagos", "America/Adak", "America/Anchorage",
    "America/Bogota", "America/Caracas", "America/Chicago",
    "America/Denver", "America/Halifax", "America/Havana",
    "America/Los_Angeles", "America/Mexico_City", "America/New_York",
    "America/Nuuk", "America/Phoenix", "America/Santiago",
    "America/Sao_Paulo", "America/St_Johns", "Asia/Dubai",
    "Asia/Gaza", "Asia/Ho_Chi_Minh", "Asia/Jerusalem",
    "Asia/Kathmandu", "Asia/Kolkata", "Asia/Shanghai",
    "Asia/Tehran", "Asia/Tokyo", "Atlantic/Azores",
    "Australia/Adelaide", "Australia/Lord_Howe", "Australia/Perth",
    "Australia/Sydney", "Europe/Berlin", "Europe/Dublin",
    "Europe/Lisbon", "Pacific/Auckland", "Pacific/Chatham",
    "Pacific/Honolulu",
]  # fmt: skip
COUNTRIES = {
    "us": "US", "us_fl": "US", "us_ma": "US", "us_nyc": "US", "uk": "GB", "de": "DE", "au": "AU",
    "in": "IN", "vn": "VN", "ca_on": "CA", "ca_qc": "CA", "cl": "CL", "eu": "FR",
}  # fmt: skip
YEAR = 2026
START = datetime(YEAR, 1, 1, tzinfo=timezone.utc)
MINUTES_OF_A_YEAR = 365 * 1440
NIGHT = [Window(frozenset(range(7)), 22 * 60, 6 * 60)]  # no shipped rule crosses midnight


def closed_days(rule):
    """The holidays that ``rule`` keeps in its country."""
    country = COUNTRIES.get(rule["id"], "IE")
    return public_holidays(country, "", (YEAR, YEAR + 1)) if rule["keep_holidays"] else frozenset()


def clock_changes(zone):
    """The instants of the year at which the clocks of ``zone`` change."""
    hours = [START + timedelta(hours=hour) for hour in range(365 * 24)]
    offsets = [at.astimezone(ZoneInfo(zone)).utcoffset() for at in hours]
    return [
        at for at, now, then in zip(hours[1:], offsets[1:], offsets, strict=False) if now != then
    ]


def instants(zone, random):
    """Minutes anywhere in the year, and around the changes of the clocks."""
    yield from (START + random.randrange(MINUTES_OF_A_YEAR) * MINUTE for _ in range(2))
    for change in clock_changes(zone):
        yield from (change + random.randrange(-600, 600) * MINUTE for _ in range(2))


def test_forty_zones():
    assert len(set(ZONES)) == 40
    assert sum(len(clock_changes(zone)) == 2 for zone in ZONES) > 15


@pytest.mark.parametrize("rule", [*RULES.values(), None], ids=[*RULES, "night"])
def test_next_contact_is_the_first_minute_that_a_slow_reader_allows(rule):
    open_windows = windows(rule) if rule else NIGHT
    closed = closed_days(rule) if rule else frozenset({date(YEAR, 12, 25)})
    hours, random = weekly(open_windows, closed), Random(5)
    for zone in ZONES:
        for after in instants(zone, random):
            expected = first_allowed(open_windows, closed, [zone], after, within=12 * 1440)
            assert next_opening(hours, (zone,), after) == expected, (zone, after)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_minute_sampled_through_the_year(rule):
    open_windows, closed, random = windows(rule), closed_days(rule), Random(7)
    hours = weekly(open_windows, closed)
    for zone in ZONES:
        for _sample in range(50):
            at = START + random.randrange(MINUTES_OF_A_YEAR) * MINUTE
            assert is_open(hours, (zone,), at) == allowed(open_windows, closed, zone, at)


@given(
    rule=st.sampled_from(list(RULES.values())),
    waits=st.lists(st.integers(1, 5 * 1440), min_size=5, max_size=60),
    channels=st.randoms(use_true_random=False),
)
@settings(max_examples=150, deadline=None)
def test_no_history_exceeds_a_shipped_cap_over_all_channels_together(rule, waits, channels):
    hours, zone = narrowed(weekly(windows(rule)), (0, 1440)), "Europe/Dublin"
    at, contacts = START + timedelta(days=4, hours=10), ()  # a Monday, during the day
    for wait in waits:
        at += wait * MINUTE
        channel = channels.choice([Channel.SMS, Channel.EMAIL, Channel.PHONE])
        here = Contact(at, "UTC", 1, hours, (zone,), caps(rule), contacts)
        held = contact_hold(here, Due(), channel)
        if held is None:
            contacts += (Contacted(at),)
        elif held.reason is HoldReason.CONTACT_CAP:
            later = Contact(held.at, "UTC", 1, hours, (zone,), caps(rule), contacts)
            assert contact_hold(later, Due(), channel) is None
    for cap in caps(rule):
        for first in contacts:
            within = [c for c in contacts if first.at <= c.at < first.at + cap.period]
            assert len(within) <= cap.maximum
