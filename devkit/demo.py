"""`bin/demo`: from nothing to a running Odoo with the addon and data to look at."""

import argparse

from . import database, environment, kannel_demo, serve, stamps, system
from .console import step
from .environment import Setup
from .locking import exclusive
from .paths import ADDON, SCRIPTS

DATABASE = "collection_demo"
MODULES = "collection_sms,payment_demo,account_payment"


def main(arguments: list[str]) -> int:
    """Prepare the demo, show the report, and serve Odoo until Ctrl-C."""
    options = _options(arguments)
    if options.serve or options.gateway == "kannel":
        system.check_port(options.port)
    with environment.ready() as setup:
        address = f"http://localhost:{options.port}"
        with exclusive(DATABASE):
            if options.reset:
                _reset(setup)
            _prepare(setup, address)
        database.run_script(setup, DATABASE, SCRIPTS / "report.py", DEMO_BASE_URL=address)
        return _serve(setup, options, address)


def _serve(setup: Setup, options, address: str) -> int:
    if options.gateway == "kannel":
        with kannel_demo.serving(setup, DATABASE, options.port, address) as server:
            return serve.wait(server, options.port) if options.serve else 0
    return serve.until_stopped(setup, DATABASE, options.port) if options.serve else 0


def _options(arguments):
    parser = argparse.ArgumentParser(
        prog="bin/demo",
        description="Set up Odoo 19 with the addon and demo data, and serve it on this machine. "
        "All it makes lies in .cache; ODOO_HOME may name an Odoo 19.0 checkout to use.",
    )
    parser.add_argument("--port", type=int, default=8069, help="where to serve (default 8069)")
    parser.add_argument(
        "--gateway",
        choices=("sandbox", "kannel"),
        default="sandbox",
        help="what carries the texts: the sandbox, or Kannel, a real SMS gateway, with a fake "
        "phone network behind it (default sandbox)",
    )
    parser.add_argument(
        "--no-serve", dest="serve", action="store_false", help="stop after the report"
    )
    parser.add_argument("--reset", action="store_true", help="drop the demo data and start over")
    return parser.parse_args(arguments)


def _reset(setup: Setup) -> None:
    with step("Dropping the demo database"):
        stamps.forget(DATABASE)
        database.drop(setup, DATABASE)


def _prepare(setup: Setup, address: str) -> None:
    """Make the demo database what it should be, with as little work as that takes."""
    wanted = f"{stamps.folder_fingerprint(ADDON)} {setup.odoo.identity}"
    made_from = stamps.read(DATABASE) if DATABASE in database.names(setup) else ""
    if made_from == wanted:
        return
    system.try_to_get_pdfs()
    stamps.forget(DATABASE)
    if made_from:
        _update(setup, made_from.split()[1])
    else:
        _create(setup, address)
    stamps.write(DATABASE, wanted)


def _create(setup: Setup, address: str) -> None:
    with step(f"Creating the database {DATABASE} (about a minute)"):
        database.drop(setup, DATABASE)
        database.create(setup, DATABASE, MODULES)
    with step("Loading the demo data"):
        script = SCRIPTS / "load_demo.py"
        database.run_script(setup, DATABASE, script, DEMO_BASE_URL=address)
    _build_assets(setup)


def _update(setup: Setup, odoo_identity: str) -> None:
    same_odoo = odoo_identity == setup.odoo.identity
    what = "The addon's source has changed" if same_odoo else "Odoo has changed"
    with step(f"{what}: updating the database {DATABASE}"):
        database.update(setup, DATABASE, "collection_sms" if same_odoo else "base")
    _build_assets(setup)


def _build_assets(setup: Setup) -> None:
    with step("Building the pages' styles and scripts"):
        database.run_script(setup, DATABASE, SCRIPTS / "build_assets.py")
