"""The engine stays pure: no Odoo, no clock, no input or output."""

import ast
from pathlib import Path

import engine
import pytest

ALLOWED = {
    "calendar",
    "collections",
    "dataclasses",
    "dateparser",
    "datetime",
    "dateutil",
    "decimal",
    "enum",
    "functools",
    "holidays",
    "phonenumbers",
    "pytz",
    "re",
    "unicodedata",
    "zoneinfo",
}
MODULES = sorted(Path(engine.__file__).parent.glob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_imports_nothing_but_pure_libraries(path):
    imported = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            imported.add(node.module.split(".")[0])
    assert imported <= ALLOWED


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_asks_no_clock(path):
    calls = {
        node.attr
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute)
    }
    assert not calls & {"today", "now", "utcnow"}
