"""`bin/bench NAME`: a measurement, in a database of its own."""

import argparse

from . import database, environment, test_database
from .console import Problem
from .paths import SCRIPTS

PREFIX = "bench_"


def main(arguments: list[str]) -> int:
    """Run `devkit/odoo_scripts/bench_<name>.py` in a fresh database with the addon."""
    options, script_arguments = _options(arguments)
    script = SCRIPTS / f"{PREFIX}{options.name}.py"
    if not script.exists():
        raise Problem(f"There is no benchmark {options.name!r}. There are: {_names()}")
    with environment.ready() as setup, test_database.prepared(setup) as name:
        database.run_script(setup, name, script, *script_arguments)
    return 0


def _options(arguments):
    parser = argparse.ArgumentParser(
        prog="bin/bench",
        usage="bin/bench NAME [arguments of the benchmark]",
        description="Measure something in a throw-away database with the addon installed. "
        f"Benchmarks: {_names()}.",
        allow_abbrev=False,
    )
    parser.add_argument("name", metavar="NAME", help="which benchmark")
    return parser.parse_known_args(arguments)


def _names() -> str:
    names = [path.stem.removeprefix(PREFIX) for path in SCRIPTS.glob(f"{PREFIX}*.py")]
    return ", ".join(sorted(names)) or "none yet"
