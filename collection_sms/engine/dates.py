"""The day that a customer names in a reply: "friday", "by the 15th", "31/12", "fin de mes".

The words are data per language (``date_rules``), the arithmetic is in ``calendar_days``, written
dates are read in ``absolute_dates``. A reply with several days means the last of them.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from .absolute_dates import full_year, month_named, read_numeric
from .calendar_days import DAYS, VAGUE, day_of_month, month_part, next_date
from .date_rules import DateRules, spelling
from .spelling import corrected
from .tone_rules import Folded, fold

# What is read of a reply, in characters: two long texts.
LONGEST = 640
_ISO = re.compile(r"(?<![\w/.-])(20\d\d)-(\d{1,2})-(\d{1,2})(?![\w/-])")
_NUMERIC = re.compile(
    r"(?<![\w/#€$£])(?<!\d[.,:-])\d{1,2}([/.-])\d{1,2}(?:\1(?:20\d\d|\d\d)(?!\d)|\.(?!\d))?"
    r"(?![\w/%]|[.,:-]\d)"
)
# Words between two mentions of one day: "friday the 4th", "friday, 4 dec".
_NEAR = re.compile(r"[^\w.!?;]*(?:\w{1,4}[^\w.!?;]+)?")


@dataclass(frozen=True, slots=True)
class FoundDate:
    """``span``: where the day stands in the reply as it was written; without ``is_certain`` the
    customer may have meant another one."""

    day: date
    span: tuple[int, int]
    is_certain: bool = True


@dataclass(frozen=True, slots=True)
class _Said:
    """A phrase in the reply; without ``day`` none that lies ahead is meant."""

    kind: str
    start: int
    end: int
    day: date | None
    weekday: int | None = None


def read_date(
    text: str, lang: str, now: datetime, day_first: bool, rules: Mapping[str, DateRules]
) -> FoundDate | None:
    """The day from ``now`` on that ``text`` names, or None.

    ``now``: aware, in the customer's own zone; ``day_first``: whether 4/12 is in December.
    """
    if not (of_lang := rules.get(lang)):
        return None
    folded = corrected(fold(text[:LONGEST], of_lang.exact), of_lang.spelling)
    blotted = of_lang.ignored.sub(lambda match: "_" * len(match[0]), folded.text)
    reading = _Reading(of_lang, blotted, now.date(), day_first)
    if not (said := reading.said()):
        return None
    last = max(said, key=lambda one: one.day)
    is_certain = last.kind not in VAGUE and len({one.day for one in said}) == 1
    return FoundDate(last.day, _span(folded, last), is_certain)


def _span(folded: Folded, said: _Said) -> tuple[int, int]:
    return folded.span(said.start, said.end)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One reply on its way through the rules of one language."""

    rules: DateRules
    text: str
    today: date
    day_first: bool

    def said(self) -> list[_Said]:
        """The days ahead, each once, without those that only explain another."""
        found = [one for one in self._apart() if one.day and one.day >= self.today]
        found = [one for one in found if not self._is_past(one)]
        found = [one for one in found if not self._is_explained(one, found)]
        firm = [one for one in found if not one.kind.startswith("weak ")]
        return firm or [replace(one, kind=one.kind.removeprefix("weak ")) for one in found]

    def _apart(self) -> list[_Said]:
        """The longest phrases, none over another."""
        taken: list[_Said] = []
        for one in sorted(self._phrases(), key=lambda one: (one.start - one.end, one.start)):
            if all(one.end <= other.start or other.end <= one.start for other in taken):
                taken.append(one)
        return taken

    def _phrases(self) -> Iterator[_Said]:
        yield from self._written()
        yield from self._dates()
        yield from self._months()
        for kind, pattern in self.rules.kinds:
            for match in pattern.finditer(self.text):
                yield self._phrase(kind, match)

    def _phrase(self, kind: str, match: re.Match) -> _Said:
        number, weekday = self._number(match[0]), self._weekday(match[0])
        compute = DAYS.get(kind.removeprefix("weak "))
        day = compute(self.today, number, weekday) if compute else None
        return _Said(kind, *match.span(), day, weekday)

    def _number(self, phrase: str) -> int:
        """The last number in ``phrase``: the later of two."""
        numbers = [self._value(found[0]) for found in self.rules.number.finditer(phrase)]
        return numbers[-1] if numbers else 1

    def _value(self, word: str) -> int:
        digits = re.match(r"\d+", word)
        known = {**self.rules.ordinals, **self.rules.numbers}
        return int(digits[0]) if digits else known[spelling(word)]

    def _weekday(self, phrase: str) -> int | None:
        found = (n for n, day in enumerate(self.rules.weekdays) if day.search(phrase))
        return next(found, None)

    def _written(self) -> Iterator[_Said]:
        """Days in figures."""
        for match in _ISO.finditer(self.text):
            year, month, day = map(int, match.groups())
            yield self._date(match, year, month, day)
        for match in _NUMERIC.finditer(self.text):
            if self._is_date(match) and (found := read_numeric(match[0], self.day_first)):
                yield self._date(match, *found)

    def _is_date(self, match: re.Match) -> bool:
        """Whether figures are a date, not a price ("12.05"), a share ("1/2") or a span ("2-3")."""
        if len(re.findall(r"\d+", match[0])) == 3 or self.text.strip() == match[0]:
            return True
        if self.rules.before.search(self.text[: match.start()]):
            return True
        if match[1] == "/":
            return match[0] not in ("1/2", "1/3", "2/3", "1/4", "3/4")
        if match[1] == ".":
            return self.rules.dotted or match[0].endswith(".")
        return len(match[0]) == len("15-12")

    def _dates(self) -> Iterator[_Said]:
        """Days with the name of a month."""
        for pattern in self.rules.dates:
            for match in pattern.finditer(self.text):
                if month := month_named(self.rules.lang, match["m"]):
                    year = full_year(match.groupdict().get("y"))
                    yield self._date(match, year, month, self._number(match["d"]))

    def _date(self, match: re.Match, year: int | None, month: int, day: int) -> _Said:
        try:
            found = date(year, month, day) if year else next_date(self.today, month, day)
        except ValueError:
            found = None
        return _Said("date", *match.span(), found)

    def _months(self) -> Iterator[_Said]:
        """Months without a day."""
        for part, pattern in self.rules.months:
            for match in pattern.finditer(self.text):
                if month := month_named(self.rules.lang, match["m"]):
                    day = month_part(self.today, month, part, full_year(match.groupdict().get("y")))
                    yield _Said("next month", *match.span(), day)

    def _is_past(self, said: _Said) -> bool:
        clause = self._clause(said)
        return bool(self.rules.past.search(clause)) and not self.rules.future.search(clause)

    def _clause(self, said: _Said) -> str:
        """The clause around what was said."""
        start, end = 0, len(self.text)
        for mark in self.rules.clause.finditer(self.text):
            if mark.end() <= said.start:
                start = mark.end()
            elif mark.start() >= said.end:
                end = mark.start()
                break
        return self.text[start:end]

    def _is_explained(self, said: _Said, found: list[_Said]) -> bool:
        """Whether a bare weekday belongs to a day said beside it: "friday the 4th"."""
        return said.kind == "weekday" and any(
            other.weekday is None and self._beside(said, other) for other in found
        )

    def _beside(self, one: _Said, other: _Said) -> bool:
        first, second = sorted((one, other), key=lambda said: said.start)
        return bool(_NEAR.fullmatch(self.text[first.end : second.start]))
