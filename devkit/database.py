"""Databases: create, copy, update, drop them, and run scripts in them."""

import json
import os
import shutil
from pathlib import Path

from . import process
from .console import Problem
from .environment import Setup
from .paths import LOGS, ODOO_DATA, shown

# Odoo's shell runs what it reads as its input. Which script that is, is in the environment.
_RUN_SCRIPT = """\
import json, os, runpy, sys
sys.argv = json.loads(os.environ["DEVKIT_SCRIPT"])
runpy.run_path(sys.argv[0], init_globals={"env": env}, run_name="__main__")
env.cr.commit()
"""
# For databases that live for one run: a crash may lose the last moment, never the consistency.
FAST = {"PGOPTIONS": "-c synchronous_commit=off"}


def names(setup: Setup) -> set[str]:
    """The names of all databases of this set-up."""
    return set(setup.cluster.query("SELECT datname FROM pg_database WHERE NOT datistemplate"))


def create(setup: Setup, name: str, modules: str, **environment: str) -> Path:
    """Create a database with some modules (comma-separated), without stock demo data.

    Returns the log. The login is admin / admin.
    """
    return _change_modules(setup, name, "-i", modules, environment)


def install(setup: Setup, name: str, modules: str, **environment: str) -> Path:
    """Install modules in an existing database; return the log."""
    return _change_modules(setup, name, "-i", modules, environment)


def update(setup: Setup, name: str, modules: str, **environment: str) -> Path:
    """Update modules to their present source; return the log."""
    return _change_modules(setup, name, "-u", modules, environment)


def duplicate(setup: Setup, source: str, target: str) -> None:
    """Copy a database that nobody uses, with its filestore; one named `target` is replaced.

    Odoo's own command does it in ten times as long, for it gives the copy an identity of its own.
    """
    drop(setup, target)
    setup.cluster.query(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
    if _filestore(source).exists():
        shutil.copytree(_filestore(source), _filestore(target))


def drop(setup: Setup, name: str) -> None:
    """Drop a database and its filestore, where it exists."""
    setup.cluster.query(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    shutil.rmtree(_filestore(name), ignore_errors=True)


def run_script(setup: Setup, name: str, script: Path, *arguments: str, **environment: str) -> None:
    """Run a Python file in a database, with `env` as in Odoo's shell; commit at its end.

    It finds the arguments in `sys.argv`. What it prints goes to the terminal, Odoo's own log to
    `.cache/log`. Where it fails: `Problem`, and what it did not commit itself is undone.
    """
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"{script.stem}.log"
    log.unlink(missing_ok=True)
    command = setup.odoo_command("shell", "-d", name, "--no-http", f"--logfile={log}")
    status = process.stream(
        command,
        env=setup.environ(DEVKIT_SCRIPT=json.dumps([str(script), *arguments]), **environment),
        stdin=_as_input(_RUN_SCRIPT),
    )
    if status:
        raise Problem(f"{shown(script)} failed in database {name} (see above and {shown(log)}).")


def _change_modules(setup, name, option, modules, environment) -> Path:
    log = LOGS / f"{name}.log"
    command = setup.odoo_command("-d", name, option, modules, "--stop-after-init", "--no-http")
    failure = f"Odoo could not install or update {modules} in database {name}."
    process.run(command, failure, log=log, env=setup.environ(**environment))
    return log


def _filestore(name: str) -> Path:
    return ODOO_DATA / "filestore" / name


def _as_input(text: str) -> int:
    """A pipe which holds a text short enough to fit in it."""
    reader, writer = os.pipe()
    with os.fdopen(writer, "w") as pipe:
        pipe.write(text)
    return reader
