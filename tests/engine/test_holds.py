from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from builders import GENTLE, REVIEW, TODAY, TOGETHER, USD, credit, days_ago, facts, line
from engine import Channel, HandOff, Hold, HoldReason, LineStatus, Text, Way, WayStatus, decide

DUE = line(5)
NOBODY = Way(Channel.SMS, WayStatus.MISSING)


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"rungs": ()}, HoldReason.POLICY_OFF),
        ({"customer_excluded": True}, HoldReason.CUSTOMER_EXCLUDED),
        ({"paused_until": TODAY + timedelta(days=1)}, HoldReason.PAUSED),
        ({"in_review": True}, HoldReason.IN_REVIEW),
        ({"awaiting_approval": True}, HoldReason.AWAITING_APPROVAL),
        ({"minimum": Decimal("100.01")}, HoldReason.BELOW_MINIMUM),
        ({"credits": (credit(100),)}, HoldReason.UNRECONCILED_CREDIT),
        ({"last_contact": days_ago(GENTLE.gap - 1)}, HoldReason.MINIMUM_GAP),
    ],
    ids=lambda value: value.value if isinstance(value, HoldReason) else "",
)
def test_every_hold_has_its_reason(more, reason):
    decision = decide(facts(DUE, **more), TODAY)
    assert isinstance(decision, Hold)
    assert decision.reason is reason


@pytest.mark.parametrize(
    "more",
    [
        {"paused_until": TODAY},
        {"minimum": Decimal(100)},
        {"credits": (credit(99),)},
        {"last_contact": days_ago(GENTLE.gap)},
    ],
)
def test_at_the_limit_the_text_goes_out(more):
    assert isinstance(decide(facts(DUE, **more), TODAY), Text)


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (LineStatus.BLOCKED, HoldReason.INVOICE_BLOCKED),
        (LineStatus.EXCLUDED, HoldReason.INVOICE_EXCLUDED),
        (LineStatus.SETTLED, HoldReason.IN_PAYMENT),
    ],
)
def test_an_invoice_left_alone_holds_only_itself(status, reason):
    left_alone = line(30, status=status)
    assert decide(facts(left_alone), TODAY).reason is reason
    text = decide(facts(left_alone, DUE), TODAY)
    assert [named.id for named in text.due.lines] == [DUE.id]
    assert text.due.amounts == ((DUE.currency_id, Decimal(100)),)


def test_an_online_payment_under_way_holds_the_customer():
    paying = line(8, payment_pending=True)
    decision = decide(facts(paying, DUE), TODAY)
    assert (decision.reason, decision.figure) == (HoldReason.PAYMENT_PENDING, {"invoices": 1})


def test_the_text_names_the_balance_net_of_credits_in_each_currency():
    dollars = line(6, 50, USD, company_amount=45)
    decision = decide(facts(DUE, dollars, credits=(credit(30),)), TODAY)
    assert dict(decision.due.amounts) == {DUE.currency_id: Decimal(70), USD: Decimal(50)}
    assert decision.due.company_amount == Decimal(115)


def test_a_payment_in_another_currency_covers_too():
    decision = decide(facts(DUE, credits=(credit(110, USD, company_amount=100),)), TODAY)
    assert decision.reason is HoldReason.UNRECONCILED_CREDIT


def test_a_credit_left_over_in_another_currency_is_for_a_person():
    decision = decide(facts(DUE, credits=(credit(80, USD, company_amount=74),)), TODAY)
    assert decision.reason is HoldReason.UNRECONCILED_CREDIT


def test_two_contacts_are_never_on_one_day():
    eager = (replace(GENTLE, gap=0),)
    assert decide(facts(DUE, rungs=eager, last_contact=TODAY), TODAY).until == days_ago(-1)


def test_the_gap_of_the_rung_that_is_due_counts_and_says_until_when():
    reached = line(15, position=GENTLE.position, contacted=days_ago(5))
    decision = decide(facts(reached, last_contact=days_ago(5)), TODAY)
    assert decision.reason is HoldReason.MINIMUM_GAP
    assert decision.until == days_ago(5 - TOGETHER.gap)
    assert decision.figure == {"days": TOGETHER.gap, "last_contact": "2026-11-15"}


def test_a_hold_that_ends_by_itself_says_when():
    decision = decide(facts(DUE, paused_until=TODAY + timedelta(days=9)), TODAY)
    assert decision.until == TODAY + timedelta(days=9)


def test_the_end_of_the_ladder_is_for_a_person_whatever_the_channel():
    last = (replace(REVIEW, delay=3),)
    assert isinstance(decide(facts(DUE, rungs=last, ways=(NOBODY,)), TODAY), HandOff)
