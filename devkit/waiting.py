"""Waiting for what other processes do."""

import time

from .console import Problem


def until(condition, seconds: float, failure: str, interval: float = 0.1):
    """Ask `condition()` again and again until its answer is true; return that answer.

    `Problem` with the words of `failure` where that takes longer than `seconds`.
    """
    deadline = time.monotonic() + seconds
    while not (answer := condition()):
        if time.monotonic() > deadline:
            raise Problem(failure)
        time.sleep(interval)
    return answer
