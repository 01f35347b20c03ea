"""Reasons not to contact a customer now, each a small function that returns a hold or None.

``ALWAYS`` is asked first: these hold texts about payment plans too. ``BEFORE_LADDER`` holds
whatever the ladder would say; the others are asked only when a text is due. The first answer
counts, so the order runs from what a person decided to what the calendar will solve by itself.
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from .balance import credit_covers_due, credit_is_left_over
from .channels import no_way
from .decisions import Due, Hold, HoldReason
from .facts import (
    Bartered,
    Facts,
    LineStatus,
    Promised,
    RequestKind,
    Respite,
)
from .ladder import followed_lines
from .notices import next_notice_date


def policy_off(facts: Facts, due: Due, today: date) -> Hold | None:
    """No policy applies to the customer, or it is switched off."""
    return None if facts.rungs else Hold(HoldReason.POLICY_OFF, due)


def customer_excluded(facts: Facts, due: Due, today: date) -> Hold | None:
    """Somebody excluded the customer from follow-up."""
    return Hold(HoldReason.CUSTOMER_EXCLUDED, due) if facts.customer_excluded else None


def hardship(facts: Facts, due: Due, today: date) -> Hold | None:
    """The customer is in difficulty, and a person looks after that."""
    return _rest(HoldReason.HARDSHIP, facts, due, today, _granted(RequestKind.HARDSHIP))


def paused(facts: Facts, due: Due, today: date) -> Hold | None:
    """Paused by a person until a date."""
    if facts.paused_until is None or facts.paused_until <= today:
        return None
    return Hold(HoldReason.PAUSED, due, facts.paused_until)


def in_review(facts: Facts, due: Due, today: date) -> Hold | None:
    """A person has taken over."""
    return Hold(HoldReason.IN_REVIEW, due) if facts.in_review else None


def awaiting_approval(facts: Facts, due: Due, today: date) -> Hold | None:
    """A drafted text waits for approval; a second one would say the same."""
    return Hold(HoldReason.AWAITING_APPROVAL, due) if facts.awaiting_approval else None


# Asked in this order when no line is left to follow up: a dispute explains more than a payment.
_NOT_FOLLOWED = (
    (LineStatus.BLOCKED, HoldReason.INVOICE_BLOCKED),
    (LineStatus.EXCLUDED, HoldReason.INVOICE_EXCLUDED),
    (LineStatus.SETTLED, HoldReason.IN_PAYMENT),
)


def nothing_to_follow(facts: Facts, due: Due, today: date) -> Hold | None:
    """Every open invoice is on a plan, disputed, excluded, or paid and waiting for the bank."""
    if followed_lines(facts):
        return None
    statuses = [line.status for line in facts.lines]
    if LineStatus.PLANNED in statuses and facts.plans:
        return _on_plan(facts, due, today)
    return _left_alone(statuses, due)


def nothing_on_plan(facts: Facts, due: Due, today: date) -> Hold | None:
    """All that running plans cover is disputed, excluded, or paid and waiting for the bank."""
    statuses = [line.status for line in facts.lines]
    return None if LineStatus.PLANNED in statuses else _left_alone(statuses, due)


def _left_alone(statuses: list[LineStatus], due: Due) -> Hold | None:
    for status, reason in _NOT_FOLLOWED:
        if status in statuses:
            return Hold(reason, due, figure={"invoices": statuses.count(status)})
    return None


def _on_plan(facts: Facts, due: Due, today: date) -> Hold:
    parts = [(part, plan) for plan in facts.plans for part in plan.parts]
    if not parts:
        return _reconcile_first(facts, due)
    part, plan = min(parts, key=lambda item: item[0].day)
    figure = {
        "amount": str(part.left),
        "currency": plan.currency_id,
        "day": part.day.isoformat(),
    }
    return Hold(HoldReason.ON_PLAN, due, next_notice_date(facts, today), figure)


def payment_pending(facts: Facts, due: Due, today: date) -> Hold | None:
    """The customer is paying online right now."""
    pending = {line.invoice_id for line in facts.lines if line.payment_pending}
    if not pending:
        return None
    return Hold(HoldReason.PAYMENT_PENDING, due, figure={"invoices": len(pending)})


def unreconciled_credit(facts: Facts, due: Due, today: date) -> Hold | None:
    """Credits or payments that nobody has matched yet change what is due."""
    if not credit_covers_due(due) and not credit_is_left_over(facts, due):
        return None
    return _reconcile_first(facts, due)


def _reconcile_first(facts: Facts, due: Due) -> Hold:
    credit = sum(credit.company_amount for credit in facts.credits)
    return Hold(HoldReason.UNRECONCILED_CREDIT, due, figure={"credit": str(credit)})


def extension(facts: Facts, due: Due, today: date) -> Hold | None:
    """The customer asked for more time and has it."""
    return _rest(HoldReason.EXTENSION, facts, due, today, _granted(RequestKind.EXTENSION))


def checking_payment(facts: Facts, due: Due, today: date) -> Hold | None:
    """The customer says it is paid: somebody looks at the bank first."""
    reason = HoldReason.CHECKING_PAYMENT
    return _rest(reason, facts, due, today, lambda respite: respite.kind is RequestKind.PAID)


def request_waiting(facts: Facts, due: Due, today: date) -> Hold | None:
    """The customer asked for something that nobody has answered yet."""
    return _rest(HoldReason.REQUEST_WAITING, facts, due, today, lambda respite: respite.waiting)


def _granted(kind: RequestKind) -> Callable[[Respite], bool]:
    return lambda respite: respite.kind is kind and not respite.waiting


def _rest(
    reason: HoldReason,
    facts: Facts,
    due: Due,
    today: date,
    counts: Callable[[Respite], bool],
) -> Hold | None:
    """Hold for as long as the longest respite that ``counts``, its last day included."""
    days = [respite.until for respite in facts.respites if counts(respite)]
    last = max(days, default=None)
    if last is None or last < today:
        return None
    return Hold(reason, due, last + timedelta(days=1), {"day": last.isoformat()})


def promised(facts: Facts, due: Due, today: date) -> Hold | None:
    """The customer has promised to pay; wait until the first promise's grace is over.

    A promise speaks for its own currency: what is due in another one is not promised.
    """
    return _until_deadline(HoldReason.PROMISED, facts.promises, due, today)


def bartered(facts: Facts, due: Due, today: date) -> Hold | None:
    """The customer gives goods or services; wait until the first one's grace is over."""
    return _until_deadline(HoldReason.BARTER, facts.barters, due, today)


def _until_deadline(
    reason: HoldReason, agreed: Iterable[Promised | Bartered], due: Due, today: date
) -> Hold | None:
    """Hold until the first deadline of what was agreed on, where that speaks for all currencies."""
    agreed = [item for item in agreed if item.deadline >= today]
    if not due.amounts or not {key for key, _ in due.amounts} <= {a.currency_id for a in agreed}:
        return None
    first = min(agreed, key=lambda item: item.deadline)
    figure = {
        "amount": str(first.amount),
        "currency": first.currency_id,
        "day": first.day.isoformat(),
    }
    return Hold(reason, due, first.deadline + timedelta(days=1), figure)


def plan_to_approve(facts: Facts, due: Due, today: date) -> Hold | None:
    """The customer chose a payment plan and waits for our answer, though not for ever."""
    return _answer_awaited(HoldReason.PLAN_TO_APPROVE, due, facts.plan_asked_until, today)


def plan_offered(facts: Facts, due: Due, today: date) -> Hold | None:
    """We proposed a payment plan; let the customer think about it."""
    return _answer_awaited(HoldReason.PLAN_OFFERED, due, facts.plan_offered_until, today)


def barter_to_answer(facts: Facts, due: Due, today: date) -> Hold | None:
    """The customer offers goods or services and waits for our answer, though not for ever."""
    return _answer_awaited(HoldReason.BARTER_TO_ANSWER, due, facts.goods_asked_until, today)


def barter_offered(facts: Facts, due: Due, today: date) -> Hold | None:
    """We offered to take goods or services; let the customer think about it."""
    return _answer_awaited(HoldReason.BARTER_OFFERED, due, facts.goods_offered_until, today)


def _answer_awaited(reason: HoldReason, due: Due, until: date | None, today: date) -> Hold | None:
    """Hold to the end of ``until``."""
    if until is None or until < today:
        return None
    return Hold(reason, due, until + timedelta(days=1))


def below_minimum(facts: Facts, due: Due, today: date) -> Hold | None:
    """The net amount is too small to bother anybody with."""
    if not due.lines or due.company_amount >= facts.minimum:
        return None
    figure = {"amount": str(due.company_amount), "minimum": str(facts.minimum)}
    return Hold(HoldReason.BELOW_MINIMUM, due, figure=figure)


def minimum_gap(facts: Facts, due: Due, today: date, gap: int) -> Hold | None:
    """The last contact was less than ``gap`` days ago; at least one day lies between two."""
    if facts.last_contact is None:
        return None
    gap = max(gap, 1)
    until = facts.last_contact + timedelta(days=gap)
    if until <= today:
        return None
    figure = {"days": gap, "last_contact": facts.last_contact.isoformat()}
    return Hold(HoldReason.MINIMUM_GAP, due, until, figure)


ALWAYS = (
    policy_off,
    customer_excluded,
    hardship,
    paused,
)

BEFORE_LADDER = (
    in_review,
    awaiting_approval,
    nothing_to_follow,
    payment_pending,
    plan_to_approve,
    plan_offered,
    barter_to_answer,
    barter_offered,
    unreconciled_credit,
    extension,
    checking_payment,
    request_waiting,
    promised,
    bartered,
    below_minimum,
)

# Asked in addition to ``ALWAYS`` when a text about an installment is due.
BEFORE_NOTICE = (
    payment_pending,
    extension,
    checking_payment,
    no_way,
)
