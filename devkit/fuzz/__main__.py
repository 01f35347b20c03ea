"""`bin/bench fuzz [requests] [--seed N]`: prints requests by route, statuses and what is wrong."""

import argparse
import sys

from devkit import environment, test_database
from devkit.console import Problem

from .run import SEED, Fuzz


def main() -> int:
    """Run and tell; 1 where something is wrong."""
    options = _options()
    with environment.ready("test") as setup, test_database.prepared(setup) as name:
        print(f"{options.requests} requests, seed {options.seed}", flush=True)
        findings = Fuzz(setup, name, options.seed).run(options.requests)
    show(findings)
    return 1 if findings.failures else 0


def _options():
    parser = argparse.ArgumentParser(prog="bin/bench fuzz", description=__doc__)
    parser.add_argument("requests", type=int, nargs="?", default=10_000)
    parser.add_argument("--seed", type=int, default=SEED)
    return parser.parse_args()


def show(findings) -> None:
    """Print the table, and each finding."""
    width = max(len(route) for route in findings.statuses)
    for route, statuses in sorted(findings.statuses.items()):
        told = "  ".join(f"{status}: {count}" for status, count in sorted(statuses.items()))
        print(f"{route:<{width}} {statuses.total():6d}   {told}")
    rate = findings.asked / findings.seconds
    print(f"{findings.asked} requests, {rate:.1f} per second, {len(findings.failures)} findings")
    seconds, request = findings.slowest
    print(f"The slowest took {seconds:.1f} s: {request[:300]}")
    for words, count in findings.of_core.items():
        print(f"Odoo's own, on its routes too: {count} times {words}")
    for failure in findings.failures:
        print(f"\n{failure}")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Problem as problem:
        sys.exit(str(problem))
