"""What reads and writes for carriers knows nothing of Odoo."""

import ast
from pathlib import Path

import gateways
import pytest

# These know Odoo: they are what its queue calls.
SEAMS = {"sandbox.py", "http.py", "twilio.py"}
FOLDER = Path(gateways.__file__).parent
MODULES = sorted(path for path in FOLDER.glob("*.py") if path.name not in SEAMS)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_imports_no_odoo(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            assert not any(alias.name.startswith("odoo") for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            assert not node.module.startswith("odoo")
