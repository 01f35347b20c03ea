"""A database for each book, and the processes that measure in it."""

import json
import tempfile
from pathlib import Path

from devkit import database
from devkit.console import say
from devkit.environment import Setup
from devkit.paths import SCRIPTS

from . import goals, table

EACH = 5  # invoices of a customer
PARTS = ("a", "b", "c", "d")


def measure(setup: Setup, prepared: str, size: int, parts=PARTS) -> list[dict]:
    """The figures of a book of ``size`` open invoices, in a copy of the ``prepared`` database."""
    copy = f"{prepared}_{size}"
    setup.cluster.query(f'CREATE DATABASE "{copy}" TEMPLATE "{prepared}"')
    try:
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder) / "figures.json"
            script = SCRIPTS / "bench_scale.py"
            arguments = str(max(size // EACH, 1)), ",".join(parts), str(target)
            database.run_script(setup, copy, script, *arguments)
            return json.loads(target.read_text())
    finally:
        setup.cluster.query(f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)')


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
