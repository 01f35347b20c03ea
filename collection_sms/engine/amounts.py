"""The amount of money that a reply names."""

import re
import unicodedata
from decimal import Decimal

_LONGEST = 640  # characters that are read: two long texts

_NUMBER = r"\d{1,3}(?:[., ]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?"
_BEFORE = r"(?:[€$£¥₫]|(?:us|r|s)\$|eur|usd|gbp|chf|mxn|brl|vnd|rs?)"
_AFTER = (
    r"(?:[€$£¥₫]|eur(?:os?)?|usd|gbp|chf|mxn|brl|vnd|dong|d|dollars?|bucks|quid|pounds?|pesos?|reais|"
    r"real|francs?|franken|balles|pavos|contos|piastres?)"
)
_TIMES = {"k": 1_000, "mil": 1_000, "nghin": 1_000, "ngan": 1_000, "tr": 10**6, "trieu": 10**6}
_MULTIPLE = "|".join(_TIMES)

_AMOUNT = re.compile(
    rf"(?<![\w.,/:#-])(?P<before>{_BEFORE} ?)?(?P<number>{_NUMBER})"
    rf"(?: ?(?P<times>{_MULTIPLE})(?!\w))?(?: ?(?P<after>{_AFTER})(?!\w))?"
    r"(?![\w:/%]|[.,-]\d)"
)

# A number after these names something else: an invoice, an order, a time, a street.
_NAMES = re.compile(
    r"(?:#|\b(?:invoices?|inv|order|no|nr|num(?:ber|ero)?|factura|facture|rechnung|fatura|hoa don|"
    r"pedido|commande|auftrag|ref\w*|at|um|gegen|a las|as|luc|vers))[ .:#]*$"
)

# A number before these counts something else.
_COUNTS = re.compile(
    r"^ ?(?:am|pm|h|hrs?|uhr|gio|days?|weeks?|months?|dias?|semanas?|mes(?:es)?|jours?|semaines?|"
    r"mois|tage?n?|wochen?|monate?n?|ngay|tuan|thang|times|veces|fois|mal|vezes|lan|st|nd|rd|th|er)\b"
)


def read_money(text: str, span: tuple[int, int] | None = None) -> Decimal | None:
    """The one amount that ``text`` names; None if there is none or more than one.

    ``span``: where a day is named, whose numbers are no amounts. Amounts with a currency go before
    bare numbers.
    """
    start, end = span or (0, 0)
    text = text[:_LONGEST]
    plain = "".join(map(_bare, text[:start] + "|" * (end - start) + text[end:]))
    found = [match for match in _AMOUNT.finditer(plain) if not _is_other(plain, match)]
    sure = [match for match in found if _is_sure(match)]
    amounts = {_value(match) for match in sure or found}
    return amounts.pop() if len(amounts) == 1 else None


def without_money(text: str) -> str:
    """``text`` with the amounts that are surely money blotted out, of the same length."""
    plain = "".join(map(_bare, text))
    for match in _AMOUNT.finditer(plain):
        if _is_sure(match):
            text = text[: match.start()] + "_" * len(match[0]) + text[match.end() :]
    return text


def _is_sure(match: re.Match) -> bool:
    """Whether it is said with a currency, or in thousands."""
    return bool(match["before"] or match["after"] or match["times"])


def _bare(char: str) -> str:
    """One small letter without its accents, so that places in the text stay what they are."""
    return unicodedata.normalize("NFKD", char.replace("đ", "d").replace("Đ", "d"))[0].casefold()[0]


def _is_other(plain: str, match: re.Match) -> bool:
    if _is_sure(match):
        return False
    return bool(_NAMES.search(plain[: match.start()]) or _COUNTS.search(plain[match.end() :]))


def _value(match: re.Match) -> Decimal:
    whole, _separator, cents = re.fullmatch(r"(.*?)(?:([.,])(\d{1,2}))?", match["number"]).groups()
    digits = re.sub(r"\D", "", whole)
    return Decimal(f"{digits}.{cents or 0}") * _TIMES.get(match["times"], 1)
