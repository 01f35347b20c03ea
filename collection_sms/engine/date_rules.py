"""How days are said in a language: rules as data, compiled once.

A pattern is a regular expression for whole words in small letters. A space stands for anything
between two words of a sentence, ``..`` for up to three words. ``{wd}`` is a weekday, ``{n}`` a
number or the later of two ("2-3", "2 3"), ``{d}`` a day of the month, ``{m}`` a word that may name
a month; ``{D}``, ``{M}`` and ``{Y}`` are those and a year where they make a date; other names stand
for the language's own ``words``. Letters match with and
without their accents; in a language with ``tones`` an accent that is written must be right, and
letters in brackets are matched as they are.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_BETWEEN = r"(?:[^\w.!?;]+)"
GAP = rf"(?:{_BETWEEN}\w+){{0,3}}?{_BETWEEN}"
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_NOT_BEFORE = r"(?<![\w#€$£])(?<!\d[.,:/-])"
_NOT_AFTER = r"(?!\w|[.,:/-]\d|\s?%)"
# In every language: times of the day, numbers of telephones and accounts.
_NEVER_DAYS = (
    r"\d{1,2}:\d{2}",
    r"\d{1,2}\s?[ap]\.?\s?m\.?",
    r"(?!(?:24|48|72)\s?h)\d{1,2}\s?h(?:\d{2})?",
    r"\+?\d{2,4}(?:\s\d{2,4}){2,}",
    r"\+?\d{8,}",
)


@dataclass(frozen=True, slots=True)
class DateRules:
    """The compiled rules of one language.

    ``unsure``: weekdays that are other words as well, unless something stands with them;
    ``kinds``: phrases by what they mean, a name in ``calendar_days.DAYS`` or "nothing";
    ``dates``: phrases of day and month, with groups ``d``, ``m`` and ``y``; ``months``: a month
    alone, by what part of it is meant; ``names`` of months that ``dateparser`` does not know.
    ``ignored`` is blotted out before all. A day in a clause with ``past`` in it, and nothing of the
    ``future``, is no promise, nor is one soon after ``negated`` or soon before ``denied``, unless
    it is the ``earliest``. ``before``: what
    may stand before a date in figures. ``dotted``: "4.12" is a date here.
    """

    lang: str
    exact: bool
    dotted: bool
    weekdays: tuple[re.Pattern, ...]
    unsure: re.Pattern
    number: re.Pattern
    numbers: Mapping[str, int]
    names: Mapping[str, int]
    kinds: tuple[tuple[str, re.Pattern], ...]
    dates: tuple[re.Pattern, ...]
    months: tuple[tuple[str, re.Pattern], ...]
    ignored: re.Pattern
    past: re.Pattern
    future: re.Pattern
    negated: re.Pattern
    denied: re.Pattern
    earliest: re.Pattern
    clause: re.Pattern
    before: re.Pattern
    spelling: tuple[str, ...]


def compile_date_rules(data: Mapping[str, Mapping]) -> dict[str, DateRules]:
    """The rules of ``data`` by language (see ``data/intents/dates.json``), ready to be asked."""
    return {lang: _compile(lang, rules) for lang, rules in data.items()}


def without_accents(text: str) -> str:
    """``text`` with its letters alone."""
    parts = unicodedata.normalize("NFD", text.replace("đ", "d"))
    return "".join(part for part in parts if not unicodedata.combining(part))


def _compile(lang: str, rules: Mapping) -> DateRules:
    exact = rules.get("tones", False)
    words = _words(rules)

    def union(phrases: Iterable[str]) -> str:
        return "|".join(_expand(phrase, words, exact) for phrase in phrases)

    def whole(*phrases: str) -> re.Pattern:
        return re.compile(rf"{_NOT_BEFORE}(?:{union(phrases)}){_NOT_AFTER}")

    def by_kind(kinds: Mapping) -> tuple[tuple[str, re.Pattern], ...]:
        return tuple((kind, whole(*phrases)) for kind, phrases in kinds.items())

    return DateRules(
        lang=lang,
        exact=exact,
        dotted=rules.get("dotted", False),
        weekdays=tuple(whole(day) for day in rules["weekdays"]),
        unsure=whole(*rules.get("unsure", ["(?!)"])),
        number=re.compile(rf"(?<!\w)(?:\d{{1,3}}(?!\d)|(?:{union(['{spelt}'])})(?!\w))"),
        numbers=_values({**rules["ordinals"], **rules["numbers"]}),
        names=_values(rules.get("names", {})),
        kinds=by_kind(rules["kinds"]),
        dates=tuple(whole(phrase) for phrase in rules["dates"]),
        months=tuple((part, whole(one)) for part, some in rules["months"].items() for one in some),
        ignored=re.compile(rf"(?<!\w)(?:{union([*_NEVER_DAYS, *rules['ignored']])})(?!\w)"),
        past=whole(*rules["past"]),
        future=whole(*rules["future"]),
        negated=whole(*rules["negated"]),
        denied=whole(*rules["denied"]),
        earliest=whole(*rules["earliest"]),
        clause=re.compile(rf"[.!?;,\n](?!\w)|(?<!\w)(?:{union(rules['clause'])})(?!\w)"),
        before=re.compile(rf"(?<!\w)(?:{union(rules['before'])})\W*$"),
        spelling=tuple(without_accents(word) for word in rules["spelling"].split()),
    )


def _words(rules: Mapping) -> dict[str, str]:
    """What each name in a pattern stands for."""
    spelt = "|".join(sorted(rules["numbers"], key=len, reverse=True))
    ordinals = "|".join(sorted(rules["ordinals"], key=len, reverse=True))
    end = rules.get("after_day", "")
    number = rf"\d{{1,3}}|{spelt}"
    day = rf"(?:0?[1-9]|[12]\d|3[01]){end}|{ordinals}"
    between = "|".join(["-", "–", *rules["between"]])  # noqa: RUF001
    return {
        "n": rf"(?:(?:{number})(?: |\s?(?:{between})\s?))?(?:{number})",
        "d": rf"(?:(?:{day})\s?(?:{between})\s?)?(?:{day})",
        "day": day,
        "spelt": f"{ordinals}|{spelt}",
        "m": r"[^\W\d_]{3,12}\.?",
        "wd": "|".join(rules["weekdays"]),
        **rules.get("words", {}),
        "D": "?P<d>{d}",
        "M": "?P<m>{m}",
        "Y": r"?P<y>20\d\d",
    }


def _values(spelt: Mapping[str, int]) -> dict[str, int]:
    """Every spelling of a number, as found in a text without accents."""
    return {spelling(re.sub(r"[\[\]]", "", word)): value for word, value in spelt.items()}


def spelling(word: str) -> str:
    """``word`` as a key: without accents, one space between its parts."""
    return " ".join(re.findall(r"\w+", without_accents(word)))


def _expand(phrase: str, words: Mapping[str, str], exact: bool) -> str:
    for _depth in range(4):
        for name, meaning in words.items():
            group = meaning if meaning.startswith("?P") else f"?:{meaning}"
            phrase = phrase.replace("{" + name + "}", f"({group})")
    phrase = re.sub(r" \.\. | ", lambda sign: _BETWEEN if sign[0] == " " else GAP, phrase)
    return f"(?:{_loose(phrase) if exact else without_accents(phrase)})"


def _loose(pattern: str) -> str:
    """``pattern`` with letters in brackets for what may be written in place of each accent."""
    pieces = re.split(r"(\[[^\]]*\])", unicodedata.normalize("NFC", pattern))
    return "".join(piece if piece.startswith("[") else _looser(piece) for piece in pieces)


def _looser(piece: str) -> str:
    return "".join(_spellings(char) for char in piece)


def _spellings(char: str) -> str:
    plain = without_accents(char)
    if plain == char:
        return char
    toneless = "".join(c for c in unicodedata.normalize("NFD", char) if c not in _TONES)
    return f"[{''.join(sorted({char, unicodedata.normalize('NFC', toneless), plain}))}]"
