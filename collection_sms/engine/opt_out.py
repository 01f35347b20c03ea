"""Replies that stop messages or allow them again, recognised by rules that are data per language.

A customer may write in any language, so the rules of all are asked. In doubt a reply counts as a
stop: a text too few is a smaller harm than one that was forbidden.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .facts import Channel
from .reply_words import Letters, Phrases, letters_of


@dataclass(frozen=True, slots=True)
class ChannelWish:
    """What a reply asks for. ``says_more``: a person should read it as well."""

    stop: bool  # else: allowed again
    channels: frozenset[Channel]
    says_more: bool


@dataclass(frozen=True, slots=True)
class LanguageRules:
    """Patterns of one language, over words with one space between and " . " between clauses."""

    letters: Letters
    never: re.Pattern
    stop: re.Pattern  # in any place
    stop_clause: re.Pattern  # a clause of nothing else
    stop_whole: re.Pattern  # a reply of nothing else
    start: re.Pattern
    start_whole: re.Pattern
    named: Mapping[Channel, re.Pattern]
    contact: re.Pattern  # all channels, unless some are named
    every: re.Pattern  # all channels, whichever are named
    wanted: re.Pattern  # names channels that may stay, as in "letters only, please"
    fillers: re.Pattern


def compile_opt_out_rules(data: Mapping[str, Mapping]) -> tuple[LanguageRules, ...]:
    """The rules of ``data`` (by language, see ``data/intents/opt_out.json``), ready to be asked.

    Where accents tell words apart there are two sets, one for replies written without any.
    """
    return tuple(
        _compile(rules, letters) for rules in data.values() for letters in letters_of(rules)
    )


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


def _compile(rules: Mapping, letters: Letters) -> LanguageRules:
    phrases = Phrases(letters, rules.get("words", {}), rules["fillers"])
    start, instead = rules["start"], rules.get("instead", ())
    return LanguageRules(
        letters=letters,
        never=phrases.anywhere(rules["never"]),
        stop=phrases.anywhere([*rules["anywhere"], *instead]),
        stop_clause=phrases.alone(rules["clause"]),
        stop_whole=phrases.alone(rules["whole"]),
        start=phrases.anywhere(start["anywhere"]),
        start_whole=phrases.alone(start["whole"]),
        named={channel: phrases.anywhere([rules[channel.value]]) for channel in Channel},
        contact=phrases.anywhere([rules["contact"]]),
        every=phrases.anywhere([rules["every"]]),
        wanted=phrases.anywhere([*rules.get("wanted", ()), *instead]),
        fillers=phrases.nothing(),
    )


def _read_in(rules: LanguageRules, text: str, by: Channel) -> ChannelWish | None:
    if not rules.letters.fit(text):
        return None
    plain = rules.never.sub("-", rules.letters.plain(text))
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
    """The channels named in the clauses of what was ``found``, but for those that may stay."""
    clauses = " ".join(_clause(plain, start, end) for start, end in found)
    clauses = rules.wanted.sub(" ", clauses)
    named = {channel for channel, pattern in rules.named.items() if pattern.search(clauses)}
    if rules.every.search(clauses) or (not named and rules.contact.search(clauses)):
        return frozenset(Channel)
    return frozenset(named)


def _clause(plain: str, start: int, end: int) -> str:
    """The clause of ``plain`` around a place in it."""
    return plain[plain.rfind(".", 0, start + 1) + 1 : plain.find(".", end - 1)]
