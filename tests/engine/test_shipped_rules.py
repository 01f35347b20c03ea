"""The contact rules that come with the app are within each other, and have their sources."""

from datetime import date

import pytest
from shipped_rules import DAYS, HOURS, RULES


def open_minutes(rule):
    """All minutes of a week at which ``rule`` allows contact."""
    return {
        day * 1440 + minute
        for window in rule["window_ids"]
        for day in DAYS.get(window["days"]) or (int(window["days"]),)
        for minute in range(int(window["hour_from"] * 60), int(window["hour_to"] * 60))
    }


def is_bounded(rule, cap):
    """Whether one of the rule's own caps alone makes sure that ``cap`` is kept."""
    return any(
        own["maximum"] <= cap["maximum"]
        and own["period"] * HOURS[own["unit"]] >= cap["period"] * HOURS[cap["unit"]]
        and (own["scope"] == cap["scope"] or own["scope"] == "customer")
        for own in rule["cap_ids"]
    )


def assert_within(rule, other):
    """``rule`` is never looser than ``other``."""
    assert open_minutes(rule) <= open_minutes(other)
    assert all(is_bounded(rule, cap) for cap in other["cap_ids"])
    for switch in ("keep_holidays", "opt_out_required"):
        assert rule[switch] >= other[switch]


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_rule_has_hours_caps_and_a_source(rule):
    assert open_minutes(rule)
    assert rule["cap_ids"]
    assert all(cap["maximum"] > 0 for cap in rule["cap_ids"])
    assert "https://" in rule["source"] or rule["source"].startswith("No law")
    assert "  " not in rule["source"] + rule["note"]


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_what_nobody_read_at_the_source_says_so(rule):
    if "checked_on" in rule:
        assert date.fromisoformat(rule["checked_on"]) <= date(2026, 11, 22)
    else:
        assert "not verified at the source" in rule["source"].lower() or rule["id"] == "default"


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_required_opt_out_is_in_a_footer_that_keeps_texts_short(rule):
    assert rule["opt_out_required"] == bool(rule.get("footer"))
    assert len(rule.get("footer") or "") <= 30


@pytest.mark.parametrize("other", RULES.values(), ids=RULES)
def test_the_default_lies_within_every_other_rule(other):
    assert_within(RULES["default"], other)


@pytest.mark.parametrize("state", ["us_fl", "us_ma", "us_nyc"])
def test_a_state_is_never_looser_than_its_country(state):
    assert_within(RULES[state], RULES["us"])


@pytest.mark.parametrize(
    ("rule", "monday", "sunday", "caps"),
    [
        ("us", (8, 21), (8, 21), {(7, 168)}),
        ("us_fl", (8, 20), (8, 20), {(3, 24), (7, 168)}),
        ("us_ma", (8, 21), (8, 21), {(2, 168)}),
        ("us_nyc", (8, 21), (8, 21), {(3, 168)}),
        ("au", (7.5, 21), (9, 21), {(3, 168), (10, 720)}),
        ("in", (8, 19), (8, 19), {(3, 168)}),
        ("vn", (7, 21), (7, 21), {(5, 24), (3, 168)}),
        ("ca_on", (7, 21), (13, 17), {(3, 168)}),
    ],
)
def test_figures_of_law(rule, monday, sunday, caps):
    minutes = open_minutes(RULES[rule])
    for day, (start, end) in ((0, monday), (6, sunday)):
        opened = sorted(minute % 1440 for minute in minutes if minute // 1440 == day)
        assert (opened[0], opened[-1] + 1) == (start * 60, end * 60)
    found = {(c["maximum"], c["period"] * HOURS[c["unit"]]) for c in RULES[rule]["cap_ids"]}
    assert found == caps
