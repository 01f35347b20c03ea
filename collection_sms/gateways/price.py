"""What a text cost, in the words of a carrier's answer or report."""

import re
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from .carrier import Answer, Verdict
from .settings import Settings

_MOST = Decimal(10) ** 6  # no text costs more; a larger figure is no price


def read_price(settings: Settings, *, cost: str, currency: str, segments: str) -> dict:
    """``cost``, ``currency`` and ``segments`` of an ``Answer`` or a ``Report``."""
    price, count = _amount(cost, settings.cost_divisor), _count(segments)
    if price is not None and settings.cost_per_segment:
        price *= count or 1
    currency = (currency or settings.currency)[:3].upper() if price is not None else ""
    return {"cost": price, "currency": currency, "segments": count}


def with_own_price(settings: Settings, answer: Answer, segments: int) -> Answer:
    """``answer`` with the gateway's own price where the carrier took a text and named none."""
    if answer.verdict is not Verdict.ACCEPTED or answer.cost is not None:
        return answer
    if not settings.segment_price or not settings.currency:
        return answer
    cost = settings.segment_price * (answer.segments or segments)
    return replace(answer, cost=cost, currency=settings.currency)


def _amount(text: str, divisor: Decimal) -> Decimal | None:
    """Some carriers name what they took as a negative amount."""
    try:
        figure = abs(Decimal(text))
    except InvalidOperation:
        return None
    return figure / divisor if figure.is_finite() and figure <= _MOST * divisor else None


def _count(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,3}", text) else None
