"""Which day is meant by what people say of weeks and months, seen from one day on.

Weeks start on Monday. Days lie ahead: today counts for days of a month and for dates, not for a
bare weekday ("friday", said on a Friday, is the one a week later).
"""

from calendar import monthrange
from datetime import date, timedelta

from dateutil.relativedelta import FR, MO, SA, SU, TH, TU, WE, relativedelta

_WEEKDAYS = (MO, TU, WE, TH, FR, SA, SU)
_FRIDAY, _SATURDAY, _SUNDAY = 4, 5, 6
# Where in a week or a month its start and its middle end, at the latest.
_EARLY_IN_WEEK, _MIDDLE_OF_WEEK = 1, 2
_EARLY_IN_MONTH, _MIDDLE_OF_MONTH = 5, 15


def month_end(day: date, months: int = 0) -> date:
    """The last day of the month that is ``months`` after that of ``day``."""
    return day + relativedelta(months=months, day=31)


def next_date(today: date, month: int, day: int) -> date | None:
    """The first such date from today on; None if there is none ("30/2")."""
    for year in range(today.year, today.year + 9):
        if day <= monthrange(year, month)[1] and (found := date(year, month, day)) >= today:
            return found
    return None


def day_of_month(today: date, day: int) -> date | None:
    """The first such day of a month from today on."""
    for months in range(3):
        found = in_month(today, day, months)
        if found and found >= today:
            return found
    return None


def weekday_and_day(today: date, weekday: int, day: int) -> date | None:
    """The next such day of a month that is that weekday, in this month or the two after it."""
    days = (in_month(today, day, months) for months in range(3))
    return next((one for one in days if one and one >= today and one.weekday() == weekday), None)


def in_month(today: date, day: int, months: int) -> date | None:
    """That day of the month ``months`` ahead, if that month has one."""
    last = month_end(today, months)
    return last.replace(day=day) if 1 <= day <= last.day else None


def next_weekday(today: date, weekday: int) -> date:
    """The first such weekday after today."""
    return today + relativedelta(days=1, weekday=_WEEKDAYS[weekday])


def this_weekday(today: date, weekday: int) -> date:
    """The first such weekday, today included."""
    return today + relativedelta(weekday=_WEEKDAYS[weekday])


def weekday_of_week(today: date, weekday: int, weeks: int) -> date:
    """That weekday of the calendar week that is ``weeks`` after this one."""
    return today + timedelta(days=weekday - today.weekday(), weeks=weeks)


def week_end(today: date) -> date:
    """Friday, or Sunday once the weekend has come."""
    return weekday_of_week(today, _SUNDAY if today.weekday() >= _SATURDAY else _FRIDAY, 0)


def working_days(today: date, count: int) -> date:
    """``count`` days on, Saturdays and Sundays left out."""
    day = today
    for _each in range(min(count, 60)):
        day += timedelta(days=1)
        while day.weekday() >= _SATURDAY:
            day += timedelta(days=1)
    return day


def working_day_of_month(today: date, count: int) -> date:
    """The next day on which a month has had ``count`` working days."""
    for months in (0, 1):
        found = working_days(today + relativedelta(months=months, day=1, days=-1), count)
        if found >= today:
            break
    return found


def pay_day(today: date) -> date:
    """The 15th or the last day of the month, whichever comes first: "la quincena"."""
    return today.replace(day=15) if today.day <= 15 else month_end(today)


def month_part(today: date, month: int, part: str, year: int | None = None) -> date | None:
    """The end, the middle or the start of that month, the next one that is not over.

    ``year``: the one that was said. None if it is in the past.
    """
    first = date(year or today.year, month, 1)
    if year is None and month_end(first) < today:
        first += relativedelta(years=1)
    found = {
        "whole": month_end(first),
        "end": month_end(first),
        "middle": first.replace(day=_MIDDLE_OF_MONTH),
        "start": first.replace(day=_EARLY_IN_MONTH),
    }[part]
    if year is None and found < today:
        found += relativedelta(years=1)
    return found if found >= today else None


def _ahead(today: date, day: int) -> date:
    """That day of this month, or of the next one if it is over."""
    found = today.replace(day=day)
    return found if found >= today else found + relativedelta(months=1)


# By the name of a kind of phrase, the day that is meant by it. ``n`` is the number in the phrase,
# ``wd`` its weekday.
DAYS = {
    "days": lambda today, n, wd: today + timedelta(days=n),
    "working days": lambda today, n, wd: working_days(today, n),
    "weeks": lambda today, n, wd: today + timedelta(weeks=n),
    "months": lambda today, n, wd: today + relativedelta(months=n),
    "today": lambda today, n, wd: today,
    "tomorrow": lambda today, n, wd: today + timedelta(days=1),
    "day after tomorrow": lambda today, n, wd: today + timedelta(days=2),
    "three days": lambda today, n, wd: today + timedelta(days=3),
    "one week": lambda today, n, wd: today + timedelta(weeks=1),
    "week from tomorrow": lambda today, n, wd: today + timedelta(days=8),
    "two weeks": lambda today, n, wd: today + timedelta(weeks=2),
    "fifteen days": lambda today, n, wd: today + timedelta(days=15),
    "weekday": lambda today, n, wd: next_weekday(today, wd),
    "this weekday": lambda today, n, wd: this_weekday(today, wd),
    "weekday and day": lambda today, n, wd: weekday_and_day(today, wd, n),
    "weekday of next week": lambda today, n, wd: weekday_of_week(today, wd, 1),
    "weekday of the week after next": lambda today, n, wd: weekday_of_week(today, wd, 2),
    "weekday, a week later": lambda today, n, wd: next_weekday(today, wd) + timedelta(weeks=1),
    "weekday, two weeks later": lambda today, n, wd: next_weekday(today, wd) + timedelta(weeks=2),
    "weekday, weeks later": lambda today, n, wd: next_weekday(today, wd) + timedelta(weeks=n),
    "end of the week": lambda today, n, wd: week_end(today),
    "weekend": lambda today, n, wd: this_weekday(today, _SUNDAY),
    "after the weekend": lambda today, n, wd: next_weekday(today, 0),
    "next week": lambda today, n, wd: weekday_of_week(today, _FRIDAY, 1),
    "early next week": lambda today, n, wd: weekday_of_week(today, _EARLY_IN_WEEK, 1),
    "middle of next week": lambda today, n, wd: weekday_of_week(today, _MIDDLE_OF_WEEK, 1),
    "middle of the week": lambda today, n, wd: this_weekday(today, _MIDDLE_OF_WEEK),
    "next weekend": lambda today, n, wd: weekday_of_week(today, _SUNDAY, 1),
    "week after next": lambda today, n, wd: weekday_of_week(today, _FRIDAY, 2),
    "day": lambda today, n, wd: day_of_month(today, n),
    "working day of the month": lambda today, n, wd: working_day_of_month(today, n),
    "day of this month": lambda today, n, wd: in_month(today, n, 0),
    "day of next month": lambda today, n, wd: in_month(today, n, 1),
    "end of the month": lambda today, n, wd: month_end(today),
    "next month": lambda today, n, wd: month_end(today, 1),
    "early in the month": lambda today, n, wd: _ahead(today, _EARLY_IN_MONTH),
    "early next month": lambda today, n, wd: in_month(today, _EARLY_IN_MONTH, 1),
    "middle of the month": lambda today, n, wd: _ahead(today, _MIDDLE_OF_MONTH),
    "middle of next month": lambda today, n, wd: in_month(today, _MIDDLE_OF_MONTH, 1),
    "month after next": lambda today, n, wd: month_end(today, 2),
    "fortnightly pay day": lambda today, n, wd: pay_day(today),
    "end of the year": lambda today, n, wd: date(today.year, 12, 31),
    "christmas eve": lambda today, n, wd: next_date(today, 12, 24),
    "christmas": lambda today, n, wd: next_date(today, 12, 25),
    "new year": lambda today, n, wd: next_date(today, 1, 1),
}
# Said by people who might mean another day as well.
VAGUE = frozenset(
    {
        "weekday of next week",
        "end of the week",
        "weekend",
        "after the weekend",
        "next week",
        "early next week",
        "middle of next week",
        "middle of the week",
        "next weekend",
        "week after next",
        "early in the month",
        "early next month",
        "middle of the month",
        "middle of next month",
        "next month",
        "month after next",
        "christmas",
        "new year",
    }
)
