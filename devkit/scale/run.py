"""A database for each book, and the processes that measure in it."""

import json
import tempfile
from contextlib import contextmanager
from pathlib import Path

from devkit import database
from devkit.console import say
from devkit.environment import Setup
from devkit.paths import SCRIPTS

from . import goals, peers, table

EACH = 5  # invoices of a customer
COMPOSER = "composer"
PARTS = ("a", "b", "c", "d", COMPOSER)


def measure(setup: Setup, prepared: str, size: int, parts=PARTS, profiles="") -> list[dict]:
    """The figures of a book of ``size`` open invoices, in a copy of the ``prepared`` database.

    ``profiles`` is a folder for a cProfile file of each stage.
    """
    with _copy(setup, prepared, size) as copy:
        chosen = ",".join(sorted(parts))
        return _run(setup, copy, "bench_scale.py", _customers(size), chosen, str(profiles))


def measure_peer(setup: Setup, prepared: str, size: int) -> list[dict]:
    """The figures of OCA's account_credit_control, on such a book."""
    if size > peers.MOST:
        return [peers.too_large()]
    with _copy(setup, prepared, size) as copy:
        environment = peers.prepare(setup, copy)
        return _run(setup, copy, "bench_scale_peer.py", _customers(size), **environment)


def _customers(size):
    return str(max(size // EACH, 1))


def _run(setup, name, script, *arguments, **environment):
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "figures.json"
        database.run_script(setup, name, SCRIPTS / script, *arguments, str(target), **environment)
        return json.loads(target.read_text())


@contextmanager
def _copy(setup, prepared, size):
    """The name of a copy of the prepared database, which is dropped after the block."""
    copy = f"{prepared}_{size}"
    database.duplicate(setup, prepared, copy)
    try:
        yield copy
    finally:
        database.drop(setup, copy)


def show(figures: dict[int, list[dict]]) -> None:
    """Print the tables of all books and which goals are met."""
    earlier, before = [], 0
    for size, rows in figures.items():
        say(table.heading(size, size // EACH))
        say(table.block(rows, earlier, size / before if before else 1))
        earlier, before = rows, size
    for size, rows in figures.items():
        say(f"\nGoals, {size:,} open invoices")
        say(table.goals(goals.of_book(rows)))
    if len(figures) > 1:
        sizes = list(figures)
        say(f"\nGoals, {sizes[0]:,} to {sizes[-1]:,} open invoices")
        say(table.goals(goals.of_growth(figures[sizes[0]], figures[sizes[-1]])))
