"""Fingerprints of what something was made from, to know when to make it anew."""

import hashlib
from pathlib import Path

from .paths import STAMPS

_NOT_SOURCE = {"__pycache__", ".pytest_cache"}


def fingerprint(*parts: str) -> str:
    """A short digest of some texts; their order matters."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def folder_fingerprint(folder: Path) -> str:
    """A digest of the names and contents of all files below a folder."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not _NOT_SOURCE.intersection(path.parts):
            digest.update(f"{path.relative_to(folder)}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def read(name: str) -> str:
    """What was recorded under a name; empty where nothing was."""
    path = STAMPS / name
    return path.read_text() if path.exists() else ""


def write(name: str, value: str) -> None:
    """Record that `name` has been made, completely, from what `value` stands for."""
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / name).write_text(value)


def forget(name: str) -> None:
    """Record that `name` is not complete, before work on it starts."""
    (STAMPS / name).unlink(missing_ok=True)
