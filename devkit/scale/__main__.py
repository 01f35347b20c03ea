"""`bin/bench scale [SIZES]`: seconds, queries and memory on books of growing size."""

import argparse
import json
from pathlib import Path

from devkit import environment, test_database
from devkit.console import run_command, say

from . import run, table

SIZES = (1_000, 10_000, 100_000, 500_000)


def main(arguments: list[str]) -> int:
    """Measure book after book, and tell."""
    options = _options(arguments)
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
    parts = set(options.parts.split(",")) - (set() if options.peers else {run.COMPOSER})
    rows = run.measure(setup, name, size, parts, options.profile or "")
    return rows + run.measure_peer(setup, name, size) if options.peers else rows


def _options(arguments):
    parser = argparse.ArgumentParser(prog="bin/bench scale", description=__doc__)
    parser.add_argument(
        "sizes", type=int, nargs="*", help=f"open invoices of the books (default: {SIZES})"
    )
    parser.add_argument(
        "--parts",
        default=",".join(run.PARTS),
        help=f"some of {','.join(run.PARTS)} (default: all); a alone ends before the texts",
    )
    parser.add_argument(
        "--no-peers", dest="peers", action="store_false", help="leave out what others do"
    )
    parser.add_argument(
        "--profile", type=_folder, metavar="FOLDER",
        help="keep what cProfile says of each stage, which makes them slower",
    )  # fmt: skip
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the figures")
    return parser.parse_args(arguments)


def _folder(name):
    Path(name).mkdir(parents=True, exist_ok=True)
    return Path(name).resolve()


if __name__ == "__main__":
    run_command(main)
