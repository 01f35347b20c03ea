"""`bin/bench scale [SIZES]`: seconds, queries and memory on books of growing size."""

import argparse
import json
import sys
from pathlib import Path

from devkit import environment, test_database
from devkit.console import Problem, say

from . import run, table

SIZES = (1_000, 10_000, 100_000, 500_000)


def main() -> int:
    """Measure book after book, and tell."""
    options = _options()
    figures = {}
    with environment.ready() as setup, test_database.prepared(setup) as name:
        for size in sorted(options.sizes or SIZES):
            say(table.heading(size, size // run.EACH))
            figures[size] = _measure(setup, name, size, options)
            if options.json:
                options.json.write_text(json.dumps(figures, indent=1))
    run.show(figures)
    return 0


def _measure(setup, name, size, options):
    parts = set(options.parts.split(","))
    if not options.peers:
        return run.measure(setup, name, size, parts - {run.COMPOSER})
    return run.measure(setup, name, size, parts) + run.measure_peer(setup, name, size)


def _options():
    parser = argparse.ArgumentParser(prog="bin/bench scale", description=__doc__)
    parser.add_argument(
        "sizes", type=int, nargs="*", help=f"open invoices of the books (default: {SIZES})"
    )
    parser.add_argument("--parts", default=",".join(run.PARTS), help="some of them (default: all)")
    parser.add_argument(
        "--no-peers", dest="peers", action="store_false", help="leave out what others do"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the figures")
    return parser.parse_args()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Problem as problem:
        sys.exit(str(problem))
