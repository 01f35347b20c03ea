"""`bin/lint`: the source checks. Every one of them runs, so that one call shows all there is."""

import argparse
import os
from pathlib import Path

from . import environment, process
from .console import say
from .paths import ADDON, BRIDGE, ROOT

SOURCES = [
    str(path)
    for path in (ADDON, BRIDGE, ROOT / "devkit", ROOT / "tests", ROOT / "bin")
    if path.exists()
]
# Checks of the OCA's that do not fit here: the authors' names and the README are not the OCA's,
# and a large model is spread over several files on purpose.
NOT_OURS = "manifest-required-author,missing-readme,consider-merging-classes-inherited"
# Matters of taste: the order of attributes in XML, for one, and what a README is written in.
TASTE = (
    "xml-header-wrong,xml-header-missing,xml-tag-position,xml-id-position-first,prefer-readme-rst"
)
# The demo loader reads its CSV files itself, and Odoo's lint allows no manifest key to say so.
READ_IN_PYTHON = "file-not-used"


def main(arguments: list[str]) -> int:
    """Run all checks; return 0 only if every one of them found nothing."""
    _options(arguments)
    odoo, python = environment.prepare("odoo", "lint")
    checks = _checks(python, odoo.home / "odoo" / "import_xml.rng")
    failed = [title for title, command in checks.items() if not _passes(title, command)]
    say(f"\nFailed: {', '.join(failed)}" if failed else "\nAll checks passed.")
    return 1 if failed else 0


def _options(arguments):
    parser = argparse.ArgumentParser(
        prog="bin/lint",
        description="Check the source of the addon, the tests and the set-up. To mend what can be "
        "mended automatically: .cache/venv/bin/python -m ruff check --fix; "
        ".cache/venv/bin/python -m ruff format",
    )
    return parser.parse_args(arguments)


def _checks(python: Path, grammar: Path) -> dict[str, list]:
    """The commands to run, by what they check."""
    pylint = [python, "-m", "pylint", "--disable=all", "--enable=odoolint"]
    oca = [python, "-m", "oca_pre_commit_hooks.cli", f"--disable={TASTE},{READ_IN_PYTHON}"]
    return {
        "ruff": [python, "-m", "ruff", "check", *SOURCES],
        "ruff format": [python, "-m", "ruff", "format", "--check", *SOURCES],
        "pylint-odoo": [*pylint, f"--disable={NOT_OURS}", "--score=no", ADDON, BRIDGE],
        "XML": [python, "-m", "devkit.xml_check", grammar, ADDON, BRIDGE],
        "oca-checks": [*oca, ADDON, BRIDGE],
    }


def _passes(title: str, command) -> bool:
    say(f"\n{title}")
    return process.stream(command, env={**os.environ, "PYTHONPATH": str(ROOT)}) == 0
