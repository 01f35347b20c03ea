"""The database which the addon's tests run in: a copy of a prepared one, with the addon."""

import ast
import os
import re
from contextlib import contextmanager
from pathlib import Path

from . import database, environment, python_env, stamps
from .console import Problem, step
from .database import FAST
from .environment import Setup
from .locking import exclusive
from .paths import ADDON, BRIDGE, SCRIPTS, shown

BASE = "collection_test_base"
WITH_ADDON = "collection_test_addon"
KEPT = "collection_test_kept"
RUN_PREFIX = "collection_test_run_"
ALWAYS = ("account_payment", "sms_twilio", "payment_demo")
_COMPLAINT = re.compile(r"^\S+ \S+ \d+ (WARNING|ERROR|CRITICAL) ")


@contextmanager
def prepared(setup: Setup, reuse: bool = False):
    """The name of a database with the addon in its present state.

    It is dropped after the block, unless `reuse` asks to keep one and update the addon in it.
    """
    with exclusive(BASE):
        base = _base(setup)
        _drop_leftovers(setup)
    kind = _kept if reuse else _thrown_away
    with kind(setup, base) as name:
        yield name


def _base(setup: Setup) -> str:
    """Make the database with all that the addon depends on; return what it was made from."""
    modules = ",".join(_dependencies())
    wanted = stamps.fingerprint(
        modules, setup.odoo.identity, python_env.requirements_fingerprint("odoo")
    )
    if stamps.read(BASE) != wanted or BASE not in database.names(setup):
        with step("Preparing a database with all the addon depends on (about a minute)"):
            stamps.forget(BASE)
            database.drop(setup, BASE)
            database.create(setup, BASE, modules, **FAST)
            stamps.write(BASE, wanted)
    return wanted


def _dependencies() -> list[str]:
    manifest = ast.literal_eval((ADDON / "__manifest__.py").read_text())
    return sorted({*ALWAYS, *manifest["depends"]})


def _with_addon(setup: Setup, base: str) -> None:
    """Install the addon in its present state, once for all that is copied from it."""
    wanted = stamps.fingerprint(base, stamps.folder_fingerprint(ADDON))
    if stamps.read(WITH_ADDON) != wanted or WITH_ADDON not in database.names(setup):
        with step("Copying the prepared database and installing the addon in it"):
            stamps.forget(WITH_ADDON)
            database.duplicate(setup, BASE, WITH_ADDON)
            _refuse_complaints(database.install(setup, WITH_ADDON, ADDON.name, **FAST))
            script = SCRIPTS / "prepare_tests.py"
            database.run_script(setup, WITH_ADDON, script, **FAST)
            stamps.write(WITH_ADDON, wanted)


def _copy(setup: Setup, base: str, name: str) -> None:
    with exclusive(BASE):
        _with_addon(setup, base)
        database.duplicate(setup, WITH_ADDON, name)


@contextmanager
def _thrown_away(setup: Setup, base: str):
    name = f"{RUN_PREFIX}{os.getpid()}"
    try:
        _copy(setup, base, name)
        yield name
    finally:
        database.drop(setup, name)


@contextmanager
def twin(setup: Setup, name: str):
    """The name of a copy of the test database ``name``, for tests that run beside those in it."""
    copy = f"{name}_twin"
    try:
        database.duplicate(setup, name, copy)
        yield copy
    finally:
        database.drop(setup, copy)


def add_bridge(setup: Setup, name: str) -> Setup:
    """Install the addon for queue_job in a test database; returns the set-up that has it."""
    setup = environment.with_queue_job(setup)
    with step("Installing queue_job and the addon for it"):
        _refuse_complaints(database.install(setup, name, BRIDGE.name, **FAST))
    return setup


@contextmanager
def _kept(setup: Setup, base: str):
    with exclusive(KEPT):
        if stamps.read(KEPT) == base and KEPT in database.names(setup):
            with step("Updating the addon in the kept database"):
                _refuse_complaints(database.update(setup, KEPT, ADDON.name, **FAST))
        else:
            stamps.forget(KEPT)
            _copy(setup, base, KEPT)
            stamps.write(KEPT, base)
        yield KEPT


def _refuse_complaints(log: Path) -> None:
    """A warning while the addon is installed is a mistake in the addon."""
    complaints = [line for line in log.read_text().splitlines() if _COMPLAINT.match(line)]
    if complaints:
        lines = "\n".join("    " + line for line in complaints)
        raise Problem(f"Installing the addon gave warnings ({shown(log)}):\n{lines}")


def _drop_leftovers(setup: Setup) -> None:
    """Drop the databases of runs which were killed before they could do it."""
    for name in database.names(setup):
        pid = name.removeprefix(RUN_PREFIX).partition("_")[0]
        if name.startswith(RUN_PREFIX) and not Path("/proc", pid).exists():
            database.drop(setup, name)
