"""A pytest plugin: processes that were given the same files share them out among themselves.

All go through the files in the same order, and each takes those that nobody has taken: as long as
there is work left, no process waits for another.
"""

from functools import cache
from pathlib import Path

import pytest

from .stamps import fingerprint


def pytest_addoption(parser) -> None:
    """Say where it is noted what was taken."""
    parser.addoption("--share", type=Path, help="a folder of those who share, empty at first")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item) -> bool | None:
    """Pass over a test of a file that somebody else took."""
    return None if _take(item.config.option.share, item.path) else True


@cache
def _take(folder: Path, path: Path) -> bool:
    """Whether the file is ours. Of those who try to make the same file, one succeeds."""
    try:
        (folder / fingerprint(str(path))).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True
