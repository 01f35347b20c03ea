from datetime import timedelta
from decimal import Decimal

import pytest
from builders import EUR, TODAY, credit, facts, line
from engine import (
    Channel,
    Hold,
    HoldReason,
    LineStatus,
    Notice,
    NoticeKind,
    Planned,
    PlannedPart,
    RequestKind,
    Respite,
    Text,
    Way,
    WayStatus,
    afterwards,
    decide,
    notice_hold,
    open_by_currency,
    overdue_by_currency,
)


def planned(*parts, **more):
    """A running plan with installments given as (days from TODAY, amount, noticed)."""
    numbered = (
        PlannedPart(number, TODAY + timedelta(days=days), Decimal(left), noticed)
        for number, (days, left, noticed) in enumerate(parts, 1)
    )
    return Planned(7, EUR, tuple(numbered), **{"ahead": 3, "grace": 2, **more})


def on_plan(*parts, lines=(), plan=None, **more):
    """Facts of a case whose only due line is on a plan, and other ``lines``."""
    covered = line(40, status=LineStatus.PLANNED)
    return facts(covered, *lines, plans=(planned(*parts, **(plan or {})),), **more)


@pytest.mark.parametrize(
    ("day", "kind"),
    [(-4, None), (-3, "before"), (-1, "before"), (0, "due"), (1, None), (2, None), (3, "missed")],
)
def test_before_on_and_after_the_day(day, kind):
    decision = decide(on_plan((0, 100, None), (30, 100, None)), TODAY + timedelta(days=day))
    if kind is None:
        until = TODAY + timedelta(days=-3 if day < 0 else 3)
        assert (decision.reason, decision.until) == (HoldReason.ON_PLAN, until)
    else:
        assert isinstance(decision, Notice)
        assert (decision.kind, decision.amount) == (NoticeKind(kind), 100)
        assert decision.parts == ((1, NoticeKind(kind)),)


def test_each_text_is_sent_once():
    told, texts = on_plan((0, 100, None), (30, 50, None)), []
    for day in range(-10, 40):
        today = TODAY + timedelta(days=day)
        decision = decide(told, today)
        if isinstance(decision, Notice):
            texts.append((day, decision.kind.value, decision.amount))
        told = afterwards(told, decision, today)
    assert texts == [
        (-3, "before", 100),
        (0, "due", 100),
        (3, "missed", 100),
        (27, "before", 150),
        (30, "due", 150),
        (33, "missed", 150),
    ]


def test_one_text_speaks_for_all_that_is_to_be_paid_by_then():
    decision = decide(on_plan((-5, 100, NoticeKind.DUE), (2, 100, None)), TODAY)
    assert (decision.kind, decision.amount) == (NoticeKind.BEFORE, 200)
    assert decision.parts == ((1, NoticeKind.MISSED), (2, NoticeKind.BEFORE))


def test_without_a_text_before_the_day():
    assert isinstance(decide(on_plan((1, 100, None), plan={"ahead": 0}), TODAY), Hold)


def test_a_policy_that_wants_no_texts_about_installments():
    decision = decide(on_plan((0, 100, None), plan={"texts": False}), TODAY)
    assert (decision.reason, decision.until) == (HoldReason.ON_PLAN, None)
    assert decision.figure == {"amount": "100", "currency": EUR, "day": TODAY.isoformat()}


def test_the_rest_of_the_account_is_followed_up_as_ever():
    told = on_plan((20, 100, None), lines=(line(5, 80),))
    decision = decide(told, TODAY)
    assert isinstance(decision, Text)
    assert decision.due.amounts == ((EUR, Decimal(80)),)


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"customer_excluded": True}, HoldReason.CUSTOMER_EXCLUDED),
        ({"paused_until": TODAY + timedelta(days=1)}, HoldReason.PAUSED),
        ({"ways": (Way(Channel.SMS, WayStatus.OPTED_OUT),)}, HoldReason.OPTED_OUT),
        ({"last_contact": TODAY}, HoldReason.MINIMUM_GAP),
    ],
)
def test_what_holds_a_text_about_an_installment(more, reason):
    told = on_plan((0, 100, None), **more)
    assert decide(told, TODAY).reason is reason
    if reason is not HoldReason.MINIMUM_GAP:
        assert notice_hold(told, TODAY).reason is reason


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (RequestKind.EXTENSION, HoldReason.EXTENSION),
        (RequestKind.PAID, HoldReason.CHECKING_PAYMENT),
    ],
)
def test_who_has_more_time_or_has_paid_gets_no_text_about_an_installment(kind, reason):
    told = on_plan((0, 100, None), respites=(Respite(kind, TODAY),))
    assert decide(told, TODAY).reason is reason
    assert notice_hold(told, TODAY).reason is reason
    assert isinstance(decide(told, TODAY + timedelta(days=3)), Notice)


def test_a_plan_paid_with_what_nobody_matched_yet_waits_for_a_person():
    decision = decide(on_plan(credits=(credit(100),)), TODAY)
    assert (decision.reason, decision.figure) == (
        HoldReason.UNRECONCILED_CREDIT,
        {"credit": "100"},
    )


def test_a_credit_that_a_plan_was_agreed_on_net_of_is_not_deducted_once_more():
    told = on_plan(
        (20, 50, None), lines=(line(5, 80),), plan={"credit": Decimal(50)}, credits=(credit(60),)
    )
    due = decide(told, TODAY).due
    assert (due.amounts, due.company_amount) == (((EUR, Decimal(70)),), 70)
    [payment] = overdue_by_currency(told, TODAY)
    assert payment.net == 70
    [everything] = open_by_currency(told)
    assert everything.net == 120


def test_a_plan_whose_invoices_are_all_disputed_asks_for_nothing():
    told = facts(line(40, status=LineStatus.BLOCKED), plans=(planned((0, 100, None)),))
    assert decide(told, TODAY).reason is HoldReason.INVOICE_BLOCKED
    assert notice_hold(told, TODAY).reason is HoldReason.INVOICE_BLOCKED
    beside = facts(*told.lines, line(5, 80), plans=told.plans)
    assert isinstance(decide(beside, TODAY), Text)


@pytest.mark.parametrize("more", [{"in_review": True}, {"awaiting_approval": True}])
def test_what_holds_the_ladder_only(more):
    assert isinstance(decide(on_plan((0, 100, None), **more), TODAY), Notice)


def test_an_offered_plan_holds_until_its_last_day():
    offered = facts(line(5), plan_offered_until=TODAY + timedelta(days=2))
    decision = decide(offered, TODAY)
    assert (decision.reason, decision.until) == (
        HoldReason.PLAN_OFFERED,
        TODAY + timedelta(days=3),
    )
    assert isinstance(decide(offered, TODAY + timedelta(days=3)), Text)
    waiting = facts(line(5), plan_asked_until=TODAY)
    assert isinstance(decide(waiting, TODAY + timedelta(days=1)), Text)
    assert decide(waiting, TODAY).reason is HoldReason.PLAN_TO_APPROVE
