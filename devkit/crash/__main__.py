"""`bin/bench crash [--kills N] [--seed N]`: prints what was killed when, and what is wrong."""

import argparse
import sys
import time
from itertools import groupby

from devkit import environment, test_database
from devkit.console import Problem, say

from .run import Crash

SEED = 20261120
_EXAMPLES = 3


def main() -> int:
    """Kill and tell; 1 where something is wrong."""
    options = _options()
    started = time.monotonic()
    with environment.ready("test") as setup, test_database.prepared(setup) as name:
        say(f"{options.kills} kills, seed {options.seed}")
        outcome = Crash(setup, name, options.seed).run(options.kills, _tell)
    show(outcome, time.monotonic() - started)
    return 1 if outcome.findings else 0


def _options():
    parser = argparse.ArgumentParser(prog="bin/bench crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=SEED)
    return parser.parse_args()


def _tell(number, kind, phase):
    say(f"{number:4d}  {kind}, {phase}")


def show(outcome, seconds) -> None:
    """Print the tables, and each finding."""
    kinds = sorted({kind for kind, _phase in outcome.kills})
    phases = sorted({phase for _kind, phase in outcome.kills})
    say(f"\n{'killed while':<20}" + "".join(f"{kind:>14}" for kind in kinds))
    for phase in phases:
        counts = "".join(f"{outcome.kills[kind, phase]:14d}" for kind in kinds)
        say(f"{phase:<20}{counts}")
    say(f"{outcome.kills.total()} kills in {seconds:.0f} s; {outcome.idle} idle moments apart")
    say(f"\n{outcome.accepted} texts accepted by the carrier:")
    for what, count in [*outcome.manners.items(), *outcome.states.items(), *outcome.jobs.items()]:
        say(f"{count:8d}  {what}")
    say(f"{outcome.texts_of_last_run} texts by the run after the last kill")
    say(f"\n{len(outcome.findings)} findings")
    for what, same in groupby(sorted(outcome.findings), key=lambda finding: finding.what):
        which = [finding.which for finding in same]
        say(f"{len(which):8d}  {what}: {', '.join(which[:_EXAMPLES])}")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Problem as problem:
        sys.exit(str(problem))
