"""What a customer owes on balance: open lines less open credits."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from .decisions import Due
from .facts import Credit, Facts, OpenLine
from .ladder import followed_lines, lines_to_name


def what_is_due(facts: Facts, today: date) -> Due:
    """The lines and net amounts that a text would name today."""
    lines = lines_to_name(facts, today)
    if not lines:
        return Due()
    credits_ = free_credits(facts)
    return Due(
        amounts=_net_by_currency(lines, credits_),
        company_amount=_company_total(lines) - _company_total(credits_),
        lines=tuple(lines),
    )


def free_credits(facts: Facts) -> tuple[Credit, ...]:
    """Open credits less what was deducted from running plans already."""
    taken: defaultdict[int, Decimal] = defaultdict(Decimal)
    for plan in facts.plans:
        taken[plan.currency_id] += plan.credit
    free = (_less(credit, taken[credit.currency_id]) for credit in facts.credits)
    return tuple(credit for credit in free if credit.amount > 0)


def _less(credit: Credit, taken: Decimal) -> Credit:
    left = max(credit.amount - taken, Decimal(0))
    if not taken or not left:
        return replace(credit, amount=left)
    share = credit.company_amount * left / credit.amount
    return replace(credit, amount=left, company_amount=share)


def credit_covers_due(due: Due) -> bool:
    """Whether open credits already pay for all that is due.

    Compared per currency and in company currency: a payment may arrive in another currency.
    """
    return bool(due.lines) and (not due.amounts or due.company_amount <= 0)


def credit_is_left_over(facts: Facts, due: Due) -> bool:
    """Whether a credit exceeds what is due in its currency while another currency is due.

    Only a person can say at which rate it counts.
    """
    owed = _owed_by_currency(due.lines)
    return bool(due.amounts) and any(
        credit.amount > owed[credit.currency_id] for credit in free_credits(facts)
    )


def still_true(
    facts: Facts,
    named: Mapping[int, tuple[Decimal, date]],
    amounts: Mapping[int, Decimal],
) -> bool:
    """Whether a text that named these lines would say the same now.

    ``named``: ``{line id: (residual, due date)}`` when it was written; ``amounts``: the net amounts
    by currency that it said. Invoices that came due since do not matter.
    """
    lines = [line for line in followed_lines(facts) if line.id in named]
    unchanged = {line.id: (line.amount, line.due) for line in lines} == dict(named)
    return unchanged and dict(_net_by_currency(lines, free_credits(facts))) == dict(amounts)


def _net_by_currency(
    lines: Iterable[OpenLine], credits_: Iterable[Credit]
) -> tuple[tuple[int, Decimal], ...]:
    totals = _owed_by_currency(lines)
    for credit in credits_:
        totals[credit.currency_id] -= credit.amount
    return tuple((currency, amount) for currency, amount in sorted(totals.items()) if amount > 0)


def _owed_by_currency(lines: Iterable[OpenLine]) -> defaultdict[int, Decimal]:
    totals: defaultdict[int, Decimal] = defaultdict(Decimal)
    for line in lines:
        totals[line.currency_id] += line.amount
    return totals


def _company_total(items: Iterable[OpenLine | Credit]) -> Decimal:
    return sum((item.company_amount for item in items), Decimal(0))
