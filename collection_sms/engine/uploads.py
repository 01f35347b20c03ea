"""Files that customers send: which are taken, by number, size, name and content."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

FILES_LIMIT = 3
FILE_LIMIT = 5 * 1024 * 1024  # bytes
NAME_LIMIT = 100

# What a file is called has to agree with what it is.
_ENDINGS = {
    "application/pdf": ("pdf",),
    "image/jpeg": ("jpg", "jpeg"),
    "image/png": ("png",),
    "image/heic": ("heic", "heif"),
    "image/heif": ("heic", "heif"),
}
# Bytes at the start of each; libmagic looks further into a file than the start.
_STARTS = {
    "application/pdf": re.compile(rb"%PDF-"),
    "image/jpeg": re.compile(rb"\xff\xd8\xff"),
    "image/png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "image/heic": re.compile(rb"....ftyp(heic|heix|heim|heis|hevc|mif1|msf1)", re.DOTALL),
}
_STARTS["image/heif"] = _STARTS["image/heic"]
# Characters that could change how a name looks or where a file goes.
_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class UploadRefusal(str, Enum):
    """Why files are not taken."""

    TOO_MANY_FILES = "too_many_files"
    FILE_TOO_LARGE = "file_too_large"
    FILE_EMPTY = "file_empty"
    FILE_KIND = "file_kind"


@dataclass(frozen=True, slots=True)
class Upload:
    """One file: ``size`` in bytes, ``start`` its first bytes, ``mimetype`` by its content."""

    name: str
    size: int
    start: bytes = b""
    mimetype: str = ""


def refuse_uploads(uploads: Sequence[Upload]) -> UploadRefusal | None:
    """Why ``uploads`` cannot be taken, or None if they can."""
    if len(uploads) > FILES_LIMIT:
        return UploadRefusal.TOO_MANY_FILES
    refusals = (_refuse(upload) for upload in uploads)
    return next((refusal for refusal in refusals if refusal), None)


def clean_name(name: str) -> str:
    """``name`` without its folder and without characters that mislead."""
    base = re.split(r"[/\\]", name)[-1]
    base = _UNSAFE.sub("_", base).strip(" .")
    stem, dot, ending = base.rpartition(".")
    return f"{stem[: NAME_LIMIT - len(ending) - 1]}{dot}{ending}"[-NAME_LIMIT:]


def _refuse(upload: Upload) -> UploadRefusal | None:
    if upload.size > FILE_LIMIT:
        return UploadRefusal.FILE_TOO_LARGE
    if not upload.size:
        return UploadRefusal.FILE_EMPTY
    ending = clean_name(upload.name).rpartition(".")[2].lower()
    if ending not in _ENDINGS.get(upload.mimetype, ()):
        return UploadRefusal.FILE_KIND
    return None if _STARTS[upload.mimetype].match(upload.start) else UploadRefusal.FILE_KIND
