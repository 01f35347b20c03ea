"""Caps on the number of contacts."""

from datetime import datetime, timedelta, timezone

from engine import Cap, Contacted, spare, tightest
from hypothesis import given
from hypothesis import strategies as st

NOW = datetime(2026, 11, 20, 12, tzinfo=timezone.utc)
HOUR = timedelta(hours=1)

caps = st.builds(
    Cap,
    id=st.just(1),
    maximum=st.integers(1, 7),
    period=st.integers(1, 24 * 8).map(lambda hours: hours * HOUR),
    per_case=st.booleans(),
)


def most_at_once(cap, contacts):
    """The most contacts in any stretch of the cap's length."""
    counted = sorted(item.at for item in contacts if item.this_case or not cap.per_case)
    return max(
        (sum(first <= at < first + cap.period for at in counted) for first in counted), default=0
    )


@given(
    st.lists(caps, min_size=1, max_size=3),
    st.lists(st.tuples(st.integers(0, 60 * 24 * 3), st.booleans()), max_size=40),
)
def test_contacts_at_the_first_moment_allowed_never_exceed_a_cap(rules, wishes):
    contacts, at = [], NOW
    for wait, this_case in wishes:
        at += timedelta(minutes=wait)
        if this_case:
            for _round in range(10):
                at = max(spare(cap, contacts, at) for cap in rules)
        elif any(spare(cap, contacts, at) > at for cap in rules):
            continue
        contacts.append(Contacted(at, this_case))
    for cap in rules:
        counted = [item for item in contacts if item.this_case]
        assert most_at_once(cap, counted if cap.per_case else contacts) <= cap.maximum


def test_the_next_contact_is_one_period_after_the_oldest_that_counts():
    week = Cap(id=1, maximum=2, period=7 * 24 * HOUR)
    contacts = [Contacted(NOW - 50 * HOUR), Contacted(NOW - 2 * HOUR)]
    assert spare(week, contacts, NOW) == NOW - 50 * HOUR + week.period
    assert tightest([week], contacts, NOW) is week


def test_contacts_of_other_cases_count_only_where_the_cap_says_so():
    mine = Cap(id=1, maximum=1, period=24 * HOUR, per_case=True)
    all_of_them = Cap(id=2, maximum=1, period=24 * HOUR)
    contacts = [Contacted(NOW - HOUR, this_case=False)]
    assert spare(mine, contacts, NOW) == NOW
    assert tightest([mine, all_of_them], contacts, NOW) is all_of_them


def test_a_contact_that_is_planned_counts_already():
    day = Cap(id=1, maximum=1, period=24 * HOUR)
    assert spare(day, [Contacted(NOW + HOUR)], NOW) == NOW + 25 * HOUR
