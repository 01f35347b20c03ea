"""What an agreement covers, and what the ledger says was paid of it since.

All amounts are in the currency of the agreement. “Paid” is what the ledger says: what was owed on
the covered lines, less credits nobody has matched, has gone down by payments and credit notes
alike. A payment therefore counts from the day it is booked, whoever matches it when.
"""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class CoveredLine:
    """What was open of one receivable line when the agreement was made, and what is open now."""

    then: Decimal
    left: Decimal


@dataclass(frozen=True, slots=True)
class Covered:
    """The lines of one agreement, and the credits open on the account without being matched."""

    lines: tuple[CoveredLine, ...] = ()
    credit_then: Decimal = Decimal(0)
    credit_now: Decimal = Decimal(0)

    @property
    def owed(self) -> Decimal:
        """What was owed when the agreement was made, of the lines that are still in the books."""
        return sum((line.then for line in self.lines), Decimal(0)) - self.credit_then

    @property
    def paid(self) -> Decimal:
        """What the debt has gone down by since; negative if it has grown."""
        matched = sum((line.then - line.left for line in self.lines), Decimal(0))
        return matched + self.credit_now - self.credit_then
