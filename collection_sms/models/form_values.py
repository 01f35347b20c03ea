"""Reading what the forms of the customer's page send: strings, none of them trusted."""

import re
from datetime import date
from decimal import Decimal

_WHOLE = re.compile(r"\d{1,9}", re.ASCII)
_NUMBER = re.compile(r"\d{1,12}([.,]\d{1,6})?", re.ASCII)
_AMOUNT = re.compile(r"\d{1,12}([.,]\d{1,3})?", re.ASCII)


def read_whole(text):
    """A record id or another whole number, or None."""
    return int(text) if _WHOLE.fullmatch(text or "") else None


def read_day(text):
    """A date as browsers send it (2026-12-04), or None."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def read_number(text):
    """A number without a sign, or None. Browsers without number fields let people type a comma."""
    text = (text or "").strip()
    return Decimal(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def read_amount(text, currency):
    """A positive amount rounded to the currency, or None; with a comma as in ``read_number``."""
    text = (text or "").strip()
    if not currency or not _AMOUNT.fullmatch(text):
        return None
    return Decimal(str(currency.round(float(text.replace(",", ".")))))


def read_text(text):
    """Free text as people mean it; the database takes no zero characters."""
    return (text or "").replace("\x00", "").replace("\r\n", "\n").strip()
