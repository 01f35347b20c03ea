"""Which rung a line, and then a case, is due for.

A line's target is the highest rung whose delay has passed (at least, never exactly: a missed run
catches up). With ``climb`` a line takes one rung per contact, so an invoice found 150 days late
starts with the gentle text.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from .decisions import Step
from .facts import Facts, LineStatus, OpenLine, Rung


def days_overdue(line: OpenLine, today: date) -> int:
    """Days since the due date; negative before it."""
    return (today - line.due).days


def followed_lines(facts: Facts) -> list[OpenLine]:
    """Lines that the follow-up may speak about."""
    return [line for line in facts.lines if line.status is LineStatus.FOLLOWED]


def lines_to_name(facts: Facts, today: date) -> list[OpenLine]:
    """What a text speaks about: all that has come due or, if nothing has, what soon will.

    A customer who already owes something gets no heads-up about invoices that are not due yet, and
    a heads-up speaks of one due date only: the first that has not been spoken about.
    """
    followed = followed_lines(facts)
    due = [line for line in followed if days_overdue(line, today) >= 0]
    return due or _soonest_due(followed, facts, today)


def _soonest_due(followed: list[OpenLine], facts: Facts, today: date) -> list[OpenLine]:
    soon = [line for line in followed if _passed_rungs(line, facts, today)]
    fresh = [line for line in soon if _next_rung(line, facts, today)] or soon
    first = min((line.due for line in fresh), default=None)
    return [line for line in fresh if line.due == first]


def steps(facts: Facts, today: date) -> list[Step]:
    """The rung each line would move to if the customer were contacted today."""
    rungs = ((line, _next_rung(line, facts, today)) for line in lines_to_name(facts, today))
    return [Step(line.id, rung) for line, rung in rungs if rung]


def is_repair(facts: Facts, moves: Iterable[Step]) -> bool:
    """Whether ``moves`` only make up for a message that did not arrive."""
    reached = {line.id: line.position for line in facts.lines if line.missed}
    return all(reached.get(move.line_id) == move.rung.position for move in moves)


def next_step_date(facts: Facts, today: date) -> date | None:
    """First day after ``today`` on which some line becomes due for a rung."""
    dates = (_next_date(line, facts, today) for line in followed_lines(facts))
    return min((day for day in dates if day), default=None)


def _passed_rungs(line: OpenLine, facts: Facts, today: date) -> list[Rung]:
    """Rungs whose day has come. Once a line is due, rungs from before its due date are over."""
    days = days_overdue(line, today)
    return [rung for rung in facts.rungs if rung.delay <= days and (rung.delay < 0) == (days < 0)]


def _next_rung(line: OpenLine, facts: Facts, today: date) -> Rung | None:
    passed = _passed_rungs(line, facts, today)
    above = [rung for rung in passed if rung.position > line.position - line.missed]
    if above:
        return above[0] if facts.climb else above[-1]
    if passed and _repeats_today(line, passed[-1], today):
        return passed[-1]
    return None


def _repeats_today(line: OpenLine, rung: Rung, today: date) -> bool:
    day = _repeat_date(line, rung)
    return day is not None and day <= today


def _repeat_date(line: OpenLine, rung: Rung) -> date | None:
    if not rung.repeat or not line.contacted or rung.position != line.position:
        return None
    return line.contacted + timedelta(days=rung.repeat)


def _next_date(line: OpenLine, facts: Facts, today: date) -> date | None:
    """First later day on which this line is due for a rung it has not reached, or for a repeat."""
    climbs = [
        line.due + timedelta(days=rung.delay)
        for rung in facts.rungs
        if rung.position > line.position
    ]
    repeats = [_repeat_date(line, rung) for rung in facts.rungs]
    return min((day for day in climbs + repeats if day and day > today), default=None)
