"""`bin/test`: the pure tests, the addon's tests on a real Odoo, and whole Odoo processes."""

import argparse
import os
import tempfile
from contextlib import ExitStack
from pathlib import Path

from . import database, environment, process, system, test_database
from .console import Problem, say
from .environment import Setup
from .paths import ADDON, BRIDGE, CACHE, ROOT

PURE = tuple(ROOT / "tests" / folder for folder in ("engine", "gateways", "devkit"))
ON_ODOO = (ADDON / "tests",)
WITH_JOBS = (BRIDGE / "tests",)
PROCESSES = (ROOT / "tests" / "processes",)
# Odoo's own modules whose tests must go on passing with the addon installed.
STOCK = ("sms", "sms_twilio", "account_payment", "portal", "test_lint")
# Of pytest's exit statuses, the one for "no test was selected".
NOTHING_SELECTED = 5
# Options with which a part of the tests may well have nothing to run.
SELECTING = ("-k", "-m", "--lf", "--last-failed", "--deselect")


def main(arguments: list[str]) -> int:
    """Run the tests which the arguments ask for; return 0 only if all of them passed."""
    options, pytest_arguments = _options(arguments)
    if options.stock:
        return _run_stock(pytest_arguments)
    selection = Selection(pytest_arguments)
    return verdict(_run(selection, options.reuse), selection)


def _run(selection: "Selection", reuse: bool) -> list[int]:
    """The statuses of the parts. They run at once, since no part keeps all cores busy."""
    commands = _commands_without_odoo(selection)
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    shown = {} if selection.needs_odoo else dict([commands.popitem()])
    with ExitStack() as stack:
        others = [
            stack.enter_context(process.beside(title, command, env=environ))
            for title, command in commands.items()
        ]
        statuses = [process.stream(command, env=environ) for command in shown.values()]
        if selection.needs_odoo:
            statuses += _run_on_odoo(selection, reuse)
        return statuses + [wait_and_show() for wait_and_show in others]


class Selection:
    """Which tests, in which of the four parts, and with which options of pytest's."""

    def __init__(self, arguments: list[str]):
        paths = [argument for argument in arguments if _names_tests(argument)]
        self.options = [argument for argument in arguments if argument not in paths]
        self.pure, self.on_odoo, self.with_jobs, self.processes = (
            [_absolute(path) for path in paths or map(str, part) if _is_below(path, part)]
            for part in (PURE, ON_ODOO, WITH_JOBS, PROCESSES)
        )
        self.needs_odoo = bool(self.on_odoo or self.with_jobs)
        self.is_choosy = any(option.startswith(SELECTING) for option in self.options)


def _options(arguments):
    parser = argparse.ArgumentParser(
        prog="bin/test",
        usage="bin/test [--reuse | --stock] [paths and options of pytest]",
        description="Run the pure tests (tests/engine, tests/gateways, tests/devkit), the addon's "
        "tests on a real Odoo with PostgreSQL and Chromium (collection_sms/tests and "
        "collection_sms_queue_job/tests), and those with several Odoo processes "
        "(tests/processes). Paths choose among them.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--reuse",
        action="store_true",
        help="keep the test database and only update the addon in it: faster while developing",
    )
    parser.add_argument(
        "--stock",
        action="store_true",
        help=f"run Odoo's own tests of {', '.join(STOCK)} instead, with the addon installed",
    )
    return parser.parse_known_args(arguments)


def _names_tests(argument: str) -> bool:
    return not argument.startswith("-") and _is_below(
        argument, (*PURE, *ON_ODOO, *WITH_JOBS, *PROCESSES)
    )


def _is_below(argument: str, folders: tuple[Path, ...]) -> bool:
    path = Path(_absolute(argument).split("::")[0])
    return path.exists() and any(path.is_relative_to(folder) for folder in folders)


def _absolute(argument: str) -> str:
    """The argument from the root, since pytest runs there; the test's name (`::…`) is kept."""
    path, mark, name = argument.partition("::")
    return f"{Path(path).resolve()}{mark}{name}"


def _commands_without_odoo(selection: "Selection") -> dict[str, list]:
    """The commands for tests whose own process imports no Odoo, by what they are."""
    _, python = environment.prepare("odoo", "test")
    command = [python, *_PYTEST, "-p", "no:odoo", *selection.options]
    parts = {
        "Tests with several Odoo processes": selection.processes,
        "Pure tests, without Odoo": selection.pure,
    }
    return {title: [*command, *paths] for title, paths in parts.items() if paths}


def _run_on_odoo(selection: Selection, reuse: bool) -> list[int]:
    say("\nTests on Odoo, PostgreSQL and Chromium")
    _require_programs()
    options, paths = selection.options, selection.on_odoo
    shared = paths == list(map(str, ON_ODOO)) and not reuse
    with environment.ready("test") as setup, test_database.prepared(setup, reuse) as name:
        statuses = []
        if paths and not shared:
            statuses.append(_run_pytest_odoo(setup, name, [*options, *paths]))
        if shared or selection.with_jobs:
            with test_database.twin(setup, name) as copy:
                if shared:
                    statuses.append(_run_shared(setup, (name, copy), options))
                if selection.with_jobs:
                    statuses.append(_run_with_jobs(setup, copy, [*options, *selection.with_jobs]))
        return statuses


def _run_with_jobs(setup: Setup, name: str, arguments) -> int:
    """Tests of the addon for queue_job, in a database where it is installed as well.

    pytest-odoo starts a server, and with it a job runner, unless that has nothing to run.
    """
    setup = test_database.add_bridge(setup, name)
    return _run_pytest_odoo(setup, name, arguments, ODOO_QUEUE_JOB_CHANNELS="root:0")


def _run_shared(setup: Setup, names: tuple[str, str], options) -> int:
    """All tests of the addon, shared out file by file between two databases at once.

    Large files come first: they take longest, and at the end nobody should wait for one.
    """
    files = sorted(ADDON.glob("tests/test_*.py"), key=lambda path: path.stat().st_size)[::-1]
    with _temporary_folder() as folder:
        taken = Path(folder, "taken")
        taken.mkdir()
        sharing = ["-p", "devkit.sharing", f"--share={taken}", *options, *map(str, files)]
        first, second = (_pytest_odoo(setup, name, sharing) for name in names)
        environ = setup.environ(TMPDIR=folder, **test_database.FAST)
        title = "Tests on Odoo, PostgreSQL and Chromium, in the other database"
        with process.beside(title, second, env=environ) as wait_and_show:
            return max(process.stream(first, env=environ), wait_and_show())


def _run_stock(options) -> int:
    """Odoo's own tests; some of them skip themselves, so skips are allowed here."""
    say("Odoo's own tests, with the addon installed")
    _require_programs()
    with environment.ready("test", "lint") as setup, test_database.prepared(setup) as name:
        database.install(setup, name, "test_lint")
        paths = [str(setup.odoo.addon(module) / "tests") for module in STOCK]
        plugins = ("devkit.strict_skips", "devkit.warm_caches")
        without = [f"-pno:{plugin}" for plugin in plugins]
        return _run_pytest_odoo(setup, name, [*without, *options, *paths])


def _run_pytest_odoo(setup: Setup, name: str, arguments, **variables: str) -> int:
    with _temporary_folder() as folder:
        environ = setup.environ(TMPDIR=folder, **test_database.FAST, **variables)
        return process.stream(_pytest_odoo(setup, name, arguments), env=environ)


def _temporary_folder():
    """Chromium's profiles go with it, also when the run is stopped."""
    return tempfile.TemporaryDirectory(prefix="collection-test-")


def _pytest_odoo(setup: Setup, name: str, arguments) -> list[str]:
    return [
        setup.python, *_PYTEST, f"--odoo-database={name}", f"--odoo-config={environment.ODOO_CONF}",
        "--odoo-log-level=error", "--odoo-http", "-p", "devkit.warm_caches", *arguments,
    ]  # fmt: skip


_PYTEST = (
    "-m", "pytest", "--rootdir", str(ROOT), "-o", f"cache_dir={CACHE / 'pytest'}",
    "-p", "devkit.strict_skips", "-rfE",
)  # fmt: skip


def _require_programs() -> None:
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    system.require("chromium", "The tests in a browser need Chromium.", *names)
    system.try_to_get_pdfs()


def verdict(statuses: list[int], selection: Selection) -> int:
    """The first failure. Nothing to run is one too, unless the user chose among the tests."""
    if NOTHING_SELECTED in statuses and not (selection.is_choosy and 0 in statuses):
        raise Problem("There was no test to run.")
    return next((status for status in statuses if status not in (0, NOTHING_SELECTED)), 0)
