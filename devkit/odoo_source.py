"""Odoo 19 Community: the user's own checkout (ODOO_HOME), or Debian's package of it."""

import hashlib
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from . import debian, process, system
from .console import Problem, step
from .paths import CACHE, DOWNLOADS
from .stamps import fingerprint

SERIES = (19, 0)
PACKAGE = "odoo-19"
VERSION = "19.0.0+dfsg-1"
SHA256 = "9d2f598b0555db17e291d48ed24df184c70823c053c4c5ed53c467ca7f629bbf"
# Debian replaces the fonts and jQuery inside Odoo by links to these packages.
LINKED_PACKAGES = (
    "libjs-jquery/bookworm",
    "libjs-jquery-form/bookworm",
    "libjs-underscore/bookworm",
    "fonts-font-awesome/bookworm",
    "fonts-roboto-unhinted/bookworm",
    "fonts-inconsolata/bookworm",
    "fonts-ocr-b/bookworm",
    "fonts-montserrat/sid",
)
# Debian drops this file but not the reference to it: every page of the backend would log an error.
MISSING_SCRIPT = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
OWN_CHECKOUT = (
    "You can use an Odoo 19.0 checkout of your own instead:\n    ODOO_HOME=/path/to/odoo bin/demo"
)


@dataclass(frozen=True)
class Odoo:
    """Odoo's source: the folder with the package `odoo`, and what changes when the source does.

    Odoo finds its own addons by itself, in `odoo/addons` and in `addons`.
    """

    home: Path
    identity: str

    def addon(self, name: str) -> Path:
        """The folder of one of Odoo's own addons."""
        folders = (self.home / "odoo" / "addons", self.home / "addons")
        return next(folder / name for folder in folders if (folder / name).is_dir())


def ready() -> Odoo:
    """Odoo's source, fetched first where it is not here yet."""
    own = os.environ.get("ODOO_HOME")
    return _own_checkout(Path(own).expanduser().resolve()) if own else _debian()


def series(home: Path) -> tuple[int, int] | None:
    """The series (19, 0) of the Odoo in a folder; None where there is no Odoo."""
    release = home / "odoo" / "release.py"
    if not release.is_file():
        return None
    found = re.search(r"^version_info\s*=\s*\((\d+),\s*(\d+)", release.read_text(), re.MULTILINE)
    return (int(found[1]), int(found[2])) if found else None


def _own_checkout(home: Path) -> Odoo:
    found = series(home)
    if not found:
        raise Problem(f"ODOO_HOME is {home}, but there is no odoo/release.py with a version in it.")
    if found != SERIES:
        version = ".".join(map(str, found))
        raise Problem(f"ODOO_HOME is {home}, which holds Odoo {version}; this addon needs 19.0.")
    return Odoo(home, fingerprint(str(home), _revision(home)))


def _revision(home: Path) -> str:
    """The commit of a checkout; empty where it is not one."""
    if not (home / ".git").exists():
        return ""
    return process.run(["git", "-C", str(home), "rev-parse", "HEAD"], f"git cannot read {home}.")


def _debian() -> Odoo:
    folder = CACHE / f"odoo-{SHA256[:12]}"
    if not folder.exists():
        with step(f"Fetching Odoo 19 from Debian ({PACKAGE} {VERSION}, 123 MB)"):
            _fetch(folder)
    home = folder / "usr" / "lib" / "python3" / "dist-packages"
    return Odoo(home, SHA256[:16])


def _fetch(folder: Path) -> None:
    system.check_disk_space()
    if not debian.has_apt() or not debian.KEYRING.exists():
        raise Problem(
            "Odoo 19 is fetched from Debian's archive, and this machine lacks apt-get, dpkg, or "
            f"the package debian-archive-keyring for that.\n{OWN_CHECKOUT}"
        )
    try:
        apt = debian.Apt(DOWNLOADS / "odoo", suites=("sid", "bookworm"))
        apt.update(debian.NO_LISTS)
    except Problem as problem:
        raise Problem(f"{problem}\n{OWN_CHECKOUT}") from problem
    _unpack(download(apt), folder)
    shutil.rmtree(apt.folder)


def download(apt: debian.Apt) -> list[Path]:
    """Fetch Odoo and what Debian took out of it; refuse any other version than the known one."""
    versions = apt.versions(PACKAGE)
    if VERSION not in versions:
        now = f"it has {', '.join(versions)}" if versions else "it has none any more"
        raise Problem(f"Debian sid no longer has {PACKAGE} {VERSION} ({now}).\n{OWN_CHECKOUT}")
    packages = [f"{PACKAGE}={VERSION}", *LINKED_PACKAGES]
    files = apt.download(packages, f"Odoo cannot be downloaded from Debian.\n{OWN_CHECKOUT}")
    check_sum(next(file for file in files if file.name.startswith(PACKAGE)), SHA256)
    return files


def check_sum(file: Path, expected: str) -> None:
    """Refuse a downloaded file whose SHA-256 is not the expected one."""
    found = hashlib.sha256(file.read_bytes()).hexdigest()
    if found != expected:
        raise Problem(
            f"{file.name} is not the file this set-up was tested with.\n"
            f"    expected SHA-256 {expected}\n    found            {found}\n{OWN_CHECKOUT}"
        )


def _unpack(files, folder: Path) -> None:
    """Unpack beside the final place and move there at the end: it is complete or not there."""
    unfinished = folder.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    debian.unpack(files, unfinished)
    script = unfinished / "usr/lib/python3/dist-packages/odoo/addons" / MISSING_SCRIPT
    script.parent.mkdir(parents=True, exist_ok=True)
    script.touch()
    unfinished.rename(folder)
