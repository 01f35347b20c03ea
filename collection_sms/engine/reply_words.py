"""The words of a reply as rules read them, and rules about words made ready to be asked.

Rules are data: regular expressions over small letters with one space between words and " . "
between clauses.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

# Stands for a question mark, the last word of its clause, where rules ask for it.
QUESTION = "ʔ"
# Five segments, more than people write. Of what is longer the beginning and the end are read.
LONGEST = 800

_APOSTROPHES = re.compile(r"['’ʼ`´]")
_ENDS = re.compile(r"[.!?;:,…\n()\"“”¡¿]+|\s[-–—]+\s")  # noqa: RUF001
_NOT_WORDS = re.compile(r"[^\w.]+|_")
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")
_IN_NUMBERS = re.compile(r"(?<=\d)[.,:/-](?=\d)")
_SIGNS = {
    re.compile("[🛑⛔🚫]"): " stop ",
    re.compile("[👍👌🙏✅✔]"): " ok ",
    re.compile("[€$£₫]"): " eur ",
}
# Read over, and set in the place of what was read: part of no gap.
PASSED, READ = "~", "#"
_GAP = 4  # words
_DEPTH = 3  # how deep words may name others
_AGAIN = 5  # at most, of what may be said again and again: what has no bound may take for ever


@dataclass(frozen=True, slots=True)
class Letters:
    """How the letters of a language are compared, and what people write short."""

    accents: bool | None = None  # only for replies with accents, or only for those without any
    alike: tuple[tuple[str, str], ...] = ()  # what is written either way, as "ue" and "u" for "ü"
    shorthand: tuple[tuple[re.Pattern, str], ...] = ()  # words that stand for others

    def fit(self, text: str) -> bool:
        """Whether ``text`` is written with or without accents, as these letters ask for."""
        return self.accents in (None, _bare(text, True) != _bare(text, False))

    def bare(self, text: str) -> str:
        """``text`` in small letters; without accents, unless those are to tell words apart."""
        text = _bare(text, bool(self.accents))
        for written, read in self.alike:
            text = text.replace(written, read)
        return text

    def plain(self, text: str) -> str:
        """Words with one space between; clauses stand between full stops."""
        return self._words(_ENDS.sub(" . ", _APOSTROPHES.sub(" ", shortened(text))))

    def plain_asked(self, text: str) -> str:
        """Like ``plain``, with a word for each question mark, and every number in one word."""
        text = _IN_NUMBERS.sub("x", shortened(text)).replace("?", f" {QUESTION} . ")
        return self.plain(text)

    def _words(self, text: str) -> str:
        for sign, word in _SIGNS.items():
            text = sign.sub(word, text)
        text = _NOT_WORDS.sub(" ", _DRAWN_OUT.sub(r"\1", self.bare(text)))
        text = " ".join(f". {text} .".split())
        for short, word in self.shorthand:
            text = short.sub(word, text)
        return text


def shortened(text: str) -> str:
    """``text`` bounded to what a reply may be long."""
    if len(text) <= LONGEST:
        return text
    return f"{text[: LONGEST // 2]}\n{text[-LONGEST // 2 :]}"


def letters_of(rules: Mapping) -> tuple[Letters, ...]:
    """The letters of a language's rules; two where accents tell words apart."""
    return tuple(_letters(rules, one) for one in ((True, False) if rules.get("tones") else (None,)))


def _letters(rules: Mapping, accents: bool | None) -> Letters:
    letters = Letters(accents, tuple(rules.get("alike", {}).items()))
    shorthand = tuple(
        (re.compile(rf"(?<!\S)(?:{letters.bare(short)})(?!\S)"), letters.bare(word))
        for short, word in rules.get("shorthand", {}).items()
    )
    return replace(letters, shorthand=shorthand)


@dataclass(frozen=True, slots=True)
class Phrases:
    """Makes patterns of the phrases of one language. ``words``: what ``{name}`` stands for.

    " .. " is a gap of a few words in one clause, none of which is among ``apart``.
    """

    letters: Letters
    words: Mapping[str, str]
    fillers: str
    apart: str = ""

    def anywhere(self, phrases: Iterable[str]) -> re.Pattern:
        """Finds one of ``phrases`` in any place."""
        return re.compile(rf"(?<!\S)(?:{self._union(phrases)})(?!\S)")

    def alone(self, phrases: Iterable[str]) -> re.Pattern:
        """Finds a clause of nothing but one of ``phrases``, beside words that say nothing."""
        said, filler = self._union(phrases), self._filler()
        return re.compile(
            rf"(?<=\. )(?:(?:{filler}) )*(?:{said})(?: (?:{filler}|{QUESTION}))*(?= \.)"
        )

    def first(self, phrases: Iterable[str]) -> re.Pattern:
        """Finds a clause that begins with one of ``phrases``."""
        return re.compile(rf"(?<=\. )(?:(?:{self._filler()}) )*(?:{self._union(phrases)})(?!\S)")

    def nothing(self) -> re.Pattern:
        """Finds words that say nothing."""
        return re.compile(rf"(?<!\S)(?:{self._filler()})(?!\S)")

    def _filler(self) -> str:
        # Each of them once: what may be read in two ways takes for ever to be tried.
        return "|".join(dict.fromkeys(self.letters.bare(self.fillers).split()))

    def _union(self, phrases: Iterable[str]) -> str:
        union = "|".join(f"(?:{self._expand(phrase)})" for phrase in phrases)
        return self.letters.bare(union) or r"(?!)"

    def _expand(self, phrase: str) -> str:
        """Put what words stand for in their place; they may name others."""
        for _depth in range(_DEPTH):
            for name, meaning in self.words.items():
                phrase = phrase.replace("{" + name + "}", f"(?:{meaning})")
        apart = rf"(?!(?:{self.apart})\b)" if self.apart else ""
        phrase = phrase.replace(")*", f"){{0,{_AGAIN}}}").replace(")+", f"){{1,{_AGAIN}}}")
        return phrase.replace(" .. ", rf"(?: {apart}[^ .{PASSED}{READ}{QUESTION}]+){{0,{_GAP}}} ")


def _bare(text: str, accents: bool) -> str:
    text = unicodedata.normalize("NFC", text.casefold())
    if accents:
        return text
    decomposed = unicodedata.normalize("NFKD", text.replace("đ", "d"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))
