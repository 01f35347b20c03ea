"""Amounts of money as people write them in a text: "€120.50", "1.200,00", "500k", "2tr5"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from .payment import parse_amount

_FIGURES = r"\d{1,3}(?:[.,' ]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d{1,9}(?:[.,]\d{1,2})?(?!\d)"
_SIGNS = r"(?:us|mx|r|a|c)?\$|€|£|₫|(?:eur|usd|gbp|chf|vnd|brl|mxn|aud|cad|fcfa|cfa)(?!\w)"
_NAMES = (
    r"euros?|eur|euronen|dollars?|dolares|dolar|bucks|quid|pounds?|pesos?|reais|real|francs?"
    r"|franken|fr|balles|pavos|piastres?|cents?|centimes|centavos|d[oô]ng|đ|vn[dđ]|soles"
)
_SCALES = {
    **dict.fromkeys(("k", "mil", "nghìn", "nghin", "ngàn", "ngan", "thousand", "tausend"), 1000),
    **dict.fromkeys(("tr", "triệu", "trieu", "củ"), 1_000_000),
}
# The last figure belongs to a scale: "2tr5" is 2.5 millions.
_NUMBER = re.compile(
    rf"(?P<sign>(?<!\w)(?:{_SIGNS})\s?)?(?<![\w#])(?<!\d[.,:/-])(?P<figures>{_FIGURES})"
    rf"(?:\s?(?P<scale>{'|'.join(_SCALES)})(?P<rest>\d)?(?!\w))?"
    rf"(?P<name>\s?(?:{_SIGNS}|(?:{_NAMES})(?!\w)))?(?![^\W_]|[.,:/-]\d|\s?%)"
)


@dataclass(frozen=True, slots=True)
class Amount:
    """``is_money``: said with a currency or in thousands, so no day and no count."""

    value: Decimal
    start: int
    end: int
    is_money: bool


def amounts(text: str) -> Iterator[Amount]:
    """The numbers in ``text``, in small letters, that may be amounts."""
    for match in _NUMBER.finditer(text):
        value = _value(match["figures"], match["scale"], match["rest"])
        if value is not None:
            is_money = bool(match["sign"] or match["name"] or match["scale"])
            yield Amount(value, *match.span(), is_money)


def _value(figures: str, scale: str | None, rest: str | None) -> Decimal | None:
    """A mark before three figures separates thousands: no amount has three decimals."""
    value = parse_amount(figures, 2, ".")
    if value is None:
        value = parse_amount(figures, 2, ",")
    if value is None or not scale:
        return value
    times = _SCALES[scale]
    return value * times + (Decimal(rest) * times / 10 if rest else 0)
