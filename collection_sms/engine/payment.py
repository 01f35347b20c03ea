"""What a customer can pay in one go: which lines, and how much once open credits are taken off.

Amounts are exact and in the lines' currency. One payment has one currency.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .balance import free_credits
from .facts import Facts, LineStatus, OpenLine
from .ladder import days_overdue

LONGEST_AMOUNT = 20  # characters; nobody owes more, and parsing stays cheap
_MARKS = str.maketrans({"٫": ".", "٬": ","})
_IGNORED = re.compile(r"[\s'’]")
_NUMBER = re.compile(r"\d[\d.,]*")


@dataclass(frozen=True, slots=True)
class Payable:
    """Lines of one currency, oldest first, and the customer's open credit in that currency."""

    currency_id: int
    lines: tuple[OpenLine, ...]
    gross: Decimal
    credit: Decimal = Decimal(0)

    @property
    def key(self) -> str:
        """The lines as links name them: ``12-15``."""
        return "-".join(str(line.id) for line in self.lines)

    @property
    def net(self) -> Decimal:
        """What settles the lines. Zero or less: the credit settles them already."""
        return self.gross - self.credit

    def allows(self, amount: Decimal) -> bool:
        """Whether ``amount`` can be paid: something, and no more than is owed."""
        return 0 < amount <= self.net

    def credit_used(self, amount: Decimal) -> Decimal:
        """The credit to match with the lines once ``amount`` is paid.

        A part payment uses none: the customer may settle the rest without it.
        """
        return self.credit if amount == self.net else Decimal(0)


_PAYABLE = (LineStatus.FOLLOWED, LineStatus.PLANNED)


def payable_lines(facts: Facts) -> list[OpenLine]:
    """Lines that can be paid online: neither disputed, nor excluded, nor being paid right now."""
    return [line for line in facts.lines if line.status in _PAYABLE and not line.payment_pending]


def overdue_by_currency(facts: Facts, today: date) -> list[Payable]:
    """Everything that has come due and is on no payment plan, one payment per currency."""
    due = [
        line
        for line in payable_lines(facts)
        if line.status is LineStatus.FOLLOWED and days_overdue(line, today) >= 0
    ]
    return _by_currency(due, facts)


def open_by_currency(facts: Facts) -> list[Payable]:
    """Everything that can be paid, due or not, one payment per currency."""
    return _by_currency(payable_lines(facts), facts)


def chosen(facts: Facts, line_ids: Collection[int]) -> Payable | None:
    """The payment of exactly these lines; None if one cannot be paid, or currencies differ."""
    lines = [line for line in payable_lines(facts) if line.id in set(line_ids)]
    payments = _by_currency(lines, facts)
    if len(lines) != len(set(line_ids)) or len(payments) != 1:
        return None
    return payments[0]


def due_part(lines: Iterable[OpenLine], today: date) -> list[OpenLine]:
    """Those of ``lines`` that have come due or, if none has, all of them."""
    lines = list(lines)
    return [line for line in lines if days_overdue(line, today) >= 0] or lines


def parse_amount(text: str, places: int, decimal_mark: str = ".") -> Decimal | None:
    """The amount somebody typed, or None if it is not certain which one is meant.

    Both ``1.234,50`` and ``1,234.50`` are understood. A single mark before three digits is read
    as the language does, whose decimal mark is ``decimal_mark``. ``places`` is the number of
    decimals the currency has.
    """
    if len(text) > LONGEST_AMOUNT:
        return None
    digits = _IGNORED.sub("", text).translate(_MARKS)
    if not _NUMBER.fullmatch(digits):
        return None
    whole, fraction = _split_decimals(digits, decimal_mark)
    if len(fraction) > places:
        return None
    return Decimal(f"{re.sub('[.,]', '', whole)}.{fraction or 0}")


def _split_decimals(digits: str, decimal_mark: str) -> tuple[str, str]:
    """The whole part, its thousands separators left in, and the digits after the decimal mark."""
    last = max(digits.rfind("."), digits.rfind(","))
    mark, tail = digits[last : last + 1], digits[last + 1 :]
    grouped = len(tail) == 3 and mark != decimal_mark and len(set(digits) & set(".,")) == 1
    if last < 0 or grouped or digits.count(mark) > 1:
        return digits, ""
    return digits[:last], tail


def _by_currency(lines: Iterable[OpenLine], facts: Facts) -> list[Payable]:
    by_currency: defaultdict[int, list[OpenLine]] = defaultdict(list)
    for line in sorted(lines, key=lambda line: (line.due, line.id)):
        by_currency[line.currency_id].append(line)
    return [
        Payable(
            currency,
            tuple(own),
            sum((line.amount for line in own), Decimal(0)),
            _credit_for(own, facts),
        )
        for currency, own in sorted(by_currency.items())
    ]


def _credit_for(lines: list[OpenLine], facts: Facts) -> Decimal:
    """The open credit in the currency of ``lines``; what a plan has deducted goes to its lines."""
    on_plan = any(line.status is LineStatus.PLANNED for line in lines)
    available = facts.credits if on_plan else free_credits(facts)
    amounts = (credit.amount for credit in available if credit.currency_id == lines[0].currency_id)
    return next(amounts, Decimal(0))
