"""`bin/bench NAME`: a measurement, in a database of its own."""

import argparse
import os

from . import database, environment, process, test_database
from .console import Problem
from .paths import ROOT, SCRIPTS

PREFIX = "bench_"
# Measured without Odoo and a database: modules of this package.
PURE = ("intents", "tone")
# Measured from outside a server, which they start themselves: modules of this package, too.
OUTSIDE = ("crash", "fuzz", "scale", "workers")
# Measured where OCA's queue_job is installed, too.
WITH_JOBS = ("jobs",)


def main(arguments: list[str]) -> int:
    """Run `devkit/odoo_scripts/bench_<name>.py` in a fresh database with the addon."""
    options, script_arguments = _options(arguments)
    if options.name in (*PURE, *OUTSIDE):
        return _run_module(options.name, script_arguments)
    script = SCRIPTS / f"{PREFIX}{options.name}.py"
    if not script.exists():
        raise Problem(f"There is no benchmark {options.name!r}. There are: {_names()}")
    with environment.ready() as setup, test_database.prepared(setup) as name:
        if options.name in WITH_JOBS:
            setup = test_database.add_bridge(setup, name)
        database.run_script(setup, name, script, *script_arguments)
    return 0


def _run_module(name: str, arguments) -> int:
    _, python = environment.prepare("odoo", *(["test"] if name in OUTSIDE else []))
    command = [python, "-m", f"devkit.{name}", *arguments]
    return process.stream(command, env={**os.environ, "PYTHONPATH": str(ROOT)})


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
    names = {path.stem.removeprefix(PREFIX) for path in SCRIPTS.glob(f"{PREFIX}*.py")}
    return ", ".join(sorted({*names, *PURE, *OUTSIDE}))
