"""The phrases in a reply that say a day, each with the day it means."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from .absolute_dates import full_year, month_named, read_numeric
from .calendar_days import DAYS, VAGUE, month_part, next_date
from .date_rules import GAP, DateRules, spelling

_ISO = re.compile(r"(?<![\w/.-])(20\d\d)-(\d{1,2})-(\d{1,2})(?![\w/-])")
_NUMERIC = re.compile(
    r"(?<![\w/#€$£])(?<!\d[.,:-])\d{1,2}(?:([/.-])|\. (?=\d{1,2}\.))\d{1,2}"
    r"(?:[/.-] ?(?:20\d\d|\d\d)(?!\d)|\.(?!\d))?(?![\w/%]|[.,:-]\d)"
)
_GAP = re.compile(GAP)
_WEAK = "weak "
_SHARES = ("1/2", "1/3", "2/3", "1/4", "3/4")
# Between two mentions of one day: "friday the 4th", "friday, 4 dec".
_NEAR = re.compile(r"[^\w.!?;]*(?:\w{1,4}[^\w.!?;]+)?")


@dataclass(frozen=True, slots=True)
class Said:
    """A phrase in a text; without ``day`` none that lies ahead is meant."""

    kind: str
    start: int
    end: int
    day: date | None
    weekday: int | None = None
    is_certain: bool = True

    @property
    def is_weak(self) -> bool:
        """Whether it is meant only if nothing else is said: "end of day"."""
        return self.kind.startswith(_WEAK)


@dataclass(frozen=True, slots=True)
class Phrases:
    """Finds them in one text, as it is folded and blotted, by the rules of one language.

    ``first``: the first day that can be promised.
    """

    rules: DateRules
    text: str
    first: date
    day_first: bool

    def heard(self) -> int:
        """How many letters of the text the rules know."""
        known = letters("".join(self.text[one.start : one.end] for one in self.apart()))
        if not known:
            return 0
        beside = (self.rules.past, self.rules.future, self.rules.negated, self.rules.denied)
        return known + sum(
            letters(match[0]) for pattern in beside for match in pattern.finditer(self.text)
        )

    def ahead(self) -> list[Said]:
        """The days that are promised, each said once."""
        found = [one for one in self.apart() if one.day and one.day >= self.first]
        found = [one for one in found if not (self._is_past(one) or self._is_negated(one))]
        found = self._without_explained(found)
        firm = [one for one in found if not one.is_weak]
        return firm or found

    def apart(self) -> list[Said]:
        """The longest phrases, none over another."""
        taken: list[Said] = []
        for one in sorted(self._all(), key=lambda one: (one.start - one.end, one.start)):
            if all(one.end <= other.start or other.end <= one.start for other in taken):
                taken.append(one)
        return taken

    def _all(self) -> Iterator[Said]:
        yield from self._in_figures()
        yield from self._with_months()
        yield from self._months()
        for kind, pattern in self.rules.kinds:
            for match in pattern.finditer(self.text):
                said = self._phrase(kind, match)
                if self._is_meant(said):
                    yield said

    def _phrase(self, kind: str, match: re.Match) -> Said:
        numbers, weekday = self._numbers(match[0]), self._weekday(match)
        compute = DAYS.get(kind.removeprefix(_WEAK))
        number = numbers[-1] if numbers else 1
        day = compute(self.first, number, weekday) if compute else None
        is_certain = kind not in VAGUE and len(numbers) < 2
        return Said(kind, *match.span(), day, weekday, is_certain)

    def _is_meant(self, said: Said) -> bool:
        """A number beside a weekday may be anything but a day, a short weekday another word."""
        if said.kind == "weekday and day":
            return said.day is not None
        unsure = self.rules.unsure.match(self.text, said.start)
        if not unsure or unsure.end() != said.end:
            return True
        start, end = self._clause(said)
        return self.text[start:end].strip() == unsure[0]

    def _numbers(self, phrase: str) -> list[int]:
        return [self._value(found[0]) for found in self.rules.number.finditer(phrase)]

    def _value(self, word: str) -> int:
        digits = re.match(r"\d+", word)
        return int(digits[0]) if digits else self.rules.numbers[spelling(word)]

    def _weekday(self, phrase: re.Match) -> int | None:
        # In its place: what stands around a short weekday tells it from other words.
        found = (day.search(self.text, phrase.start()) for day in self.rules.weekdays)
        within = (n for n, day in enumerate(found) if day and day.end() <= phrase.end())
        return next(within, None)

    def _in_figures(self) -> Iterator[Said]:
        for match in _ISO.finditer(self.text):
            yield self._date(match, *map(int, match.groups()))
        for match in _NUMERIC.finditer(self.text):
            if self._is_date(match) and (
                found := read_numeric(match[0].replace(" ", ""), self.day_first)
            ):
                yield self._date(match, *found)

    def _is_date(self, match: re.Match) -> bool:
        """Whether figures are a date, not a price ("12.05"), a share ("1/2") or a span ("2-3")."""
        has_year = len(re.findall(r"\d+", match[0])) == 3
        if has_year or self.rules.before.search(self.text[: match.start()]):
            return True
        if match[1] in (".", None):
            return self.rules.dotted or match[0].endswith(".")
        if self.text.strip() == match[0]:
            return True
        return match[0] not in _SHARES if match[1] == "/" else len(match[0]) == len("15-12")

    def _with_months(self) -> Iterator[Said]:
        """Days with the name of their month."""
        for pattern in self.rules.dates:
            for match in pattern.finditer(self.text):
                if month := self._month(match["m"]):
                    days = self._numbers(match["d"])
                    said = self._date(match, _year(match), month, days[-1])
                    yield replace(said, is_certain=len(days) == 1)

    def _month(self, word: str) -> int | None:
        if word.isdecimal():
            return int(word)
        if (known := spelling(word)) in self.rules.numbers:
            # For ``dateparser`` a spelled number is as good as a month.
            return None
        return self.rules.names.get(known) or month_named(self.rules.lang, word)

    def _date(self, match: re.Match, year: int | None, month: int, day: int) -> Said:
        try:
            found = date(year, month, day) if year else next_date(self.first, month, day)
        except ValueError:
            found = None
        return Said("date", *match.span(), found)

    def _months(self) -> Iterator[Said]:
        """Months without a day."""
        for part, pattern in self.rules.months:
            for match in pattern.finditer(self.text):
                if month := self._month(match["m"]):
                    day = month_part(self.first, month, part, _year(match))
                    yield Said("month", *match.span(), day, is_certain=part == "end")

    def _is_past(self, said: Said) -> bool:
        start, end = self._clause(said)
        clause = self.text[start:end]
        return bool(self.rules.past.search(clause)) and not self.rules.future.search(clause)

    def _is_negated(self, said: Said) -> bool:
        """Whether it is a day on which somebody cannot pay; "not before friday" can."""
        start, end = self._clause(said)
        for word in self.rules.negated.finditer(self.text, start, said.start):
            if _GAP.fullmatch(self.text, word.end(), said.start):
                return not self.rules.earliest.search(self.text, word.start(), said.end)
        return any(
            _GAP.fullmatch(self.text, said.end, word.start())
            for word in self.rules.denied.finditer(self.text, said.end, end)
        )

    def _clause(self, said: Said) -> tuple[int, int]:
        """Where the clause around what was said stands."""
        start, end = 0, len(self.text)
        for mark in self.rules.clause.finditer(self.text):
            if mark.end() <= said.start:
                start = mark.end()
            elif mark.start() >= said.end:
                return start, mark.start()
        return start, end

    def _without_explained(self, found: list[Said]) -> list[Said]:
        """Without bare weekdays that belong to a day said beside them: "friday the 4th"."""
        kept = []
        for one in found:
            weekdays = [other for other in found if self._explains(other, one)]
            if any(self._explains(one, other) for other in found):
                continue
            agrees = all(other.weekday == one.day.weekday() for other in weekdays)
            kept.append(replace(one, is_certain=one.is_certain and agrees))
        return kept

    def _explains(self, weekday: Said, other: Said) -> bool:
        if weekday.kind != "weekday" or other.weekday is not None or other.is_weak:
            return False
        first, second = sorted((weekday, other), key=lambda said: said.start)
        return bool(_NEAR.fullmatch(self.text[first.end : second.start]))


def letters(text: str) -> int:
    """How many letters ``text`` has."""
    return sum(map(str.isalpha, text))


def _year(match: re.Match) -> int | None:
    return full_year(match.groupdict().get("y"))
