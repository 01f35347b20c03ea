"""What a customer's reply asks for or says, recognised by rules that are data per language.

A wrong guess costs more than none: what no rule knows is unknown, and a person reads it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from re import Pattern

from .facts import Channel
from .opt_out import ChannelWish, LanguageRules, read_channel_wish
from .reply_words import PASSED, QUESTION, READ, Letters, Phrases, letters_of, shortened


class Intent(str, Enum):
    """What a reply may be about, the most protective first."""

    OPT_OUT = "opt_out"
    WRONG_PERSON = "wrong_person"
    HARDSHIP = "hardship"
    DISPUTE = "dispute"
    ALREADY_PAID = "already_paid"
    CALL_ME = "call_me"
    BARTER = "barter"
    PLAN = "plan"
    PROMISE = "promise"
    PAY = "pay"
    BALANCE = "balance"
    HELP = "help"
    OPT_IN = "opt_in"
    THANKS = "thanks"
    UNKNOWN = "unknown"  # for a person


# Those that have rules in ``data/intents/<language>.json``.
RULED = tuple(one for one in Intent if one not in (Intent.OPT_OUT, Intent.OPT_IN, Intent.UNKNOWN))

_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood of a reply."""

    intents: tuple[Intent, ...]  # the most important first, never empty
    wish: ChannelWish | None = None  # which channels are stopped or allowed again
    is_question: bool = False  # asks something that none of the intents answers
    says_more: bool = False  # than the intents: a person should read it
    lang: str = ""  # in which it was understood


@dataclass(frozen=True, slots=True)
class IntentRules:
    """The rules of all languages, ready to be asked."""

    opt_out: tuple[LanguageRules, ...]
    languages: tuple["_Language", ...]


@dataclass(frozen=True, slots=True)
class _Language:
    lang: str
    letters: Letters
    never: Pattern  # looked away from before anything else
    parts: Mapping[Intent, Pattern]  # in any place
    clauses: Mapping[Intent, Pattern]  # a clause of nothing else
    wholes: Mapping[Intent, Pattern]  # a reply of nothing else, once or over and over
    question: Pattern  # how clauses begin that ask, with or without a question mark
    nothing: Pattern  # words that say nothing
    known: frozenset[str]  # words that the language is told by


@dataclass(frozen=True, slots=True)
class _Heard:
    """A reply as the rules of one language read it."""

    lang: str
    intents: tuple[Intent, ...]
    is_question: bool
    says_more: bool
    foreign: int  # words that the language does not know

    @property
    def rank(self) -> tuple:
        """The lowest is the language that the reply is written in."""
        return self.foreign, not self.intents


def compile_intent_rules(
    data: Mapping[str, Mapping], opt_out: tuple[LanguageRules, ...]
) -> IntentRules:
    """The rules of ``data``, by language, beside those that stop messages.

    See ``data/intents/README.md``.
    """
    return IntentRules(
        opt_out,
        tuple(
            _compile(lang, rules, letters)
            for lang, rules in data.items()
            for letters in letters_of(rules)
        ),
    )


def read_intents(
    text: str, rules: IntentRules, by: Channel = Channel.SMS, lang: str = "en"
) -> Reading:
    """What a reply asks for or says.

    ``by``: the channel it came by; ``lang``: the customer's language as recorded, such as "es" or
    "es_MX". Customers write as they please: the rules of the language are taken that knows most
    words of the reply, in doubt those of the recorded one.
    """
    text = shortened(text)
    wish = read_channel_wish(text, rules.opt_out, by)
    heard = min(_hear_all(text, rules, lang[:2]), key=lambda one: one.rank)
    intents = _with_wish(heard.intents, wish)
    return Reading(
        intents or (Intent.UNKNOWN,),
        wish,
        heard.is_question,
        wish.says_more if wish and not heard.intents else heard.says_more,
        heard.lang,
    )


def _hear_all(text: str, rules: IntentRules, lang: str) -> list[_Heard]:
    languages = sorted(rules.languages, key=lambda one: one.lang != lang)
    return [_hear(one, text) for one in languages if one.letters.fit(text)]


def _with_wish(intents: tuple[Intent, ...], wish: ChannelWish | None) -> tuple[Intent, ...]:
    """``intents`` with what opt-out rules found; who wants no call asks for none."""
    if wish is None:
        return intents
    found = {*intents, Intent.OPT_OUT if wish.stop else Intent.OPT_IN}
    if wish.stop:
        found -= {Intent.OPT_IN, Intent.CALL_ME} if Channel.PHONE in wish.channels else set()
    return tuple(one for one in Intent if one in found)


def _hear(rules: _Language, text: str) -> _Heard:
    plain = rules.letters.plain_asked(text)
    found, said = _read_parts(rules, plain)
    rest = rules.nothing.sub(" ", said)
    if whole := _read_whole(rules, said):
        found, rest = whole, ""
    return _Heard(
        lang=rules.lang,
        intents=tuple(one for one in Intent if one in found),
        is_question=_asks_more(rules, said),
        says_more=bool(_words(rest)),
        foreign=sum(word.isalpha() and word not in rules.known for word in _words(plain)),
    )


def _read_parts(rules: _Language, plain: str) -> tuple[list[Intent], str]:
    """What parts of a reply say, and the reply with a mark for each of those parts.

    What one intent is read in is not read again for a less important one.
    """
    said, found = rules.never.sub(PASSED, plain), []
    for intent in RULED:
        for pattern in (rules.parts[intent], rules.clauses[intent]):
            said, count = pattern.subn(READ, said)
            found += [intent] * bool(count)
    return found, said


def _read_whole(rules: _Language, said: str) -> list[Intent]:
    """What a reply of nothing else says."""
    if READ in said:
        return []
    return [one for one in RULED if _says_only(rules, said, rules.wholes[one])]


def _says_only(rules: _Language, said: str, pattern: Pattern) -> bool:
    rest, count = pattern.subn(READ, said)
    return bool(count) and not _words(rules.nothing.sub(" ", rest))


def _words(said: str) -> list[str]:
    return [word for word in said.split() if word not in (".", QUESTION, READ)]


def _asks_more(rules: _Language, said: str) -> bool:
    """Whether a clause asks something in which nothing was read."""
    clauses = rules.question.sub(QUESTION, said).split(".")
    return any(QUESTION in clause and READ not in clause for clause in clauses)


def _compile(lang: str, rules: Mapping, letters: Letters) -> _Language:
    phrases = Phrases(letters, rules["words"], rules["fillers"], rules["apart"])

    def each(make, kind: str) -> dict[Intent, Pattern]:
        return {one: make(rules["intents"][one.value].get(kind, ())) for one in RULED}

    return _Language(
        lang=lang,
        letters=letters,
        never=phrases.anywhere(rules["never"]),
        parts=each(phrases.anywhere, "anywhere"),
        clauses=each(phrases.alone, "clause"),
        wholes=each(phrases.anywhere, "whole"),
        question=phrases.first(rules["question"]),
        nothing=phrases.nothing(),
        known=frozenset(_WORD.findall(letters.bare(" ".join(_texts(rules))))),
    )


def _texts(rules) -> Iterator[str]:
    """All there is in ``rules``: they name the words of their language."""
    if isinstance(rules, str):
        yield rules
    elif isinstance(rules, Mapping):
        for value in rules.values():
            yield from _texts(value)
    elif isinstance(rules, list):
        for value in rules:
            yield from _texts(value)
