"""Debian packages without root: fetched by a private apt, unpacked below `.cache`.

Nothing of the machine's own apt is changed, and signatures are checked as always.
"""

import os
import shutil
from pathlib import Path

from . import process
from .console import Problem

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
NO_LISTS = (
    "The package lists cannot be fetched from the Debian mirror this machine uses.\n"
    "Is there a network connection?"
)
_MACHINE_STATUS = Path("/var/lib/dpkg/status")


class Apt:
    """An apt with its own package lists and cache in `folder`.

    With `suites` it knows those Debian suites and believes that nothing is installed; without, it
    uses the machine's own sources and knows what the machine has.
    """

    def __init__(self, folder: Path, suites: tuple[str, ...] = ()):
        self.folder = folder
        self.options = self._own_folders()
        if suites:
            self.options += self._own_sources(suites)

    def update(self, failure: str) -> None:
        """Fetch the lists of packages."""
        self._run("apt-get", "update", failure=failure)

    def versions(self, package: str) -> list[str]:
        """The versions of a package which the lists know."""
        table = self._run("apt-cache", "madison", package, failure="apt-cache failed.")
        return [line.split("|")[1].strip() for line in table.splitlines() if "|" in line]

    def missing(self, package: str) -> list[str]:
        """The packages this machine would have to install to get one."""
        plan = self._run(
            "apt-get", "install", "--simulate", "--no-install-recommends", package,
            failure=f"Debian has no package {package}, or it cannot be installed here.",
        )  # fmt: skip
        return [line.split()[1] for line in plan.splitlines() if line.startswith("Inst ")]

    def download(self, packages, failure: str) -> list[Path]:
        """Fetch packages (names, `name=version` or `name/suite`); return their files."""
        folder = self.folder / "packages"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        self._run("apt-get", "download", *packages, failure=failure, cwd=folder)
        return sorted(folder.glob("*.deb"))

    def _run(self, program, *arguments, failure, **options):
        command = [program, *self.options, *arguments]
        environment = {**os.environ, "LC_ALL": "C"}
        return process.run(command, failure, env=environment, **options)

    def _own_folders(self):
        for name in ("state/lists/partial", "cache/archives/partial"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        return [
            f"-oDir::State={self.folder / 'state'}",
            f"-oDir::State::status={_MACHINE_STATUS}",
            f"-oDir::Cache={self.folder / 'cache'}",
            "-oAPT::Sandbox::User=",
        ]

    def _own_sources(self, suites):
        (self.folder / "status").touch()
        sources = self.folder / "sources.list"
        mirror = _mirror(self.folder / "machine")
        lines = [f"deb [signed-by={KEYRING}] {mirror} {suite} main\n" for suite in suites]
        sources.write_text("".join(lines))
        return [
            f"-oDir::State::status={self.folder / 'status'}",
            f"-oDir::Etc::SourceList={sources}",
            "-oDir::Etc::SourceParts=/dev/null",
            # Without one of our suites we cannot go on; of the machine's own, some may be broken.
            "-oAPT::Update::Error-Mode=any",
        ]


def has_apt() -> bool:
    """Whether packages can be fetched and unpacked on this machine."""
    return all(map(shutil.which, ("apt-get", "dpkg")))


def _mirror(folder: Path) -> str:
    """The Debian mirror which this machine uses."""
    mirrors = _mirrors()
    if not mirrors:
        # Images of fresh machines come without package lists, and then apt names no mirror.
        apt = Apt(folder)
        apt.update(NO_LISTS)
        mirrors = _mirrors(*apt.options)
    if not mirrors:
        raise Problem("This machine's apt knows no mirror to fetch Debian packages from.")
    return mirrors[0]


def _mirrors(*options: str) -> list[str]:
    """The addresses which apt's present lists are from, without those of security updates."""
    command = ["apt-get", *options, "indextargets", "--format", "$(REPO_URI)"]
    addresses = process.run(command, "apt-get cannot list its sources.").split()
    return [address for address in addresses if "security" not in address]


def unpack(packages, folder: Path) -> None:
    """Unpack package files into a folder, without installing them."""
    for package in packages:
        process.run(["dpkg", "-x", package, folder], f"{package.name} cannot be unpacked.")


def fetch(package: str, folder: Path, downloads: Path) -> None:
    """Unpack a package and what this machine lacks for it into `folder`; no root needed.

    The folder is complete or not there. Its programs find each other by `library_path`.
    """
    apt = Apt(downloads)
    apt.update(NO_LISTS)
    files = apt.download(apt.missing(package), f"Debian's {package} cannot be downloaded.")
    unfinished = folder.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unpack(files, unfinished)
    unfinished.rename(folder)
    shutil.rmtree(apt.folder)


def library_path(folder: Path) -> dict[str, str]:
    """The environment in which fetched programs find their libraries; empty where none are."""
    folders = [*folder.glob("usr/lib/*-linux-gnu"), *folder.glob("lib/*-linux-gnu")]
    return {"LD_LIBRARY_PATH": ":".join(map(str, folders))} if folders else {}
