"""Who always pays on time, and is left alone until the due date.

A reminder before the due date is for those who might forget. Whoever has paid every invoice in time
has shown not to, and reads a reminder as distrust.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from .decisions import Due, Hold, HoldReason, Step
from .facts import Facts

# One or two payments in time may be chance; a monthly customer has three after a quarter.
LEAST_SETTLED = 3

# Two years show a yearly customer twice, and forgive what lies further back.
MONTHS = 24


@dataclass(frozen=True, slots=True)
class PaymentHistory:
    """Invoices of the last ``MONTHS``: ``settled``, and of these ``on_time``."""

    settled: int = 0
    on_time: int = 0


def history_begins(today: date) -> date:
    """The first day that counts."""
    return today - relativedelta(months=MONTHS)


def pays_on_time(history: PaymentHistory) -> bool:
    """Whether enough invoices were settled, each of them on its due date or before."""
    return history.settled >= LEAST_SETTLED and history.on_time == history.settled


def good_payer(facts: Facts, due: Due, moves: Iterable[Step]) -> Hold | None:
    """No reminder before the due date for a customer who always pays on time."""
    if not facts.punctual or any(move.rung.delay >= 0 for move in moves):
        return None
    lines = {move.line_id for move in moves}
    day = min(line.due for line in facts.lines if line.id in lines)
    return Hold(HoldReason.GOOD_PAYER, due, day, {"settled": facts.punctual})
