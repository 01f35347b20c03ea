"""Judge the tone and the form of a script, without running or sending it.

A finding says where it is in the script; what it means in words is the models' affair. Everything
but a missing way to opt out is a warning that a manager may answer for.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from .segments import cheaper_letters, count_segments, plain_letters
from .tone_rules import Folded, ToneRules, find, fold, is_negated, without_fine

MOST_SEGMENTS = 2
# More different characters than this are no slip of the keyboard: the language needs them.
MOST_FOREIGN = 3


class ToneKind(str, Enum):
    """What can be wrong with a script: its tone, from ``THREAT`` on, or its form, from ``KEYWORD``
    on."""

    THREAT = "threat"
    ACCUSATION = "accusation"
    FALSE_URGENCY = "false_urgency"
    THIRD_PARTY = "third_party"
    PROMOTION = "promotion"
    ABBREVIATION = "abbreviation"
    CAPITALS = "capitals"
    EXCLAMATION = "exclamation"
    KEYWORD = "keyword"
    NO_COMPANY = "no_company"
    NO_AMOUNT = "no_amount"
    NO_LINK = "no_link"
    NO_OPT_OUT = "no_opt_out"
    SEGMENTS = "segments"
    ALPHABET = "alphabet"


TONE_KINDS = tuple(ToneKind)[: tuple(ToneKind).index(ToneKind.KEYWORD)]
_WORD_KINDS = TONE_KINDS[: TONE_KINDS.index(ToneKind.ABBREVIATION)]


class Severity(str, Enum):
    """An error cannot be overridden."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """``text`` is what stands from ``start`` to ``end`` in the script, empty for what is missing;
    ``suggestion`` may take its place."""

    kind: ToneKind
    severity: Severity
    start: int
    end: int
    text: str = ""
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class ScriptUse:
    """What a script must say where it is used, and what is known about its readers.

    ``names``: names that may stand in it as they are, such as the company's; ``plain``: whether
    texts are sent in plain letters where that saves a segment.
    """

    company: bool = True
    amount: bool = True
    link: bool = True
    opt_out: bool = True
    names: tuple[str, ...] = ()
    plain: bool = True


# Replies that carriers act on, by what they do; matched in any case, alone in a reply. Sources:
# CTIA Messaging Principles and Best Practices; Twilio, "Support for Opt-Out Keywords", the default
# lists.
KEYWORDS = {
    "stop": (
        "stop", "stopall", "unsubscribe", "end", "cancel", "quit", "optout", "revoke",
        "arret", "arrete",
    ),
    "start": ("start", "unstop", "yes"),
    "help": ("help", "info"),
}  # fmt: skip
_KEYWORD = "|".join(word for words in KEYWORDS.values() for word in words)
# Known to readers as they are. Carriers' keywords are written in capitals by custom.
_ACRONYM_LISTS = (
    "IBAN BIC SEPA SWIFT ACH VAT TVA IVA UST NIF CIF RFC CNPJ CPF NIPC SIRET SIREN MST GST PAN ABN",
    "USD EUR GBP VND CHF CAD AUD INR BRL MXN PO PDF SMS MMS QR PIN URL WWW ID USA UK EU US LLC LTD",
    "INC PLC SARL SAS SRL GMBH AG KG UG OHG TNHH CP TK FAQ ATM OK AM PM UTC GMT MB PIX NFC SIM",
    "DHL UPS GLS TWINT",
    *(" ".join(words).upper() for words in KEYWORDS.values()),
)
_ACRONYMS = frozenset(word for line in _ACRONYM_LISTS for word in line.split())

_PLACEHOLDER = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
# A few words in quotation marks are somebody's name for something.
_QUOTED = re.compile(r"[\"“”„«»][^\"“”„«»\n]{1,40}[\"“”„«»]")
# What a customer is asked to reply with, one word or another.
_REPLY = re.compile(r"\W{1,3}((?:[^\W\d_]+\W{1,3}){0,3}[^\W\d_]+)")
# Several words with capital letters in a row are a name; one at the start of a sentence is not.
_UPPER = "".join(char for char in map(chr, range(0x2000)) if char.isupper())
_NAMED = rf"[{_UPPER}][^\W\d_{_UPPER}]+"
_NAME = re.compile(rf"(?<![.!?:] )(?<!^)\b{_NAMED}(?: {_NAMED})+")
_NAME_KINDS = (ToneKind.THREAT, ToneKind.ACCUSATION, ToneKind.FALSE_URGENCY)
_LETTERS = re.compile(r"[^\W\d_]+")
_SHOUT = re.compile(r"[!¡！‼⁉❗]+(?:\s*[!¡！‼⁉❗?]+)*|[?？]{2,}|\?!+")
_SENTENCE = re.compile(r"[^.!?]*")
_SHORTEST_SHOUTED = 4
# Ten segments. What is longer is found too long anyway, and words are looked for while typing.
_LONGEST = 1530


def lint(
    script: str, rules: ToneRules, use: ScriptUse, sample: str | None = None
) -> tuple[Finding, ...]:
    """All findings about ``script``, by their place.

    ``sample``: the script filled as a typical customer would get it, to count its segments; without
    it they are not counted.
    """
    masked = _mask(script, use.names)
    findings = [*tone(script, rules, use.names), *_keywords(masked, rules)]
    findings += _missing(script, masked, rules, use)
    if sample is not None:
        findings += _form(masked, sample, use.plain)
    return tuple(sorted(findings, key=lambda finding: (finding.start, finding.end)))


def tone(script: str, rules: ToneRules, names: Sequence[str] = ()) -> tuple[Finding, ...]:
    """The findings about the tone of ``script`` alone, whatever else it must say."""
    masked = _mask(script, names)
    quoted = _blot(_QUOTED, masked)
    findings = [
        finding
        for kind, patterns in rules.patterns
        for finding in _words(script, quoted, ToneKind(kind), patterns, rules)
    ]
    findings += _abbreviations(script, fold(masked, rules.exact), rules)
    findings += _capitals(masked, rules)
    findings += _exclamations(masked)
    return tuple(findings)


def _words(
    script: str, masked: str, kind: ToneKind, patterns: tuple[str, ...], rules: ToneRules
) -> Iterator[Finding]:
    is_named = kind in _NAME_KINDS and not rules.capital_nouns
    folded = fold(_blot(_NAME, masked) if is_named else masked, rules.exact)
    searched = without_fine(rules, folded.text)
    for match in find(rules, patterns, searched):
        if not is_negated(rules, searched, match.start()):
            yield _at(script, kind, *folded.span(*match.span()))


def _blot(known: re.Pattern, text: str) -> str:
    return known.sub(lambda match: "_" * len(match[0]), text)


def _at(script: str, kind: ToneKind, start: int, end: int, suggestion: str = "") -> Finding:
    return Finding(kind, Severity.WARNING, start, end, script[start:end], suggestion)


def _mask(script: str, names: Sequence[str] = ()) -> str:
    """The start of ``script`` with placeholders, links and names blotted out, place by place."""
    parts = [_PLACEHOLDER.pattern, _LINK.pattern, *(re.escape(name) for name in names if name)]
    known = re.compile("|".join(parts), re.DOTALL | re.IGNORECASE)
    return _blot(known, script[:_LONGEST])


def _abbreviations(script: str, folded: Folded, rules: ToneRules) -> Iterator[Finding]:
    """Short forms that a customer need not know; suggests the whole word."""
    whole = {fold(short).text: meaning for short, meaning in rules.abbreviations}
    if not whole:
        return
    shorts = "|".join(map(re.escape, sorted(whole, key=len, reverse=True)))
    text = fold(script).text if rules.exact else folded.text
    for match in re.finditer(rf"(?<![\w{{/])(?:{shorts})(?![\w/@])", text):
        yield _at(
            script, ToneKind.ABBREVIATION, *folded.span(*match.span()), suggestion=whole[match[0]]
        )


def _capitals(masked: str, rules: ToneRules) -> Iterator[Finding]:
    """Words in capitals: long ones, and short ones side by side."""
    known = _ACRONYMS.union(rules.acronyms, _reply_words(masked, rules))
    run: list[re.Match] = []
    for word in _LETTERS.finditer(masked):
        if run and not re.fullmatch(r"[\s,'’-]{1,2}", masked[run[-1].end() : word.start()]):
            yield from _shouted(masked, run, rules)
            run = []
        if _is_shouted(masked, word, known):
            run.append(word)
        elif run:
            yield from _shouted(masked, run, rules)
            run = []
    yield from _shouted(masked, run, rules)


def _reply_words(masked: str, rules: ToneRules) -> set[str]:
    """Words in capitals with which the customer is asked to reply."""
    folded = fold(masked)
    ends = [
        folded.span(*match.span())[1] for match in find(_loose(rules), rules.reply, folded.text)
    ]
    replies = (match[1] for end in ends if (match := _REPLY.match(masked, end)))
    return {word for reply in replies for word in _LETTERS.findall(reply)}


def _is_shouted(masked: str, word: re.Match, known: frozenset[str]) -> bool:
    """Whether ``word`` is in capitals and neither well known nor a part of a code."""
    text = word[0]
    around = masked[max(word.start() - 2, 0) : word.start()] + masked[word.end() : word.end() + 2]
    is_code = bool(re.search(r"[\d_/@]|[-–]\d", around.strip()))
    return len(text) > 1 and text.isupper() and text not in known and not is_code


def _shouted(masked: str, run: list[re.Match], rules: ToneRules) -> Iterator[Finding]:
    words = [word[0] for word in run]
    loud = any(len(word) >= _SHORTEST_SHOUTED or word.lower() in rules.shouted for word in words)
    if len(run) > 1 or loud:
        start, end = run[0].start(), run[-1].end()
        small = masked[start:end].lower()
        yield _at(masked, ToneKind.CAPITALS, start, end, suggestion=small)


def _exclamations(masked: str) -> Iterator[Finding]:
    for match in _SHOUT.finditer(masked):
        suggestion = "?" if "?" in match[0] else "" if "¡" in match[0] else "."
        yield _at(masked, ToneKind.EXCLAMATION, *match.span(), suggestion=suggestion)


def _keywords(masked: str, rules: ToneRules) -> Iterator[Finding]:
    """Replies the script asks for that the carrier keeps for itself, unless it means the same."""
    folded = fold(masked)
    for ask in rules.reply:
        pattern = (rf"{ask} [\"']?(?P<keyword>{_KEYWORD})",)
        for match in find(_loose(rules), pattern, folded.text):
            word = match["keyword"]
            sentence = _sentence_around(folded.text, match)
            if not any(find(_loose(rules), _meanings(rules, word), sentence)):
                yield _at(masked, ToneKind.KEYWORD, *folded.span(*match.span("keyword")))


def _loose(rules: ToneRules) -> ToneRules:
    return ToneRules(rules.lang, words=rules.words)


def _meanings(rules: ToneRules, keyword: str) -> tuple[str, ...]:
    group = next(name for name, words in KEYWORDS.items() if keyword in words)
    return dict(rules.meanings).get(group, ())


def _sentence_around(text: str, match: re.Match) -> str:
    """The sentence in which ``match`` stands, with the keyword itself blotted out."""
    start = max(text.rfind(mark, 0, match.start()) for mark in ".!?") + 1
    end = _SENTENCE.match(text, match.end()).end()
    blot = "_" * (match.end("keyword") - match.start("keyword"))
    return text[start : match.start("keyword")] + blot + text[match.end("keyword") : end]


def _missing(script: str, masked: str, rules: ToneRules, use: ScriptUse) -> Iterator[Finding]:
    """What the script must say where it is used and does not."""
    has = _says(script)
    end = len(script)
    named = has("text_company") or any(name and name in script for name in use.names)
    for kind, wanted, there in (
        (ToneKind.NO_COMPANY, use.company, named),
        (ToneKind.NO_AMOUNT, use.amount, has("text_amount")),
        (ToneKind.NO_LINK, use.link, has("text_link")),
    ):
        if wanted and not there:
            yield Finding(kind, Severity.WARNING, end, end)
    if use.opt_out and not (has("text_opt_out") or _offers_opt_out(masked, rules)):
        yield Finding(ToneKind.NO_OPT_OUT, Severity.ERROR, end, end)


def _says(script: str) -> Callable[[str], bool]:
    used = {match[0][2:-2].strip() for match in _PLACEHOLDER.finditer(script)}
    return lambda name: f"object.{name}" in used


def _offers_opt_out(masked: str, rules: ToneRules) -> bool:
    return any(find(_loose(rules), rules.opt_out, fold(masked).text))


def _form(masked: str, sample: str, plain: bool) -> Iterator[Finding]:
    """Too many segments, and the characters to blame where a few of them are."""
    count = count_segments(cheaper_letters(sample) if plain else sample).count
    if count > MOST_SEGMENTS:
        yield Finding(ToneKind.SEGMENTS, Severity.WARNING, len(masked), len(masked), str(count))
    foreign = set(count_segments(masked).foreign)
    if 0 < len(foreign) <= MOST_FOREIGN and count_segments(_in_gsm(sample)).count < count:
        for place, char in enumerate(masked):
            if char in foreign:
                better = _in_gsm(char)
                yield _at(masked, ToneKind.ALPHABET, place, place + 1, suggestion=better)


def _in_gsm(text: str) -> str:
    """``text`` in plain letters, without what has none."""
    plain = plain_letters(text)
    foreign = set(count_segments(plain).foreign)
    return "".join(char for char in plain if char not in foreign)
