"""Texts about the installments of a running plan: shortly before one, on its day, and once it is
missed.

One text speaks for all of the plan that is to be paid by then, so a customer never gets two about
two installments on one day. Each kind of text is sent once per installment, and one whose time has
passed is not sent any more. An installment that is charged automatically needs no text on its day.
"""

from datetime import date, timedelta

from .decisions import Due, Notice
from .facts import Facts, LineStatus, NoticeKind, Planned, PlannedPart

_ORDER = tuple(NoticeKind)


def due_notice(facts: Facts, due: Due, today: date) -> Notice | None:
    """The text about installments that is due on ``today``, or None."""
    notices = (_notice(plan, due, today) for plan in facts.plans if _speaks(plan, facts))
    return next((notice for notice in notices if notice), None)


def next_notice_date(facts: Facts, today: date) -> date | None:
    """First day after ``today`` on which a text about some installment becomes due."""
    days = (
        day
        for plan in facts.plans
        if plan.texts
        for part in plan.parts
        for kind, day in _days(plan, part)
        if day > today and _is_news(plan, part, kind)
    )
    return min(days, default=None)


def passed_notice(plan: Planned, part: PlannedPart, today: date) -> NoticeKind | None:
    """The latest kind of text about ``part`` whose day has come."""
    kinds = [kind for kind, day in _days(plan, part) if day <= today]
    return kinds[-1] if kinds else None


def is_current(kind: NoticeKind, day: date, today: date) -> bool:
    """Whether a text of ``kind`` about an installment of ``day`` is true on ``today``: “today” is
    the day itself, and what is over does not lie ahead."""
    return {
        NoticeKind.BEFORE: today <= day,
        NoticeKind.DUE: today == day,
        NoticeKind.MISSED: today > day,
    }[kind]


def _speaks(plan: Planned, facts: Facts) -> bool:
    """Whether texts are wanted, and not all that the plan covers is in dispute, say."""
    return plan.texts and any(
        line.status is LineStatus.PLANNED and line.currency_id == plan.currency_id
        for line in facts.lines
    )


def _notice(plan: Planned, due: Due, today: date) -> Notice | None:
    passed = {part: passed_notice(plan, part, today) for part in plan.parts}
    news = [
        part
        for part, kind in passed.items()
        if kind and _is_news(plan, part, kind) and is_current(kind, part.day, today)
    ]
    if not news:
        return None
    last = max(news, key=lambda part: part.day)
    to_pay = [part for part in plan.parts if part.day <= last.day]
    return Notice(
        plan_id=plan.id,
        kind=passed[last],
        parts=tuple((part.id, passed[part]) for part in to_pay),
        amount=sum(part.left for part in to_pay),
        day=last.day,
        due=due,
    )


def _days(plan: Planned, part: PlannedPart) -> list[tuple[NoticeKind, date]]:
    """When each kind of text about ``part`` becomes due, in that order."""
    days = [
        (NoticeKind.BEFORE, part.day - timedelta(days=plan.ahead)),
        (NoticeKind.DUE, part.day),
        (NoticeKind.MISSED, part.day + timedelta(days=plan.grace + 1)),
    ]
    return days if plan.ahead else days[1:]


def _is_news(plan: Planned, part: PlannedPart, kind: NoticeKind) -> bool:
    if plan.autopay and kind is NoticeKind.DUE:
        return False
    return part.noticed is None or _ORDER.index(kind) > _ORDER.index(part.noticed)
