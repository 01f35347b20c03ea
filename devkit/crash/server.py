"""A real Odoo server with cron workers, which can be frozen, looked at and killed."""

import os
import signal
import subprocess
import time
from contextlib import contextmanager, suppress

import psutil

from devkit.paths import ROOT, SCRIPTS

from .jobs import Jobs

_LOOK_SECONDS = 0.005
# What a job is thought to take before one has been seen.
_FIRST_GUESS = 0.5


class Server:
    """One server process after the other on the same database, with ``workers`` cron workers."""

    def __init__(self, setup, name, log, workers, socket_folder):
        self._command = [
            setup.python, SCRIPTS / "server.py", "-d", name, f"--db-filter=^{name}$",
            "--no-database-list", "--no-http", "--workers=1", f"--max-cron-threads={workers}",
            f"--logfile={log}", f"--db_host={socket_folder}",
        ]  # fmt: skip
        self._environ = setup.environ(no_proxy="127.0.0.1")
        self.jobs = Jobs(_FIRST_GUESS)
        log.write_text("")
        self._log_file = log
        self._log = log.open()
        self._part = ""
        self._child = None

    def start(self) -> None:
        """Start it in a session of its own, so that all of it can be killed at once."""
        with self._log_file.open("a") as output:
            self._child = subprocess.Popen(
                self._command,
                cwd=ROOT,
                env=self._environ,
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

    def look(self) -> None:
        """Learn from the log what has changed."""
        *lines, self._part = (self._part + self._log.read()).split("\n")
        self.jobs.read(lines)
        living = set(self.workers())
        self.jobs.killed([pid for pid in self.jobs.running if pid not in living])

    def workers(self) -> list[int]:
        """The processes of the workers that live now."""
        with suppress(psutil.NoSuchProcess):
            return [child.pid for child in psutil.Process(self._child.pid).children()]
        return []

    def wait_for(self, condition, seconds) -> bool:
        """Look at the log until ``condition()``; False if that takes longer than ``seconds``."""
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                return False
            time.sleep(_LOOK_SECONDS)
            self.look()
        return True

    def pause(self, seconds) -> None:
        """Let it work on for ``seconds``."""
        time.sleep(seconds)
        self.look()

    def freeze(self) -> None:
        """Let all of it stand still at this moment."""
        os.killpg(self._child.pid, signal.SIGSTOP)
        self.look()

    def thaw(self) -> None:
        """Let it go on."""
        os.killpg(self._child.pid, signal.SIGCONT)

    def kill(self, pids) -> None:
        """SIGKILL to workers; the server starts others when it is thawed."""
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        self.jobs.killed(pids)

    def kill_all(self) -> None:
        """SIGKILL to all of it."""
        with suppress(ProcessLookupError):
            os.killpg(self._child.pid, signal.SIGKILL)
        self._child.wait()
        self.jobs.killed(list(self.jobs.running))

    def has_ended(self) -> bool:
        """Whether the server itself is gone."""
        return self._child.poll() is not None

    def ports(self) -> dict[int, set[int]]:
        """{worker: local ports of its TCP connections}."""
        found = {}
        for pid in self.workers():
            with suppress(psutil.NoSuchProcess):
                connections = psutil.Process(pid).net_connections("tcp")
                found[pid] = {one.laddr.port for one in connections if one.laddr}
        return found


@contextmanager
def running(*arguments):
    """A started ``Server`` for the time of the block; nothing of it is left afterwards."""
    server = Server(*arguments)
    server.start()
    try:
        yield server
    finally:
        server.kill_all()
