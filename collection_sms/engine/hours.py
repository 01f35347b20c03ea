"""At which minutes a customer may be contacted: hours by day of the week, in one or several time
zones, without public holidays.

Hours are those on the customer's clock. An hour that daylight saving skips is no hour; one that it
repeats counts twice. Where a customer may live in several zones, an instant is open if it is open
in all of them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY = 24 * 60  # minutes

# No rule we know of closes longer than a few days of holidays in a row; a month is no answer.
HORIZON = timedelta(days=31)

_MINUTE = timedelta(minutes=1)

Span = tuple[int, int]  # minutes since midnight, the second one not included


@dataclass(frozen=True, slots=True)
class Window:
    """Open from ``start`` to ``end``, in minutes since midnight, on ``days`` (0: Monday).

    An ``end`` at or before ``start`` lies on the next day; 0 to 1440 is all day.
    """

    days: frozenset[int]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hours:
    """``week``: the open spans of each day, Monday first. ``closed``: dates without any."""

    week: tuple[tuple[Span, ...], ...]
    closed: frozenset[date] = frozenset()


def weekly(windows: Iterable[Window], closed: frozenset[date] = frozenset()) -> Hours:
    """Hours made of ``windows``. What crosses midnight belongs to both of its days, so a holiday
    closes its own part only."""
    week = [[] for _day in range(7)]
    for window in windows:
        for day in window.days:
            if window.start < window.end:
                week[day].append((window.start, window.end))
            else:
                week[day].append((window.start, DAY))
                week[(day + 1) % 7].append((0, window.end))
    return Hours(tuple(tuple(_joined(spans)) for spans in week), closed)


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """The same minutes in order, without overlaps and empty spans."""
    current = None
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if current and start <= current[1]:
            current = current[0], max(current[1], end)
        else:
            if current:
                yield current
            current = start, end
    if current:
        yield current


def narrowed(hours: Hours, wish: Span) -> Hours:
    """``hours`` within the part of the day that a customer likes best.

    A wish that leaves a week without any hour is no wish we can keep: the hours stay.
    """
    week = tuple(tuple(_cut(spans, wish)) for spans in hours.week)
    return replace(hours, week=week) if any(week) else hours


def _cut(spans: Iterable[Span], wish: Span) -> Iterator[Span]:
    for start, end in spans:
        if max(start, wish[0]) < min(end, wish[1]):
            yield max(start, wish[0]), min(end, wish[1])


def is_open(hours: Hours, zones: Iterable[str], at: datetime) -> bool:
    """Whether ``at``, an aware instant, is open in all of ``zones``."""
    return all(_is_open(hours, at.astimezone(ZoneInfo(zone))) for zone in zones)


def _is_open(hours: Hours, local: datetime) -> bool:
    if local.date() in hours.closed:
        return False
    minute = local.hour * 60 + local.minute
    return any(start <= minute < end for start, end in hours.week[local.weekday()])


@lru_cache(maxsize=4096)
def next_opening(hours: Hours, zones: tuple[str, ...], after: datetime) -> datetime | None:
    """``after`` if it is open in all ``zones``, else the first minute that is.

    Instants are aware, in UTC. None: nothing opens within ``HORIZON``.
    """
    instant = after
    while instant <= after + HORIZON:
        opened = [_opening(hours, ZoneInfo(zone), instant) for zone in zones]
        if None in opened:
            return None
        if max(opened) == instant:
            return instant
        instant = max(opened)
    return None


def _opening(hours: Hours, zone: ZoneInfo, after: datetime) -> datetime | None:
    """The first open instant at or after ``after`` in one zone."""
    if _is_open(hours, after.astimezone(zone)):
        return after
    first = after.astimezone(zone).date()
    for offset in range(HORIZON.days + 1):
        day = first + timedelta(days=offset)
        for instant in sorted(_starts(hours, zone, day)):
            if instant >= after and _is_open(hours, instant.astimezone(zone)):
                return instant
    return None


def _starts(hours: Hours, zone: ZoneInfo, day: date) -> Iterator[datetime]:
    """Instants at which hours may begin on ``day``: where a span starts, and where clocks change
    into one. A start that clocks skip or repeat yields both instants it may mean."""
    for start, _end in hours.week[day.weekday()]:
        local = datetime.combine(day, time(*divmod(start, 60)), zone)
        yield local.astimezone(timezone.utc)
        yield local.replace(fold=1).astimezone(timezone.utc)
    if change := _clock_change(zone, day):
        yield change


@lru_cache(maxsize=4096)
def _clock_change(zone: ZoneInfo, day: date) -> datetime | None:
    """The minute of ``day`` at which the zone's clocks change, if they do."""
    low = datetime.combine(day, time(), zone).astimezone(timezone.utc)
    high = datetime.combine(day + timedelta(days=1), time(), zone).astimezone(timezone.utc)
    before = low.astimezone(zone).utcoffset()
    if high.astimezone(zone).utcoffset() == before:
        return None
    while high - low > _MINUTE:
        middle = low + (high - low) // 2 // _MINUTE * _MINUTE
        if middle.astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high
