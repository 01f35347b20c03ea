"""Serves a database on this machine and tells where to look."""

import os
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from . import process, system, waiting
from .console import Problem, say, step
from .environment import Setup
from .paths import LOGS, SCRIPTS, shown

START_SECONDS = 120
LOG = LOGS / "server.log"


def until_stopped(setup: Setup, name: str, port: int) -> int:
    """Serve a database on 127.0.0.1 until Ctrl-C; return the server's exit status."""
    with running(setup, name, port) as server:
        return wait(server, port)


def wait(server, port: int) -> int:
    """Tell where a running server is; return its exit status after Ctrl-C."""
    say(f"\nOdoo runs: http://localhost:{port}/odoo   login: admin   password: admin")
    say(f"Stop it with Ctrl-C. Its log is {shown(LOG)}.\n")
    return process.wait_ignoring_ctrl_c(server)


@contextmanager
def running(setup: Setup, name: str, port: int, log: Path = LOG):
    """A server of a database on 127.0.0.1, scheduled actions included, while the block runs."""
    # Checked when the command began, but preparing the database takes a while.
    system.check_port(port)
    command = setup.odoo_command(
        "-d", name, f"--db-filter=^{name}$", "--no-database-list",
        f"--http-port={port}", f"--logfile={log}",
    )  # fmt: skip
    with process.foreground(command, env=setup.environ(**no_proxy())) as server:
        with step("Starting Odoo"):
            wait_until_it_answers(server, f"http://127.0.0.1:{port}/web/health", log)
        yield server


@contextmanager
def with_workers(python, name: str, log: Path, environ=None, workers: int = 2, *options):
    """A server of a database with worker processes, without scheduled actions, while the block
    runs; yields its port. It listens on this machine only.
    """
    port, gevent_port = system.free_ports(2)
    command = [
        python, SCRIPTS / "server.py", "-d", name, f"--db-filter=^{name}$", "--no-database-list",
        f"--workers={workers}", "--max-cron-threads=0", f"--http-port={port}",
        f"--gevent-port={gevent_port}", *options,
    ]  # fmt: skip
    with (
        log.open("w") as output,
        process.foreground(command, env=environ, stdout=output, stderr=output) as child,
    ):
        wait_until_it_answers(child, f"http://127.0.0.1:{port}/web/health", log)
        yield port


def wake(setup: Setup, name: str) -> None:
    """Let the server of a database run what is due: by itself it looks once a minute, or when
    somebody tells it (`ir.cron` does, in the database `postgres`)."""
    setup.cluster.query(f"NOTIFY cron_trigger, '{name}'")


def no_proxy() -> dict[str, str]:
    """A carrier on this machine is reached straight, whatever proxy the environment names."""
    spared = os.environ.get("no_proxy") or os.environ.get("NO_PROXY")
    return {"no_proxy": ",".join(filter(None, (spared, "127.0.0.1,localhost")))}


def wait_until_it_answers(server, address: str, log) -> None:
    """Wait for a server that was just started; `Problem` where it ends or takes too long."""

    def answers():
        if server.poll() is not None:
            raise Problem(f"Odoo stopped while starting; see {shown(log)}.")
        return _answers(address)

    slow = f"Odoo did not answer within {START_SECONDS} s; see {shown(log)}."
    waiting.until(answers, START_SECONDS, slow)


def _answers(address: str) -> bool:
    # Straight to this machine, whatever proxy the user's environment names.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        return opener.open(address, timeout=5).status == 200
    except (urllib.error.URLError, OSError):
        return False
