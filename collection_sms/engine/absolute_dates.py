"""Days and months as they are written, read by ``dateparser``.

It gets nothing but a day with a month, in one language, from a fixed day on: so what it reads does
not depend on the moment, the machine or its time zone.
"""

import re
from datetime import datetime
from functools import lru_cache

from dateparser.date import DateDataParser

# In a leap year, for the 29th of February.
_BASE = datetime(2028, 1, 1)
_CENTURY = 2000
_NUMERIC = re.compile(r"\d{1,2}([/.-])\d{1,2}(?:\1(\d{4}|\d{2}))?")


@lru_cache(maxsize=4096)
def month_named(lang: str, word: str) -> int | None:
    """The month that ``word`` names in ``lang``: "dec", "Dezember", "thang 12"."""
    found = _parser(lang, "DMY").get_date_data(f"15 {word.strip('. ')}").date_obj
    return found.month if found and found.day == 15 else None


@lru_cache(maxsize=4096)
def read_numeric(text: str, day_first: bool) -> tuple[int | None, int, int] | None:
    """Year (if said), month and day of "31/12", "31.12.26" or "12-15"; None if it is no date.

    Where only the other order makes a date, that one is meant.
    """
    match = _NUMERIC.fullmatch(text.strip(". "))
    if not match:
        return None
    written = match[0].replace(match[1], "/")
    for order in ("DMY", "MDY") if day_first else ("MDY", "DMY"):
        if found := _parser("en", order).get_date_data(written).date_obj:
            return full_year(match[2]), found.month, found.day
    return None


def full_year(written: str | None) -> int | None:
    """The year that two or four digits stand for."""
    if not written:
        return None
    year = int(written.strip("'"))
    return year if year >= _CENTURY else _CENTURY + year


@lru_cache(maxsize=32)
def _parser(lang: str, order: str) -> DateDataParser:
    return DateDataParser(
        languages=[lang],
        settings={
            "PARSERS": ["absolute-time"],
            "REQUIRE_PARTS": ["day", "month"],
            "DATE_ORDER": order,
            "RELATIVE_BASE": _BASE,
            "PREFER_DATES_FROM": "current_period",
            "TIMEZONE": "UTC",
            "RETURN_AS_TIMEZONE_AWARE": False,
        },
    )
