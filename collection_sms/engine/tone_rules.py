"""Rules about words as data, one set per language, and how they find words in a text.

A pattern is a regular expression for whole words in small letters, with three signs of its own: a
space is anything between two words of a sentence, ``*`` the rest of a word (but not after a
bracket), and ``..`` up to five
words in between. ``<name>`` stands for the words of that name. Letters match with and without
their accents.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

_BETWEEN = r"(?:[^\w.!?]+)"
_SIGNS = {" ": _BETWEEN, "*": r"\w*", "..": rf"(?:{_BETWEEN}\w+){{0,5}}?{_BETWEEN}"}
_SIGN = re.compile(r" \.\. | |(?<!\))\*")
_WORDS = re.compile(r"(?<!\?P)<(\w+)>")
_SAME = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201b\u2032\u00b4`\u02bc", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"'),
        "ß": "ss", "æ": "ae", "œ": "oe",
    }
)  # fmt: skip
# How far before a word its negation is looked for, in characters; how many words may be between.
_REACH = 80
_NEGATED_WORDS = 3
_BARRED = str.maketrans({"đ": "d", "ł": "l", "ø": "o"})


@dataclass(frozen=True, slots=True)
class ToneRules:
    """The rules of one language; without any, only what all languages share is looked at.

    ``patterns`` by the name of a kind of finding; ``fine`` phrases are looked over before all of
    them, and what closely follows one of the ``negations`` is not found either. ``shouted``: short
    words that are loud in capitals. ``meanings``: how a sentence says what carriers do when
    somebody replies ``stop``, ``help`` or ``start``. With ``exact`` an accent that is written must
    be the right one, for languages in which it makes another word. ``capital_nouns``: capital
    letters do not tell a name.
    """

    lang: str
    patterns: tuple[tuple[str, tuple[str, ...]], ...] = ()
    fine: tuple[str, ...] = ()
    negations: tuple[str, ...] = ()
    shouted: tuple[str, ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    abbreviations: tuple[tuple[str, str], ...] = ()
    acronyms: tuple[str, ...] = ()
    opt_out: tuple[str, ...] = ()
    reply: tuple[str, ...] = ()
    meanings: tuple[tuple[str, tuple[str, ...]], ...] = ()
    exact: bool = False
    capital_nouns: bool = False


def tone_rules(lang: str, data: Mapping[str, object]) -> ToneRules:
    """The rules in ``data``, as a rule file holds them (see ``data/tone/README.md``)."""
    return ToneRules(
        lang=lang,
        patterns=_lists(data.get("patterns", {})),
        fine=tuple(data.get("fine", ())),
        negations=tuple(data.get("negations", ())),
        shouted=tuple(data.get("shouted", ())),
        words=tuple((name, "|".join(words)) for name, words in data.get("words", {}).items()),
        abbreviations=tuple(data.get("abbreviations", {}).items()),
        acronyms=tuple(data.get("acronyms", ())),
        opt_out=tuple(data.get("opt_out", ())),
        reply=tuple(data.get("reply", ())),
        meanings=_lists(data.get("meanings", {})),
        exact=data.get("exact", False),
        capital_nouns=data.get("capital_nouns", False),
    )


def _lists(data: Mapping[str, Iterable[str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((name, tuple(values)) for name, values in data.items())


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as patterns see it; ``origin[i]`` is where its character ``i`` comes from."""

    text: str
    origin: tuple[int, ...]
    length: int  # of the text as it was written

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the characters from ``start`` to ``end`` stand in the text as it was written."""
        last = self.origin[end] if end < len(self.origin) else self.length
        return self.origin[start], max(last, self.origin[start] + 1)


def fold(text: str, exact: bool = False) -> Folded:
    """``text`` in small letters and, unless ``exact``, without accents."""
    pieces = [(_fold_char(char, exact), place) for place, char in _clusters(text)]
    origin = tuple(place for piece, place in pieces for _ in piece)
    return Folded("".join(piece for piece, _ in pieces), origin, len(text))


def _clusters(text: str) -> Iterator[tuple[int, str]]:
    """Each character with the accents that follow it, and its place."""
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or not unicodedata.combining(text[place]):
            yield start, unicodedata.normalize("NFC", text[start:place])
            start = place


def _fold_char(char: str, exact: bool = False) -> str:
    small = char.lower().translate(_SAME)
    return small if exact else _without_accents(small)


def _without_accents(text: str) -> str:
    parts = unicodedata.normalize("NFD", text.translate(_BARRED))
    return "".join(part for part in parts if not unicodedata.combining(part))


def find(rules: ToneRules, patterns: tuple[str, ...], folded: str) -> Iterator[re.Match]:
    """Where one of ``patterns`` is found in a folded text, from the left, without overlaps."""
    expression = _compiled(rules, patterns, _has_accents(rules, folded)) if patterns else None
    return expression.finditer(folded) if expression else iter(())


def without_fine(rules: ToneRules, folded: str) -> str:
    """The folded text with the phrases that are fine blotted out, of the same length."""
    if not rules.fine:
        return folded
    fine = _compiled(rules, rules.fine, _has_accents(rules, folded))
    return fine.sub(lambda match: "_" * len(match[0]), folded)


def _has_accents(rules: ToneRules, folded: str) -> bool:
    """Whether somebody wrote ``folded`` with the accents that make a difference."""
    return rules.exact and folded != _without_accents(folded)


def is_negated(rules: ToneRules, folded: str, start: int) -> bool:
    """Whether a negation with up to three words after it stands before ``start``."""
    if not rules.negations:
        return False
    clause = re.split(r"[,;:.!?]", folded[max(start - _REACH, 0) : start])[-1]
    ends = [match.end() for match in find(rules, rules.negations, clause)]
    return bool(ends) and len(clause[ends[-1] :].split()) <= _NEGATED_WORDS


@lru_cache(maxsize=512)
def _compiled(rules: ToneRules, patterns: tuple[str, ...], accents: bool) -> re.Pattern:
    words = dict(rules.words)
    if rules.exact and not accents:
        # Without accents a syllable by itself is too many words at once.
        patterns = tuple(pattern for pattern in patterns if re.search(r"\W|\w{5}", pattern))
    choice = "|".join(_expression(pattern, words, accents) for pattern in patterns)
    return re.compile(rf"(?<!\w)(?:{choice})(?!\w)")


def _expression(pattern: str, words: Mapping[str, str], accents: bool) -> str:
    while _WORDS.search(pattern):
        pattern = _WORDS.sub(lambda match: f"(?:{words[match[1]]})", pattern)
    pattern = pattern.translate(_SAME)
    pattern = pattern if accents else _without_accents(pattern)
    return _SIGN.sub(lambda match: _SIGNS[match[0].strip() or " "], pattern)
