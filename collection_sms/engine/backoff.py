"""How long to wait before a carrier that did not take a text is asked again."""

from datetime import timedelta

_FIRST = timedelta(minutes=1)
_LONGEST = timedelta(hours=1)

# So many of 100 parts are added at most, so that texts do not all come back at once.
_JITTER = 25


def back_off(failures: int, key: int = 0) -> timedelta:
    """The pause after so many failures in a row (one at least): doubled each time, up to an hour.

    ``key``: any number of the text's own, by which its pause differs from that of others.
    """
    pause = min(_FIRST * 2 ** min(failures - 1, 16), _LONGEST)
    return pause + pause * (key % (_JITTER + 1)) / 100
