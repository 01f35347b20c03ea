"""Contact hours read minute by minute, as a person would."""

from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)


def instant(day, hour=0, minute=0, zone="UTC"):
    """An aware instant, given on the clock of ``zone``."""
    local = datetime.combine(day, time(hour, minute), ZoneInfo(zone))
    return local.astimezone(timezone.utc)


def allowed(windows, closed, zone, at):
    """Whether the minute ``at`` is open in ``zone``."""
    local = at.astimezone(ZoneInfo(zone))
    minute, today = local.hour * 60 + local.minute, local.weekday()
    if local.date() in closed:
        return False
    return any(_covers(window, today, minute) for window in windows)


def _covers(window, today, minute):
    if window.start < window.end:
        return today in window.days and window.start <= minute < window.end
    before_midnight = today in window.days and minute >= window.start
    after_midnight = (today - 1) % 7 in window.days and minute < window.end
    return before_midnight or after_midnight


def first_allowed(windows, closed, zones, after, within):
    """The first allowed minute from ``after`` on, or None within so many minutes."""
    at = after
    for _minute in range(within):
        if all(allowed(windows, closed, zone, at) for zone in zones):
            return at
        at += MINUTE
    return None
