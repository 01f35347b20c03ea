"""The whole set-up as one thing: Odoo, its Python, a running PostgreSQL, a configuration."""

import os
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from . import odoo_source, postgres, python_env, system
from .locking import exclusive
from .odoo_source import Odoo
from .paths import ADDON, BRIDGE, CACHE, ODOO_CONF, ODOO_DATA, ROOT
from .postgres import Cluster

_CONFIGURATION = """\
# Written by bin/odoo, bin/demo and bin/test; changes here are lost.
[options]
addons_path = {addons}
data_dir = {data}
db_host = {socket}
db_user = {role}
http_interface = 127.0.0.1
"""


@dataclass(frozen=True)
class Setup:
    """All that is needed to run Odoo, ready to use."""

    odoo: Odoo
    python: Path
    cluster: Cluster
    # Folders with more packages, addons among them.
    more: tuple[Path, ...] = ()

    def odoo_command(self, *arguments) -> list:
        """An Odoo command line; its configuration comes with `environ`."""
        return [self.python, "-m", "odoo", *arguments]

    def environ(self, **more: str) -> dict[str, str]:
        """The environment for Odoo's processes: where Odoo is, and our configuration."""
        ours = {
            "PYTHONPATH": os.pathsep.join(map(str, (self.odoo.home, ROOT, *self.more))),
            "ODOO_RC": str(ODOO_CONF),
            "PATH": os.pathsep.join((str(self.cluster.programs), os.environ.get("PATH", ""))),
        }
        foreign = {name for name in os.environ if name.startswith("PG")}
        kept = {name: value for name, value in os.environ.items() if name not in foreign}
        return {**kept, **ours, **more}


@contextmanager
def ready(*layers: str):
    """The set-up, made where it is not there yet; PostgreSQL runs for the time of the block.

    `layers` names requirements besides Odoo's own (`requirements/<layer>.txt`).
    """
    odoo, python = prepare("odoo", *layers)
    with postgres.running() as cluster:
        setup = Setup(odoo, python, cluster)
        _write_configuration(setup)
        yield setup


def with_queue_job(setup: Setup) -> Setup:
    """The set-up with OCA's queue_job and all that our addon for it needs."""
    with exclusive("setup"):
        return replace(setup, more=(python_env.queue_job(),))


def prepare(*layers: str) -> tuple[Odoo, Path]:
    """Odoo's source and a Python with the packages of the named requirements."""
    system.check_owner()
    with exclusive("setup"):
        return odoo_source.ready(), python_env.ready(layers)


def _addons_folder() -> Path:
    """A folder that holds our addons only: Odoo and its lint look into all that lies in it."""
    folder = CACHE / "addons"
    folder.mkdir(exist_ok=True)
    for addon in (ADDON, BRIDGE):
        link = folder / addon.name
        if link.resolve() != addon:
            link.unlink(missing_ok=True)
            link.symlink_to(addon)
    return folder


def _write_configuration(setup: Setup) -> None:
    ODOO_DATA.mkdir(exist_ok=True, mode=0o700)
    text = _CONFIGURATION.format(
        addons=_addons_folder(),
        data=ODOO_DATA,
        socket=setup.cluster.socket_folder,
        role=postgres.ROLE,
    )
    unfinished = ODOO_CONF.with_suffix(f".{os.getpid()}")
    unfinished.write_text(text)
    unfinished.rename(ODOO_CONF)
