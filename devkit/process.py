"""Child processes which never outlive the command that started them."""

import os
import signal
import subprocess
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path

from .console import Problem, say
from .paths import ROOT, shown

GRACE_SECONDS = 10
TAIL_LINES = 25
# Where the whole output can be looked up.
TAIL_LINES_WITH_LOG = 6


def run(command, failure: str, log: Path | None = None, **options) -> str:
    """Run a command in silence and return its output (standard output and errors together).

    Where it fails: `Problem` with the words of `failure` and the end of the output. With `log`,
    the output also stays in that file.
    """
    options.setdefault("stdin", subprocess.DEVNULL)
    with _session(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options) as child:
        output = child.communicate()[0].decode(errors="replace")
    if log:
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(output)
    if child.returncode:
        raise Problem(f"{failure}\n{_tail(output, log)}")
    return output


def succeeds(command, **options) -> bool:
    """Whether a command can be run and ends with status 0; its output is thrown away."""
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **options,
        )
    except OSError:
        return False
    return done.returncode == 0


def stream(command, **options) -> int:
    """Run a command whose output goes to the terminal; return its exit status."""
    with _session(command, **options) as child:
        return child.wait()


@contextmanager
def beside(title: str, command, **options):
    """Start a command that works while the block runs.

    Yields a function that waits for it, shows what it printed and returns its exit status.
    """
    with (
        tempfile.TemporaryFile() as output,
        _session(command, stdout=output, stderr=subprocess.STDOUT, **options) as child,
    ):

        def wait_and_show() -> int:
            status = child.wait()
            output.seek(0)
            say(f"\n{title}\n{output.read().decode(errors='replace')}")
            return status

        yield wait_and_show


@contextmanager
def foreground(command, **options):
    """A child that shares our terminal (a shell, a server). Ended when the block is left.

    Ctrl-C reaches child and parent alike: the child decides what it means.
    """
    child = subprocess.Popen(command, cwd=ROOT, **options)
    try:
        yield child
    finally:
        _end(child, child.send_signal)


@contextmanager
def background(command, log: Path, **options):
    """A child in a session of its own, whose output goes to a file. Ended when the block is left.

    Ctrl-C does not reach it: it goes on until the parent is done with it.
    """
    with (
        log.open("ab") as output,
        _session(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, **options
        ) as child,
    ):
        yield child


def wait_ignoring_ctrl_c(child: subprocess.Popen) -> int:
    """Wait for a foreground child which handles Ctrl-C by itself; return its exit status."""
    while True:
        with suppress(KeyboardInterrupt):
            status = child.wait()
            return status if status >= 0 else 128 - status


@contextmanager
def _session(command, **options):
    """A child in a session of its own, so that its own children can be ended with it."""
    options.setdefault("cwd", ROOT)
    try:
        child = subprocess.Popen(command, start_new_session=True, **options)
    except FileNotFoundError as error:
        raise Problem(f"The program {command[0]} is not on this machine.") from error
    try:
        yield child
    finally:
        _end(child, lambda number: os.killpg(child.pid, number))


def _end(child, send) -> None:
    if child.poll() is None:
        send(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            child.wait(GRACE_SECONDS)
    with suppress(ProcessLookupError, PermissionError):
        send(signal.SIGKILL)
    child.wait()


def _tail(output: str, log: Path | None) -> str:
    lines = output.strip().splitlines()[-(TAIL_LINES_WITH_LOG if log else TAIL_LINES) :]
    if log:
        lines.append(f"(all of it: {shown(log)})")
    return "\n".join("    " + line for line in lines)
