from datetime import timedelta
from decimal import Decimal

import pytest
from builders import EUR, TODAY, facts, line
from engine import (
    ChargeRefusal,
    HoldReason,
    LineStatus,
    Notice,
    NoticeKind,
    Planned,
    PlannedPart,
    RequestKind,
    Respite,
    afterwards,
    decide,
    refuse_charge,
)
from hypothesis import given
from hypothesis import strategies as st

GRACE = 3


def planned(days=0, left=100, autopay=True, tried=False, noticed=None):
    """A running plan on line 1 with one installment, ``days`` from TODAY."""
    part = PlannedPart(1, TODAY + timedelta(days=days), Decimal(left), noticed, tried)
    return Planned(7, EUR, (part,), ahead=3, grace=GRACE, line_ids=frozenset({1}), autopay=autopay)


def refusal(plan, *lines, **more):
    """Why the installment of ``plan`` is not charged today."""
    lines = lines or (line(10, id=1, status=LineStatus.PLANNED),)
    return refuse_charge(facts(*lines, plans=(plan,), **more), plan, plan.parts[0], TODAY)


@given(st.integers(-40, 40), st.integers(0, 300), st.booleans(), st.booleans())
def test_on_its_day_until_its_grace_is_over_once_and_with_consent(days, left, autopay, tried):
    refused = refusal(planned(days, left, autopay, tried))
    may = autopay and not tried and left > 0 and -GRACE <= days <= 0
    assert (refused is None) == may


@pytest.mark.parametrize(
    ("plan", "reason"),
    [
        (planned(autopay=False), "not_agreed"),
        (planned(tried=True), "tried"),
        (planned(left=0), "paid"),
        (planned(days=1), "early"),
        (planned(days=-GRACE - 1), "late"),
    ],
)
def test_the_reason_is_named(plan, reason):
    assert refusal(plan) is ChargeRefusal(reason)


def test_a_dispute_or_a_payment_under_way_wins_over_the_consent():
    blocked = line(10, id=1, status=LineStatus.BLOCKED)
    paying = line(10, id=1, status=LineStatus.PLANNED, payment_pending=True)
    assert refusal(planned(), blocked) is ChargeRefusal.DISPUTED
    assert refusal(planned(), paying) is ChargeRefusal.PAYING


@given(st.sampled_from(RequestKind), st.integers(-5, 5), st.booleans())
def test_a_request_that_runs_wins_over_the_consent(kind, days, waiting):
    respite = Respite(kind, TODAY + timedelta(days=days), waiting)
    refused = refusal(planned(), respites=(respite,))
    about_paying = kind in (RequestKind.HARDSHIP, RequestKind.EXTENSION, RequestKind.PAID)
    assert refused is (ChargeRefusal.ASKED if about_paying and days >= 0 else None)


def test_other_invoices_do_not_keep_a_plan_from_being_charged():
    others = (
        line(10, id=1, status=LineStatus.PLANNED),
        line(5, id=2, status=LineStatus.BLOCKED),
        line(4, id=3, payment_pending=True),
    )
    assert refusal(planned(), *others) is None


@pytest.mark.parametrize("more", [{"customer_excluded": True}, {"paused_until": TODAY}])
def test_what_is_about_texts_only(more):
    assert refusal(planned(), **more) is None


def test_texts_before_the_charge_and_when_it_is_missed_none_on_the_day():
    told = facts(line(40, id=1, status=LineStatus.PLANNED), plans=(planned(),))
    texts = []
    for day in range(-10, 10):
        today = TODAY + timedelta(days=day)
        decision = decide(told, today)
        if isinstance(decision, Notice):
            texts.append((day, decision.kind))
        told = afterwards(told, decision, today)
    assert texts == [(-3, NoticeKind.BEFORE), (GRACE + 1, NoticeKind.MISSED)]


def test_whoever_was_not_texted_before_is_not_told_afterwards():
    told = facts(line(40, id=1, status=LineStatus.PLANNED), plans=(planned(),))
    hold = decide(told, TODAY)
    assert (hold.reason, hold.until) == (HoldReason.ON_PLAN, TODAY + timedelta(days=GRACE + 1))
