"""How often a customer may be contacted: at most so many contacts in any period of such length.

The period slides: whatever stretch of that length one looks at, it holds no more contacts than the
cap allows. That is never looser than a count by calendar days.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Cap:
    """At most ``maximum`` contacts within ``period``, of one case or of all the customer's."""

    id: int
    maximum: int
    period: timedelta
    per_case: bool = False


@dataclass(frozen=True, slots=True)
class Contacted:
    """One contact: made, or planned for an instant that lies ahead."""

    at: datetime
    this_case: bool = True


def spare(cap: Cap, contacts: Iterable[Contacted], now: datetime) -> datetime:
    """The first instant from ``now`` on at which one more contact keeps the cap."""
    counted = sorted(item.at for item in contacts if item.this_case or not cap.per_case)
    if len(counted) < cap.maximum:
        return now
    return max(now, counted[-cap.maximum] + cap.period)


def tightest(caps: Iterable[Cap], contacts: Iterable[Contacted], now: datetime) -> Cap | None:
    """The cap that forbids a contact ``now`` for the longest time, or None if all allow one."""
    contacts = tuple(contacts)
    full = [cap for cap in caps if spare(cap, contacts, now) > now]
    return max(full, key=lambda cap: spare(cap, contacts, now), default=None)
