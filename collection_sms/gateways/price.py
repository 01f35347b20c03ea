"""What a text cost, in the words of a carrier's answer or report."""

import re
from decimal import Decimal, InvalidOperation

from .settings import Settings

_MOST = Decimal(10) ** 6  # no text costs more; a larger figure is no price


def read_price(settings: Settings, *, cost: str, currency: str, segments: str) -> dict:
    """``cost``, ``currency`` and ``segments`` of an ``Answer`` or a ``Report``."""
    price, count = _amount(cost, settings.cost_divisor), _count(segments)
    if price is not None and settings.cost_per_segment:
        price *= count or 1
    currency = (currency or settings.currency)[:3].upper() if price is not None else ""
    return {"cost": price, "currency": currency, "segments": count}


def _amount(text: str, divisor: Decimal) -> Decimal | None:
    """Some carriers name what they took as a negative amount."""
    try:
        figure = abs(Decimal(text))
    except InvalidOperation:
        return None
    return figure / divisor if figure.is_finite() and figure <= _MOST * divisor else None


def _count(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,3}", text) else None
