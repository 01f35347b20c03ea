"""How many segments a text takes, and in which alphabet.

Source: 3GPP TS 23.038 (alphabets: GSM 7-bit default with its extension table, UCS-2) and
TS 23.040 (a text longer than one segment spends 7 septets or 3 UCS-2 characters of each segment on
the header that joins them). TS 23.040, 9.2.3.24.1 forbids to split an escaped character and a UCS-2
character; like Twilio we split nothing that a reader takes for one character, such as an emoji made
of several. Carriers that do split those may need a segment less.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from .clusters import clusters

_GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENSION = frozenset("\f^{}\\[~]|€")

_JOINED_UNITS = 67  # of UCS-2 in a segment that belongs to a longer text

# Formatting libraries put these between a figure and its currency; each would make the whole text
# UCS-2, which holds less than half as much.
_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " "})


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


def count_segments(text: str) -> Segments:
    """Count the segments of ``text`` as it would be sent."""
    foreign = tuple(dict.fromkeys(char for char in text if not _is_gsm(char)))
    if foreign:
        sizes = (size for cluster in clusters(text) for size in _utf16_units(cluster))
        return _fill("UCS-2", sizes, single=70, joined=_JOINED_UNITS, foreign=foreign)
    return _fill("GSM-7", map(_septets, text), single=160, joined=153)


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
