"""Checks an addon's XML: all of it well-formed, data files also against Odoo's own grammar.

Runs in the environment that has lxml: python -m devkit.xml_check GRAMMAR ADDON...
"""

import ast
import sys
from pathlib import Path

from lxml import etree

from .paths import shown


def main(grammar: Path, *addons: Path) -> int:
    """Print what is wrong; return 1 if anything is."""
    schema = etree.RelaxNG(etree.parse(grammar))
    data = set().union(*map(_data_files, addons))
    files = sorted(file for addon in addons for file in addon.rglob("*.xml"))
    mistakes = [mistake for file in files for mistake in _mistakes(file, file in data, schema)]
    print("\n".join(mistakes or [f"{len(files)} files are fine."]))
    return 1 if mistakes else 0


def _data_files(addon: Path) -> set[Path]:
    """The files which Odoo loads as records; others, below `static`, follow other rules."""
    manifest = ast.literal_eval((addon / "__manifest__.py").read_text())
    return {addon / name for name in manifest.get("data", []) + manifest.get("demo", [])}


def _mistakes(file: Path, is_data: bool, schema) -> list[str]:
    try:
        document = etree.parse(file)
    except etree.XMLSyntaxError as error:
        return [f"{shown(file)}: {error}"]
    if is_data and not schema.validate(document):
        return [f"{shown(file)}:{entry.line}: {entry.message}" for entry in schema.error_log]
    return []


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
