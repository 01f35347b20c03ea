"""The day that a customer names in a reply, and the amount: "50 on friday", "the rest by 31/12".

Words are data per language (``date_rules``), phrases are found in ``date_phrases``, weeks and months
are counted in ``calendar_days``, written dates are read in ``absolute_dates``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from .amounts import amounts
from .date_phrases import Phrases
from .date_rules import DateRules
from .spelling import corrected
from .tone_rules import Folded, fold

# What is read of a reply, in characters: two long texts.
LONGEST = 640
# No day is asked for where amounts are looked for, so any will do.
_ANY_DAY = date(2028, 1, 1)


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

    ``now``: aware, in the customer's own zone; ``day_first``: whether 4/12 is in December;
    ``rules``: from ``compile_date_rules``, without those of ``lang`` no day is found.
    """
    if not (of_lang := rules.get(lang)):
        return None
    folded = _folded(text, of_lang)
    blotted = _without_ignored(_without_money(folded.text), of_lang)
    said = Phrases(of_lang, blotted, now.date(), day_first).ahead()
    if not said:
        return None
    last = max(said, key=lambda one: one.day)
    is_certain = last.is_certain and len({one.day for one in said}) == 1
    return FoundDate(last.day, folded.span(last.start, last.end), is_certain)


def read_money(text: str, lang: str, rules: Mapping[str, DateRules]) -> Decimal | None:
    """The one amount that ``text`` names, or None if there is none or there are several.

    A bare number is an amount if it is no day, time, count or number of a document.
    """
    if not (of_lang := rules.get(lang)):
        return None
    folded = _folded(text, of_lang).text
    values = {amount.value for amount in amounts(folded) if amount.is_money}
    values = values or set(_bare_values(folded, of_lang))
    return values.pop() if len(values) == 1 else None


def _bare_values(folded: str, rules: DateRules) -> list[Decimal]:
    text = _without_ignored(folded, rules)
    for said in Phrases(rules, text, _ANY_DAY, day_first=True).apart():
        text = _blotted(text, said.start, said.end)
    return [one.value for one in amounts(text) if rules.stop.match(text, one.end)]


def _folded(text: str, rules: DateRules) -> Folded:
    return corrected(fold(text[:LONGEST], rules.exact), rules.spelling)


def _without_money(text: str) -> str:
    for amount in amounts(text):
        if amount.is_money:
            text = _blotted(text, amount.start, amount.end)
    return text


def _without_ignored(text: str, rules: DateRules) -> str:
    return rules.ignored.sub(lambda match: "_" * len(match[0]), text)


def _blotted(text: str, start: int, end: int) -> str:
    return text[:start] + "_" * (end - start) + text[end:]
