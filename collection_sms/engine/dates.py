"""The day that a customer names in a reply: "friday", "by the 15th", "31/12", "fin de mes".

Words are data per language (``date_rules``), phrases are found in ``date_phrases``, weeks and
months are counted in ``calendar_days``, written dates are read in ``absolute_dates``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from .amounts import without_money
from .date_phrases import Phrases, letters
from .date_rules import DateRules
from .spelling import corrected
from .tone_rules import Folded, fold

# What is read of a reply, in characters: two long texts.
LONGEST = 640


@dataclass(frozen=True, slots=True)
class FoundDate:
    """``span``: where the day stands in the reply as it was written; without ``is_certain`` the
    customer may have meant another one."""

    day: date
    span: tuple[int, int]
    is_certain: bool = True


def read_date(
    text: str, lang: str, now: datetime, day_first: bool, rules: Mapping[str, DateRules]
) -> FoundDate | None:
    """The day from ``now`` on that ``text`` promises, or None; of several the last.

    ``lang``: the customer's language as recorded, such as "es"; customers write as they please, so
    the rules of that language are taken which knows most of the text, in doubt the recorded one.
    ``now``: aware, in the customer's own zone; ``day_first``: whether 4/12 is in December;
    ``rules``: from ``compile_date_rules``.
    """
    texts = {exact: _folded(text[:LONGEST], exact) for exact in (False, True)}
    readings = [
        _read(texts[one.exact], one, now.date(), day_first) for one in _in_order(lang, rules)
    ]
    folded, phrases = max(readings, key=lambda reading: _known(*reading))
    said = phrases.ahead()
    if not said:
        return None
    last = max(said, key=lambda one: one.day)
    is_certain = last.is_certain and len({one.day for one in said}) == 1
    return FoundDate(last.day, folded.span(last.start, last.end), is_certain)


def _in_order(lang: str, rules: Mapping[str, DateRules]) -> list[DateRules]:
    return sorted(rules.values(), key=lambda one: one.lang != lang)


def _folded(text: str, exact: bool) -> Folded:
    folded = fold(text, exact)
    return replace(folded, text=without_money(folded.text))


def _read(folded: Folded, rules: DateRules, first: date, day_first: bool) -> tuple[Folded, Phrases]:
    folded = corrected(folded, rules.spelling)
    return folded, Phrases(rules, rules.ignored.sub(_blot, folded.text), first, day_first)


def _known(folded: Folded, phrases: Phrases) -> int:
    """How many letters the rules know, those that they look away from included."""
    return letters(folded.text) - letters(phrases.text) + phrases.heard()


def _blot(match: re.Match) -> str:
    return "_" * len(match[0])
