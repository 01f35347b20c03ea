"""What the facts will be once a decision has been carried out.

Deciding again on them tells where the case stands and when it is next looked at, with the same
rules that the next run will use.
"""

from dataclasses import replace
from datetime import date

from .contact import after_contact
from .decisions import Decision, HandOff, Notice, Step, Text
from .facts import Facts, OpenLine, Planned


def afterwards(facts: Facts, decision: Decision, today: date) -> Facts:
    """Return ``facts`` as they are after ``decision`` was carried out on ``today``."""
    if isinstance(decision, Notice):
        plans = tuple(_noticed(plan, decision) for plan in facts.plans)
        return replace(_contacted(facts, today), plans=plans)
    if isinstance(decision, HandOff):
        return replace(facts, in_review=True, lines=_moved(facts, decision.steps, today))
    if not isinstance(decision, Text):
        return facts
    if decision.rung.approve_first:
        return replace(facts, awaiting_approval=True)
    return replace(_contacted(facts, today), lines=_moved(facts, decision.steps, today))


def without_draft(facts: Facts) -> Facts:
    """The same facts if no text were waiting for approval."""
    return replace(facts, awaiting_approval=False)


def _contacted(facts: Facts, today: date) -> Facts:
    """The same facts if the customer had been contacted on ``today``."""
    return replace(facts, last_contact=today, contact=after_contact(facts.contact))


def _noticed(plan: Planned, notice: Notice) -> Planned:
    if plan.id != notice.plan_id:
        return plan
    kinds = dict(notice.parts)
    parts = tuple(replace(part, noticed=kinds.get(part.id, part.noticed)) for part in plan.parts)
    return replace(plan, parts=parts)


def _moved(facts: Facts, steps: tuple[Step, ...], today: date) -> tuple[OpenLine, ...]:
    positions = {step.line_id: step.rung.position for step in steps}
    return tuple(
        replace(line, position=positions[line.id], contacted=today, missed=False)
        if line.id in positions
        else line
        for line in facts.lines
    )
