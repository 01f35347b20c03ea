"""What the machine itself must have: disk space, a free port, a few system packages."""

import os
import shutil
import socket
from contextlib import ExitStack

from . import process
from .console import Problem, say, step
from .paths import CACHE, ROOT

NEEDED_GIGABYTES = 3


def check_disk_space() -> None:
    """Refuse to start downloading what will not fit."""
    free = shutil.disk_usage(ROOT).free / 1e9
    if free < NEEDED_GIGABYTES:
        raise Problem(
            f"The set-up needs {NEEDED_GIGABYTES} GB of disk space below {CACHE}; "
            f"only {free:.1f} GB is free."
        )


def check_owner() -> None:
    """Refuse to work on files of another user: one of the two could not go on afterwards."""
    owner = CACHE.stat().st_uid if CACHE.exists() else os.geteuid()
    if owner != os.geteuid():
        raise Problem(
            f"{CACHE} was made by another user (number {owner}). Run this as that user, or "
            "delete the folder to start over."
        )


def check_port(port: int) -> None:
    """Refuse a port which another program listens on already."""
    with socket.socket() as probe:
        # As servers do: a port that was closed a moment ago counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError as error:
            raise Problem(f"Port {port} is for root only. Choose one from 1024 on.") from error
        except OSError as error:
            raise Problem(
                f"Port {port} is in use by another program. Choose another one: "
                f"bin/demo --port {port + 1}"
            ) from error


def free_ports(count: int) -> list[int]:
    """Ports of this machine which nobody listens on at this moment."""
    with ExitStack() as probes:
        found = [probes.enter_context(socket.socket()) for _ in range(count)]
        for probe in found:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in found]


def require(package: str, why: str, *programs: str) -> None:
    """Install a Debian package unless one of its programs (by default of its name) is here."""
    if not any(map(shutil.which, programs or (package,))):
        install(package, why)


def try_to_get_pdfs() -> None:
    """Install the program that Odoo prints with. Debian has none from release 13 on, and all else
    works without it: where it cannot be had, say so and go on.
    """
    try:
        require("wkhtmltopdf", "Odoo prints PDFs with wkhtmltopdf.")
    except Problem:
        say("No PDFs can be printed: the program wkhtmltopdf cannot be installed here by itself.")


def install(package: str, why: str) -> None:
    """Install a Debian package on this machine; ask the user where that takes their password."""
    if not shutil.which("apt-get"):
        raise Problem(f"{why}\nPlease install it (Debian calls the package {package}).")
    command = ["apt-get", "install", "-y", "--no-install-recommends", package]
    prefix = _root_prefix()
    if prefix is None:
        raise Problem(f"{why}\nPlease install it:\n    sudo {' '.join(command)}")
    with step(f"Installing the system package {package}. {why}"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        process.run([*prefix, "apt-get", "update"], "apt-get update failed.", env=environment)
        process.run([*prefix, *command], f"{package} cannot be installed.", env=environment)


def _root_prefix() -> list[str] | None:
    """What to put before a command to run it as root; None where that takes a password."""
    if os.geteuid() == 0:
        return []
    sudo = ["sudo", "-n"]
    return sudo if process.succeeds([*sudo, "true"]) else None
