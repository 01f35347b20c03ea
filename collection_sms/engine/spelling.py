"""Words that are one slip away from a known word."""

import re
from collections.abc import Sequence
from functools import lru_cache

from .tone_rules import Folded

_WORD = re.compile(r"[^\W\d_]+")
# Shorter words are too often one letter away from another real word.
_SHORTEST = 6


def corrected(folded: Folded, known: Sequence[str]) -> Folded:
    """``folded`` with what is nearly one of the ``known`` words replaced by it.

    A word counts as misspelt if one letter is missing, doubled, wrong or swapped with the next,
    its first letter being right.
    """
    pieces, origin, at = [], [], 0
    for word in _WORD.finditer(folded.text):
        if meant := _meant(word[0], tuple(known)):
            pieces += [folded.text[at : word.start()], meant]
            origin += folded.origin[at : word.start()]
            origin += [folded.origin[word.start()]] * len(meant)
            at = word.end()
    pieces.append(folded.text[at:])
    origin += folded.origin[at:]
    return Folded("".join(pieces), tuple(origin), folded.length)


@lru_cache(maxsize=4096)
def _meant(word: str, known: tuple[str, ...]) -> str | None:
    """The known word that ``word`` is a slip of; None if it is one itself, or there are two."""
    if len(word) < _SHORTEST - 1 or word in known:
        return None
    near = {one for one in known if _is_slip(word, one)}
    return near.pop() if len(near) == 1 else None


def _is_slip(word: str, known: str) -> bool:
    if len(known) < _SHORTEST or word[0] != known[0] or abs(len(word) - len(known)) > 1:
        return False
    pairs = zip(word, known, strict=False)
    start = next((at for at, (ours, theirs) in enumerate(pairs) if ours != theirs), len(known))
    ours, theirs = word[start:], known[start:]
    swapped = ours[:2] == theirs[:2][::-1] and ours[2:] == theirs[2:]
    return swapped or ours[1:] == theirs[1:] or ours[1:] == theirs or ours == theirs[1:]
