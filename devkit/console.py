"""What the user sees: numbered steps with their time, and problems in plain words."""

import signal
import sys
import time
from contextlib import contextmanager
from itertools import count

_numbers = count(1)


class Problem(Exception):
    """Something the user can act on. Its text is all they see; there is no traceback."""


def say(text: str = "") -> None:
    """Print a line at once, also into a pipe."""
    print(text, flush=True)


@contextmanager
def step(title: str):
    """Announce a piece of work before it starts and tell how long it took."""
    start = time.monotonic()
    say(f"[{next(_numbers)}] {title} ...")
    yield
    say(f"    done in {time.monotonic() - start:.1f} s")


def run_command(main) -> None:
    """Run a command's `main(arguments) -> exit status` and exit with that status.

    A `Problem` becomes one readable error and status 1. Being told to stop (Ctrl-C, SIGTERM,
    SIGHUP) unwinds the stack, so that every `finally` ends the processes it started.
    """
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        status = main(sys.argv[1:])
    except Problem as problem:
        sys.stdout.flush()
        print(f"\nProblem: {problem}", file=sys.stderr)
        status = 1
    except KeyboardInterrupt:
        status = 128 + signal.SIGINT
    sys.exit(status)


def _stop(number, _frame):
    sys.exit(128 + number)
