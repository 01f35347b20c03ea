"""The one question: contact this customer today, and if not, why not?"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from .balance import what_is_due
from .channels import choose_way
from .contact import contact_hold
from .decisions import Decision, Due, HandOff, Hold, Nothing, Notice, Text
from .facts import Facts
from .holds import (
    ALWAYS,
    BEFORE_LADDER,
    BEFORE_NOTICE,
    minimum_gap,
    nothing_on_plan,
)
from .ladder import is_repair, next_step_date, steps
from .notices import due_notice
from .payers import good_payer

Rule = Callable[[Facts, Due, date], Hold | None]


def decide(facts: Facts, today: date) -> Decision:
    """Return the decision for one case on ``today``, the date where the company is.

    One contact per call at most, at the highest rung that any line is due for; every line takes
    the step that is its own, so a fresh invoice keeps a lower level than an old one.
    """
    due = what_is_due(facts, today)
    return (
        _first(ALWAYS, facts, due, today)
        or _speak_of_plan(facts, due, today)
        or _first(BEFORE_LADDER, facts, due, today)
        or _climb(facts, due, today)
    )


def standing_hold(facts: Facts, today: date) -> Hold | None:
    """The hold that would stop a text of the ladder on ``today``, or None."""
    return _first(ALWAYS + BEFORE_LADDER, facts, what_is_due(facts, today), today)


def notice_hold(facts: Facts, today: date) -> Hold | None:
    """The hold that would stop a text about an installment on ``today``, or None."""
    rules = (*ALWAYS, nothing_on_plan, *BEFORE_NOTICE)
    return _first(rules, facts, what_is_due(facts, today), today)


def _first(holds: Iterable[Rule], facts: Facts, due: Due, today: date) -> Hold | None:
    found = (hold(facts, due, today) for hold in holds)
    return next((hold for hold in found if hold), None)


def _speak_of_plan(facts: Facts, due: Due, today: date) -> Notice | Hold | None:
    """A text about an installment goes first: it was agreed on. One contact a day, as always."""
    notice = due_notice(facts, due, today)
    if notice is None:
        return None
    held = _first(BEFORE_NOTICE, facts, due, today) or minimum_gap(facts, due, today, gap=1)
    if held:
        return held
    channel = choose_way(facts, due).channel
    return contact_hold(facts.contact, due, channel) or replace(notice, channel=channel)


def _climb(facts: Facts, due: Due, today: date) -> Decision:
    moves = tuple(steps(facts, today))
    if not moves:
        return Nothing(due, next_step_date(facts, today))
    rung = max((move.rung for move in moves), key=lambda rung: rung.position)
    gap = 1 if is_repair(facts, moves) else rung.gap
    if hold := good_payer(facts, due, moves) or minimum_gap(facts, due, today, gap):
        return hold
    if rung.hand_off:
        return HandOff(rung, tuple(move for move in moves if move.rung == rung), due)
    way = choose_way(facts, due, rung.channel)
    if isinstance(way, Hold):
        return way
    held = contact_hold(facts.contact, due, way.channel, drafted=rung.approve_first)
    return held or Text(rung, moves, due, way.channel)
