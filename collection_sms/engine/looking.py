"""When a case has to be looked at again if nothing but time passes.

Most cases stand for days where they stand: the gap between two contacts, a pause. A run that knows
until when need not ask about them every hour.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from .decisions import Decision, Hold, HoldReason, Nothing
from .facts import Facts, OpenLine

# Their ends depend on more than the facts: on the hours of a month, on how a customer paid.
_DAILY = (HoldReason.GOOD_PAYER, HoldReason.NO_COMMON_HOUR, HoldReason.AWAITING_APPROVAL)


def next_look(facts: Facts, decision: Decision, today: date) -> date | None:
    """The first day on which ``decide`` may answer something else than ``decision`` on the same
    facts; ``today`` where the next run is to look again, None where no day changes anything.

    Never too late, but perhaps too early: what was agreed with a customer is judged by more than
    the facts tell, and looked at in every run.
    """
    if _has_agreements(facts) or not isinstance(decision, Hold | Nothing):
        return today
    if getattr(decision, "reason", None) in _DAILY:
        return today + timedelta(days=1)
    return min((day for day in _turning_days(facts, decision) if day > today), default=None)


def _has_agreements(facts: Facts) -> bool:
    return bool(
        facts.promises
        or facts.barters
        or facts.plans
        or facts.respites
        or facts.plan_offered_until
        or facts.plan_asked_until
        or facts.goods_offered_until
        or facts.goods_asked_until
    )


def _turning_days(facts: Facts, decision: Decision) -> Iterator[date]:
    """All days on which a rule of the engine may change its mind."""
    if decision.until:
        yield decision.until
    if facts.paused_until:
        yield facts.paused_until
    if facts.last_contact:
        for gap in {1, *(rung.gap for rung in facts.rungs)}:
            yield facts.last_contact + timedelta(days=gap)
    for line in facts.lines:
        yield from _turning_days_of_line(line, facts)


def _turning_days_of_line(line: OpenLine, facts: Facts) -> Iterator[date]:
    yield line.due
    for rung in facts.rungs:
        yield line.due + timedelta(days=rung.delay)
        if rung.repeat and line.contacted and rung.position == line.position:
            yield line.contacted + timedelta(days=rung.repeat)
