"""Replies that stop messages or allow them again, recognised by rules that are data per language.

A customer may write in any language, so the rules of all are asked. In doubt a reply counts as a
stop: a text too few is a smaller harm than one that was forbidden.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .facts import Channel

_APOSTROPHES = re.compile(r"['’ʼ`´]")
_ENDS = re.compile(r"[.!?;:,…\n()\"“”¡¿]+|\s[-–—]+\s")  # noqa: RUF001
_NOT_WORDS = re.compile(r"[^\w.]+|_")


@dataclass(frozen=True, slots=True)
class ChannelWish:
    """What a reply asks for. ``says_more``: a person should read it as well."""

    stop: bool  # else: allowed again
    channels: frozenset[Channel]
    says_more: bool


@dataclass(frozen=True, slots=True)
class LanguageRules:
    """Patterns of one language, over words with one space between and " . " between clauses."""

    accents: bool | None  # only for replies with accents, or only for those without any
    never: re.Pattern
    stop: re.Pattern  # in any place
    stop_clause: re.Pattern  # a clause of nothing else
    stop_whole: re.Pattern  # a reply of nothing else
    start: re.Pattern
    start_whole: re.Pattern
    named: Mapping[Channel, re.Pattern]
    contact: re.Pattern  # all channels, unless some are named
    every: re.Pattern  # all channels, whichever are named
    fillers: re.Pattern


def compile_opt_out_rules(data: Mapping[str, Mapping]) -> tuple[LanguageRules, ...]:
    """The rules of ``data`` (by language, see ``data/intents/opt_out.json``), ready to be asked.

    Where accents tell words apart there are two sets, one for replies written without any.
    """
    sets = []
    for rules in data.values():
        for accents in (True, False) if rules.get("tones") else (None,):
            sets.append(_compile(rules, accents))
    return tuple(sets)


def read_channel_wish(
    text: str, rules: Iterable[LanguageRules], by: Channel = Channel.SMS
) -> ChannelWish | None:
    """What a reply asks for, or None if it stops or starts nothing.

    ``by``: the channel it came by, which it means if it names none.
    """
    for one in rules:
        if wish := _read_in(one, text, by):
            return wish
    return None


def _compile(rules: Mapping, accents: bool | None) -> LanguageRules:
    words, start = rules.get("words", {}), rules["start"]
    filler = "|".join(_plain(rules["fillers"], accents).strip(". ").split())

    def union(phrases: Iterable[str]) -> str:
        expanded = "|".join(f"(?:{_expand(phrase, words)})" for phrase in phrases)
        return _bare(expanded, accents)

    def anywhere(*phrases: str) -> re.Pattern:
        return re.compile(rf"(?<!\S)(?:{union(phrases)})(?!\S)")

    def alone(phrases: Iterable[str]) -> re.Pattern:
        around = rf"(?<=\. )(?:(?:{filler}) )*(?:{union(phrases)})(?: (?:{filler}))*(?= \.)"
        return re.compile(around)

    return LanguageRules(
        accents=accents,
        never=anywhere(*rules["never"]),
        stop=anywhere(*rules["anywhere"]),
        stop_clause=alone(rules["clause"]),
        stop_whole=alone(rules["whole"]),
        start=anywhere(*start["anywhere"]),
        start_whole=alone(start["whole"]),
        named={channel: anywhere(rules[channel.value]) for channel in Channel},
        contact=anywhere(rules["contact"]),
        every=anywhere(rules["every"]),
        fillers=re.compile(rf"(?<!\S)(?:{filler})(?!\S)"),
    )


def _expand(phrase: str, words: Mapping[str, str]) -> str:
    """Put what ``words`` stand for in place of ``{name}``, twice: they may name others."""
    for _depth in range(2):
        for name, meaning in words.items():
            phrase = phrase.replace("{" + name + "}", f"(?:{meaning})")
    return phrase


def _bare(text: str, accents: bool | None) -> str:
    """``text`` in small letters; without accents, unless those are to tell words apart."""
    text = unicodedata.normalize("NFC", text.casefold())
    if accents:
        return text
    decomposed = unicodedata.normalize("NFKD", text.replace("đ", "d"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _plain(text: str, accents: bool | None) -> str:
    """Words with one space between; clauses stand between full stops."""
    text = _ENDS.sub(" . ", _APOSTROPHES.sub(" ", text))
    text = _NOT_WORDS.sub(" ", _bare(text, accents))
    return " ".join(f". {text} .".split())


def _read_in(rules: LanguageRules, text: str, by: Channel) -> ChannelWish | None:
    if rules.accents not in (None, _bare(text, True) != _bare(text, False)):
        return None
    plain = rules.never.sub("-", _plain(text, rules.accents))
    found = _spans(plain, rules.stop, rules.stop_clause) or _whole(rules, plain, rules.stop_whole)
    stop = bool(found)
    found = found or _spans(plain, rules.start) or _whole(rules, plain, rules.start_whole)
    if not found:
        return None
    channels = _channels(rules, plain, found) or frozenset({by})
    return ChannelWish(stop, channels, bool(_rest(rules, plain, found)))


def _spans(plain: str, *patterns: re.Pattern) -> list[tuple[int, int]]:
    return [match.span() for pattern in patterns for match in pattern.finditer(plain)]


def _whole(rules: LanguageRules, plain: str, pattern: re.Pattern) -> list[tuple[int, int]]:
    """Where ``pattern`` matches a reply that says nothing else."""
    found = _spans(plain, pattern)
    return [] if found and _rest(rules, plain, found) else found


def _rest(rules: LanguageRules, plain: str, found: list[tuple[int, int]]) -> str:
    """What a reply says beside what was ``found``, beside words that say nothing."""
    said = list(plain)
    for start, end in found:
        said[start:end] = " " * (end - start)
    rest = "".join(said)
    for pattern in (*rules.named.values(), rules.contact, rules.every, rules.fillers):
        rest = pattern.sub(" ", " ".join(rest.split()))
    return rest.replace(".", "").strip()


def _channels(rules: LanguageRules, plain: str, found: list[tuple[int, int]]) -> frozenset[Channel]:
    """The channels named in the clauses of what was ``found``."""
    clauses = " ".join(_clause(plain, start, end) for start, end in found)
    named = {channel for channel, pattern in rules.named.items() if pattern.search(clauses)}
    if rules.every.search(clauses) or (not named and rules.contact.search(clauses)):
        return frozenset(Channel)
    return frozenset(named)


def _clause(plain: str, start: int, end: int) -> str:
    """The clause of ``plain`` around a place in it."""
    return plain[plain.rfind(".", 0, start + 1) + 1 : plain.find(".", end - 1)]
