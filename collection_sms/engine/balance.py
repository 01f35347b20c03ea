"""What a customer owes on balance: open lines less open credits."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from .decisions import Due
from .facts import Credit, Facts, OpenLine
from .ladder import lines_to_name


def what_is_due(facts: Facts, today: date) -> Due:
    """The lines and net amounts that a text would name today."""
    lines = lines_to_name(facts, today)
    if not lines:
        return Due()
    return Due(
        amounts=_net_by_currency(lines, facts.credits),
        company_amount=_company_total(lines) - _company_total(facts.credits),
        lines=tuple(lines),
    )


def credit_covers_due(due: Due) -> bool:
    """Whether open credits already pay for all that is due.

    Compared per currency and in company currency: a payment may arrive in another currency.
    """
    return bool(due.lines) and (not due.amounts or due.company_amount <= 0)


def _net_by_currency(
    lines: Iterable[OpenLine], credits_: Iterable[Credit]
) -> tuple[tuple[int, Decimal], ...]:
    totals: defaultdict[int, Decimal] = defaultdict(Decimal)
    for line in lines:
        totals[line.currency_id] += line.amount
    for credit in credits_:
        totals[credit.currency_id] -= credit.amount
    return tuple((currency, amount) for currency, amount in sorted(totals.items()) if amount > 0)


def _company_total(items: Iterable[OpenLine | Credit]) -> Decimal:
    return sum((item.company_amount for item in items), Decimal(0))
