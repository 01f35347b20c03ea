"""One at a time: two commands started together must not build the same thing twice."""

import fcntl
from contextlib import contextmanager

from .console import say
from .paths import CACHE


@contextmanager
def exclusive(what: str):
    """Be the only command at work on something; wait, and say so, while another one is."""
    CACHE.mkdir(exist_ok=True)
    with open(CACHE / f"{what}.lock", "w") as handle:
        if not try_lock(handle, fcntl.LOCK_EX):
            say(f"Another command is working on {what} in this folder; waiting for it ...")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def try_lock(handle, kind: int) -> bool:
    """Take an `flock` lock without waiting; tell whether that worked."""
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
