"""The Python packages, in a virtual environment with exact versions."""

import os
import shutil
import sys
from pathlib import Path

from . import process, stamps, system
from .console import Problem, step
from .paths import LOGS, QUEUE_JOB, REQUIREMENTS, VENV

# The first one that runs is taken. Odoo 19 supports 3.10 to 3.13.
_NAMES = ("python3.12", "python3.11", "python3.13", "python3.10", "python3")
# A distribution's own Python comes first: it is built with a profile of real use. One that a
# version manager compiled on this machine mostly is not, and takes 1.4 times as long for all we do.
CANDIDATES = (*(f"/usr/bin/{name}" for name in _NAMES), *_NAMES)
_PROBE = "import sys; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))"
_PROBE_VENV = "import ensurepip, venv"


def ready(layers: tuple[str, ...]) -> Path:
    """The environment's Python, with the packages of `requirements/<layer>.txt` for each layer."""
    if _is_outdated():
        with step("Creating the Python environment"):
            _create()
    for layer in layers:
        if not _is_installed(layer):
            with step(f"Installing Python packages (requirements/{layer}.txt)"):
                _install(layer)
    return _python()


def queue_job() -> Path:
    """A folder with OCA's queue_job, which the environment knows only if it is asked to."""
    stamp = QUEUE_JOB / "installed"
    wanted = requirements_fingerprint("queue_job")
    if not stamp.exists() or stamp.read_text() != wanted:
        with step("Installing queue_job (requirements/queue_job.txt)"):
            shutil.rmtree(QUEUE_JOB, ignore_errors=True)
            _pip("queue_job", "--no-deps", "--target", QUEUE_JOB)
        stamp.write_text(wanted)
    return QUEUE_JOB


def _python() -> Path:
    return VENV / "bin" / "python"


def _stamp(layer: str) -> Path:
    """Inside the environment, so that it goes when the environment goes."""
    return VENV / f"{layer}.installed"


def requirements_fingerprint(layer: str) -> str:
    """What changes when a requirements file changes."""
    return stamps.fingerprint((REQUIREMENTS / f"{layer}.txt").read_text())


def _is_installed(layer: str) -> bool:
    stamp = _stamp(layer)
    return stamp.exists() and stamp.read_text() == requirements_fingerprint(layer)


def _is_outdated() -> bool:
    """Also when a requirements file changed: pip would leave packages that went."""
    if not process.succeeds([_python(), "-c", _PROBE]):
        return True
    installed = [stamp.stem for stamp in VENV.glob("*.installed")]
    return not all(_is_installed(layer) for layer in installed)


def _create() -> None:
    system.check_disk_space()
    process.run(
        [suitable_python(), "-m", "venv", "--clear", VENV],
        "The Python environment cannot be created.",
    )


def _install(layer: str) -> None:
    _pip(layer)
    _stamp(layer).write_text(requirements_fingerprint(layer))


def _pip(layer: str, *options) -> None:
    process.run(
        [
            _python(), "-m", "pip", "install", "--no-input", "--disable-pip-version-check",
            "--prefer-binary", *options, "-r", REQUIREMENTS / f"{layer}.txt",
        ],
        "Python packages cannot be installed. Is there a network connection?",
        log=LOGS / f"pip-{layer}.log",
    )  # fmt: skip


def suitable_python() -> str:
    """A Python of the right version which can make environments."""
    # Running it is the only sure test: version managers put commands in PATH that only fail.
    suitable = [name for name in (*CANDIDATES, sys.executable) if _runs(name, _PROBE)]
    if not suitable:
        raise Problem(
            "No Python from 3.10 to 3.13 found "
            f"(tried {', '.join(_NAMES)}). Odoo 19 needs one: please install it."
        )
    complete = [name for name in suitable if _runs(name, _PROBE_VENV)]
    return complete[0] if complete else _with_venv(suitable[0])


def _with_venv(name: str) -> str:
    """Debian ships `venv` apart from Python: install it."""
    version = process.run(
        [name, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"], f"{name} does not run."
    ).strip()
    system.install(f"python{version}-venv", f"Python {version} lacks its module venv.")
    return name


def _runs(name: str, code: str) -> bool:
    return process.succeeds([name, "-c", code], cwd=os.sep)
