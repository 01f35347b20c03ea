"""Another addon on the same book: fetched from PyPI, kept apart, installed in a copy only."""

import shutil

from devkit import database, process, stamps
from devkit.console import step
from devkit.environment import Setup
from devkit.paths import CACHE, LOGS, ODOO_CONF, REQUIREMENTS

FOLDER = CACHE / "bench-peers"
MODULE = "account_credit_control"
# It grows with the square of the book: 10,000 invoices take minutes, 100,000 would take hours.
MOST = 10_000
_WHY_NOT = f"stopped at {MOST:,} invoices: its time grows with the square of the book"


def prepare(setup: Setup, name: str) -> dict[str, str]:
    """Install it in the database; returns what Odoo's environment needs to find it."""
    _fetch(setup)
    configuration = FOLDER / "odoo.conf"
    ours = ODOO_CONF.read_text()
    addons = FOLDER / "odoo" / "addons"
    configuration.write_text(ours.replace("addons_path = ", f"addons_path = {addons},"))
    environment = {"ODOO_RC": str(configuration)}
    database.install(setup, name, MODULE, **environment)
    return environment


def too_large() -> dict:
    """What the table says of a book that would take too long."""
    return {"part": "peer", "name": MODULE, "stopped": _WHY_NOT}


def _fetch(setup: Setup) -> None:
    requirements = REQUIREMENTS / "bench.txt"
    wanted = stamps.fingerprint(requirements.read_text())
    if stamps.read(FOLDER.name) == wanted and FOLDER.exists():
        return
    with step("Installing what is measured beside (requirements/bench.txt)"):
        shutil.rmtree(FOLDER, ignore_errors=True)
        process.run(
            [
                setup.python, "-m", "pip", "install", "--no-input", "--disable-pip-version-check",
                "--no-deps", "--target", FOLDER, "-r", requirements,
            ],
            "Python packages cannot be installed. Is there a network connection?",
            log=LOGS / "pip-bench.log",
        )  # fmt: skip
        stamps.write(FOLDER.name, wanted)
