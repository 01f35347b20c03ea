"""Kannel's programs: the machine's own, or Debian's, fetched below `.cache`; no root needed."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from . import debian, system
from .console import Problem, step
from .locking import exclusive
from .paths import CACHE, DOWNLOADS

PRIVATE = CACHE / "kannel-programs"
# Brings Kannel itself with it.
PACKAGE = "kannel-extras"
_PLACES = {"bearerbox": "usr/sbin", "smsbox": "usr/sbin", "fakesmsc": "usr/lib/kannel/test"}


@dataclass(frozen=True)
class Programs:
    """Where the boxes and the fake SMS centre's client are, and the environment they run in."""

    bearerbox: Path
    smsbox: Path
    fakesmsc: Path

    @property
    def environ(self) -> dict[str, str]:
        """The libraries of fetched programs lie beside them."""
        return debian.library_path(PRIVATE)


def ready() -> Programs:
    """Kannel's programs, fetched first where they are not here yet."""
    with exclusive("setup"):
        found = _find()
        if None in found.values():
            _fetch()
            found = _find()
    missing = [name for name, path in found.items() if path is None]
    if missing:
        raise Problem(f"Debian's package {PACKAGE} came without {', '.join(missing)}.")
    return Programs(**found)


def _find() -> dict[str, Path | None]:
    return {name: _find_one(name, place) for name, place in _PLACES.items()}


def _find_one(name: str, place: str) -> Path | None:
    in_path = shutil.which(name)
    places = [Path(in_path)] if in_path else []
    places += [root / place / name for root in (Path("/"), PRIVATE)]
    return next((path for path in places if path.exists()), None)


def _fetch() -> None:
    if not debian.has_apt():
        system.install(PACKAGE, "The texts leave through Kannel.")
        return
    with step("Fetching Kannel from Debian (3 MB)"):
        shutil.rmtree(PRIVATE, ignore_errors=True)
        debian.fetch(PACKAGE, PRIVATE, DOWNLOADS / "kannel")
