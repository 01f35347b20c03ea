"""How many segments a text takes, and in which alphabet.

Source: 3GPP TS 23.038 (alphabets: GSM 7-bit default with its extension table, UCS-2) and
TS 23.040 (a text longer than one segment spends 7 septets or 3 UCS-2 characters of each segment on
the header that joins them). TS 23.040, 9.2.3.24.1 forbids to split an escaped character and a UCS-2
character; like Twilio we split nothing that a reader takes for one character, such as an emoji made
of several. Carriers that do split those may need a segment less.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from .clusters import clusters

_GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENSION = frozenset("\f^{}\\[~]|€")
_FOREIGN = re.compile(f"[^{re.escape(''.join(_GSM_BASIC | _GSM_EXTENSION))}]")

_SINGLE_SEPTETS = 160
_JOINED_SEPTETS = 153

_JOINED_UNITS = 67  # of UCS-2 in a segment that belongs to a longer text

# Formatting libraries put these between a figure and its currency; each would make the whole text
# UCS-2, which holds less than half as much.
_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " "})

# Characters that GSM-7 lacks and that are no letter with an accent, with what people write instead
# of them. Currencies become their ISO 4217 codes.
_PLAIN = {
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4`\u02bc", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
    **dict.fromkeys("\u2039\u203a", "'"),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2022\u00b7", "-"),
    **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad", ""),
    "\u00b0": "o", "\u2044": "/", "\u00d7": "x", "\u2192": "->", "\t": " ",
    "đ": "d", "Đ": "D", "ł": "l", "Ł": "L", "ı": "i", "œ": "oe", "Œ": "OE", "ẞ": "SS",
    "₫": "VND", "₹": "INR", "₺": "TRY", "₴": "UAH", "₦": "NGN", "₱": "PHP", "₩": "KRW",
    "₪": "ILS", "¢": "c",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Segments:
    """``length`` and ``room`` count septets (GSM-7) or UTF-16 code units (UCS-2)."""

    alphabet: str
    length: int
    count: int
    room: int  # left in the last segment
    foreign: tuple[str, ...] = ()  # the characters that make the text UCS-2


def plain_spaces(text: str) -> str:
    """Replace no-break and thin spaces by ordinary ones."""
    return text.translate(_SPACES)


def plain_letters(text: str) -> str:
    """Replace what GSM-7 lacks by what it has: “Łódź – 5 ₫” becomes “Lodz - 5 VND”.

    Letters that GSM-7 has keep their accents. What has no counterpart, such as an emoji, stays.
    """
    return "".join(map(_plain_letter, unicodedata.normalize("NFC", text)))


def cheaper_letters(text: str) -> str:
    """``text`` in plain letters where that saves a segment, else ``text``."""
    counted = count_segments(text)
    if not counted.foreign:
        return text
    plain = plain_letters(text)
    return plain if count_segments(plain).count < counted.count else text


def _plain_letter(char: str) -> str:
    if _is_gsm(char):
        return char
    if char in _PLAIN:
        return _PLAIN[char]
    parts = unicodedata.normalize("NFKD", char)
    base = "".join(part for part in parts if not unicodedata.combining(part))
    plain = "".join(_PLAIN.get(part, part) for part in base)
    return plain if plain and all(map(_is_gsm, plain)) else char


def count_segments(text: str) -> Segments:
    """Count the segments of ``text`` as it would be sent."""
    foreign = tuple(dict.fromkeys(_FOREIGN.findall(text)))
    if foreign:
        sizes = (size for cluster in clusters(text) for size in _utf16_units(cluster))
        return _fill("UCS-2", sizes, single=70, joined=_JOINED_UNITS, foreign=foreign)
    if _GSM_EXTENSION.isdisjoint(text):
        return _fill_evenly(len(text))
    return _fill("GSM-7", map(_septets, text), single=_SINGLE_SEPTETS, joined=_JOINED_SEPTETS)


def _fill_evenly(length: int) -> Segments:
    """What ``_fill`` says of ``length`` septets that take one each."""
    if length <= _SINGLE_SEPTETS:
        return Segments("GSM-7", length, min(length, 1), _SINGLE_SEPTETS - length)
    count = -(-length // _JOINED_SEPTETS)
    return Segments("GSM-7", length, count, count * _JOINED_SEPTETS - length)


def _is_gsm(char: str) -> bool:
    return char in _GSM_BASIC or char in _GSM_EXTENSION


def _septets(char: str) -> int:
    return 2 if char in _GSM_EXTENSION else 1


def _utf16_units(cluster: str) -> list[int]:
    """Sizes of what is not split: the cluster, or its characters if no segment holds it."""
    sizes = [2 if ord(char) > 0xFFFF else 1 for char in cluster]
    return [sum(sizes)] if sum(sizes) <= _JOINED_UNITS else sizes


def _fill(
    alphabet: str, sizes: Iterable[int], *, single: int, joined: int, foreign: tuple[str, ...] = ()
) -> Segments:
    """Fill segments with ``sizes`` in order: none of them is split."""
    units = list(sizes)
    length = sum(units)
    if length <= single:
        return Segments(alphabet, length, 1 if units else 0, single - length, foreign)
    count, used = 1, 0
    for size in units:
        if used + size > joined:
            count, used = count + 1, 0
        used += size
    return Segments(alphabet, length, count, joined - used, foreign)
