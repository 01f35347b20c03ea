"""What the facts will be once a decision has been carried out.

Deciding again on them tells where the case stands and when it is next looked at, with the same
rules that the next run will use.
"""

from dataclasses import replace
from datetime import date

from .decisions import Decision, HandOff, Step, Text
from .facts import Facts, OpenLine


def afterwards(facts: Facts, decision: Decision, today: date) -> Facts:
    """Return ``facts`` as they are after ``decision`` was carried out on ``today``."""
    if isinstance(decision, HandOff):
        return replace(facts, in_review=True, lines=_moved(facts, decision.steps, today))
    if not isinstance(decision, Text):
        return facts
    if decision.rung.approve_first:
        return replace(facts, awaiting_approval=True)
    return replace(facts, last_contact=today, lines=_moved(facts, decision.steps, today))


def without_draft(facts: Facts) -> Facts:
    """The same facts if no text were waiting for approval."""
    return replace(facts, awaiting_approval=False)


def _moved(facts: Facts, steps: tuple[Step, ...], today: date) -> tuple[OpenLine, ...]:
    positions = {step.line_id: step.rung.position for step in steps}
    return tuple(
        replace(line, position=positions[line.id], contacted=today)
        if line.id in positions
        else line
        for line in facts.lines
    )
