"""The one question: contact this customer today, and if not, why not?"""

from collections.abc import Callable, Iterable
from datetime import date

from .balance import what_is_due
from .decisions import Decision, Due, HandOff, Hold, Nothing, Text
from .facts import Facts
from .holds import BEFORE_LADDER, BEFORE_TEXT, minimum_gap
from .ladder import next_step_date, steps

Rule = Callable[[Facts, Due, date], Hold | None]


def decide(facts: Facts, today: date) -> Decision:
    """Return the decision for one case on ``today``, the date where the company is.

    One contact per call at most, at the highest rung that any line is due for; every line takes
    the step that is its own, so a fresh invoice keeps a lower level than an old one.
    """
    return standing_hold(facts, today) or _climb(facts, what_is_due(facts, today), today)


def standing_hold(facts: Facts, today: date) -> Hold | None:
    """The hold that would stop any text on ``today``, whatever the ladder says, or None."""
    due = what_is_due(facts, today)
    return _first(BEFORE_LADDER, facts, due, today)


def _first(holds: Iterable[Rule], facts: Facts, due: Due, today: date) -> Hold | None:
    answers = (hold(facts, due, today) for hold in holds)
    return next((answer for answer in answers if answer), None)


def _climb(facts: Facts, due: Due, today: date) -> Decision:
    moves = tuple(steps(facts, today))
    if not moves:
        return Nothing(due, next_step_date(facts, today))
    rung = max((move.rung for move in moves), key=lambda rung: rung.position)
    if hold := minimum_gap(facts, due, today, rung.gap):
        return hold
    if rung.hand_off:
        return HandOff(rung, tuple(move for move in moves if move.rung == rung), due)
    return _first(BEFORE_TEXT, facts, due, today) or Text(rung, moves, due)
