"""What a reader takes for one character: a letter with its accents, a flag, a family of emoji.

Source: Unicode Standard Annex 29, grapheme clusters, without its rules for Hangul and for prepended
marks, which no text of ours needs. "Pictograph" is any symbol here, where the annex has a table.
"""

import unicodedata
from collections.abc import Iterator

_JOINER = "\u200d"
_MARKS = frozenset({"Mn", "Mc", "Me"})
_TONES = range(0x1F3FB, 0x1F400)  # of skin
_TAGS = range(0xE0020, 0xE0080)  # spell the flags of regions
_FLAGS = range(0x1F1E6, 0x1F200)  # letters, two of which make a flag


def clusters(text: str) -> Iterator[str]:
    """Split ``text`` where a reader would."""
    start = 0
    for index in range(1, len(text)):
        if not _belongs(text[start:index], text[index]):
            yield text[start:index]
            start = index
    if text:
        yield text[start:]


def _belongs(cluster: str, char: str) -> bool:
    if unicodedata.category(cluster[-1]) == "Cc":
        return False
    if _extends(char):
        return True
    if cluster[-1] == _JOINER:
        return _is_symbol(cluster[0]) and _is_symbol(char)
    return len(cluster) == 1 and ord(cluster) in _FLAGS and ord(char) in _FLAGS


def _extends(char: str) -> bool:
    code = ord(char)
    return (
        char == _JOINER or unicodedata.category(char) in _MARKS or code in _TONES or code in _TAGS
    )


def _is_symbol(char: str) -> bool:
    return unicodedata.category(char) == "So"
