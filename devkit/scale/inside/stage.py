"""One stage of the measurement: a process of its own, forked from a warm one, and its figures."""

import cProfile
import gc
import json
import os
import sys
import time
import traceback

from odoo import SUPERUSER_ID, api, sql_db

MEGABYTE = 1024  # in kB, as /proc counts


class Failed(Exception):
    """A stage ended with an error; its text is the traceback."""


class Clock:
    """Measures what happens in its ``with`` blocks, taken together."""

    def __init__(self, profile=None):
        self.figures = dict.fromkeys(("seconds", "python", "database", "queries", "peak_mb"), 0)
        self.profile = profile

    def __enter__(self):
        gc.collect()
        _forget_peak()
        self._memory = _memory("VmRSS")
        self._queries = sql_db.sql_counter
        self._backends = _backends()
        self._python = time.process_time()
        self._started = time.perf_counter()
        if self.profile:
            self.profile.enable()
        return self

    def __exit__(self, *_error):
        if self.profile:
            self.profile.disable()
        figures = self.figures
        figures["seconds"] += time.perf_counter() - self._started
        figures["python"] += time.process_time() - self._python
        figures["database"] += sum(
            spent - self._backends.get(backend, 0) for backend, spent in _backends().items()
        )
        figures["queries"] += sql_db.sql_counter - self._queries
        grown = (_memory("VmHWM") - self._memory) / MEGABYTE
        figures["peak_mb"] = max(figures["peak_mb"], grown)


def run(registry, job, *arguments, profile=None) -> dict:
    """Call ``job(env, clock, *arguments)`` in a forked process; return its figures.

    What ``job`` returns, a dict or nothing, is added. Each stage begins with the memory of the
    parent, which has done nothing big, so that its peak is its own. ``profile`` is a file for what
    cProfile says of the measured part, which makes it slower.
    """
    sys.stdout.flush()
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        _work(writer, registry, job, arguments, profile)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        told = pipe.read()
    _, status = os.waitpid(child, 0)
    if status:
        raise Failed(told or f"{job.__name__}: killed, {status}")
    return json.loads(told)


def _work(writer, registry, job, arguments, profile):
    try:
        told, status = json.dumps(_measure(registry, job, arguments, profile)), 0
    except BaseException:
        told, status = traceback.format_exc(), 1
    with os.fdopen(writer, "w") as pipe:
        pipe.write(told)
    sys.stdout.flush()
    os._exit(status)


def _measure(registry, job, arguments, profile):
    _connect_anew(registry)
    clock = Clock(profile and cProfile.Profile())
    with registry.cursor() as cr:
        more = job(api.Environment(cr, SUPERUSER_ID, {}), clock, *arguments)
    if profile:
        clock.profile.dump_stats(profile)
    return {**clock.figures, **(more or {})}


def _connect_anew(registry) -> None:
    """Leave the parent's connections to the parent; psycopg2 does not close them here."""
    sql_db._Pool = sql_db._Pool_readonly = None
    registry._db = sql_db.db_connect(registry.db_name)
    registry._db_readonly = None


def _backends() -> dict[int, float]:
    """Processor seconds that PostgreSQL has spent for each of this process's connections."""
    connections = [one for one in sql_db._Pool._connections if not one.closed]
    backends = [connection.get_backend_pid() for connection in connections]
    return {backend: _spent(backend) for backend in backends}


def _spent(process: int) -> float:
    """Processor seconds of a process, by the kernel."""
    with open(f"/proc/{process}/stat") as stat:
        of_user, of_system = stat.read().rpartition(")")[2].split()[11:13]
    return (int(of_user) + int(of_system)) / os.sysconf("SC_CLK_TCK")


def _forget_peak() -> None:
    """Let the kernel count the peak of this process from now on."""
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")


def _memory(name: str) -> int:
    """A figure (kB) of this process from the kernel."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith(f"{name}:"))
