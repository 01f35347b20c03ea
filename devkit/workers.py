"""`bin/bench workers [--workers 1 2 4] [--customers N]`: several workers on one database.

For each number of workers: a real server with so many cron workers, and so many copies of each
scheduled action, decides about all customers, and then sends through a carrier that takes 100 ms.
"""

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from . import database, environment, test_database
from .console import Problem, say, step
from .crash import carrier, phases, server, world
from .paths import CACHE, LOGS, SCRIPTS

LOG = LOGS / "workers_server.log"
LATENCY = 0.1
PATIENCE = 15
# Seconds without any progress after which something is wrong.
_STUCK = 120
_LOOK = 0.1

_TEXTS = "SELECT COUNT(*) FROM collection_message WHERE direction = 'out' AND state != 'cancelled'"
_SENT = "SELECT COUNT(*) FROM collection_message WHERE state IN ('sent', 'delivered')"
# Copies bear the same name.
_ACTIVATE = """
    UPDATE ir_cron SET active = number <= %(count)s
      FROM (SELECT id AS other, ROW_NUMBER() OVER (ORDER BY id) AS number FROM ir_cron
             WHERE cron_name = %(job)s) alike
     WHERE id = other
"""


@dataclass
class Share:
    """What one kind of work took: seconds, texts, and each worker's seconds of processor time."""

    seconds: float
    texts: int
    processor: list[float]

    def __str__(self):
        busy = " ".join(f"{one:.1f}" for one in self.processor)
        rate = self.texts / self.seconds
        return f"{self.texts:8d} {self.seconds:8.1f} {rate:9.1f}   {busy}"


def main() -> int:
    """Measure and print; 1 where a text was accepted twice or is missing."""
    options = _options()
    with (
        environment.ready("test") as setup,
        test_database.prepared(setup) as name,
        tempfile.TemporaryDirectory(prefix="workers-", dir=CACHE) as folder,
    ):
        record = Path(folder) / "accepted.jsonl"
        steady = {"latency": LATENCY, "bad": 0, "seed": 1, "steady": True}
        with carrier.running(record, **steady) as running:
            with step(f"Making {options.customers} customers"):
                _make_world(setup, name, running.url, options)
            say(f"\n{'workers':<24}   texts  seconds  per second   processor time of each")
            wrong = [_measure(setup, name, running, count, options) for count in options.workers]
    return 1 if any(wrong) else 0


def _options():
    parser = argparse.ArgumentParser(prog="bin/bench workers", description=__doc__)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--customers", type=int, default=10_000)
    parser.add_argument(
        "--single", action="store_true", help="one of each scheduled action, however many workers"
    )
    return parser.parse_args()


def _make_world(setup, name, url, options):
    told = {
        "customers": options.customers, "invoices": 1, "url": url, "patience": PATIENCE,
        "jitter": 0, "copies": max(options.workers) - 1, "later": 0,
        "refreshed": True,
    }  # fmt: skip
    database.run_script(setup, name, SCRIPTS / "make_busy_world.py", json.dumps(told))


def _measure(setup, name, running, count, options) -> bool:
    """Measure with ``count`` workers in a copy of the database; returns whether all is not well."""
    before = len(running.accepted())
    with _copy(setup, name) as copy, _work(setup, copy, count, options) as work:
        work.do(phases.DECIDING, _TEXTS, options.customers, f"{count} deciding")
        work.do(phases.SENDING, _SENT, options.customers, f"{count} sending at 100 ms")
        most = running.state()["most_in_flight"]
    accepted = running.accepted()[before:]
    counts = Counter(one["uuid"] for one in accepted).values()
    twice = sum(number > 1 for number in counts)
    missing = options.customers - len(counts)
    say(f"{'':<24} twice: {twice}, missing: {missing}, at most {most} in flight so far")
    return bool(twice or missing)


@contextmanager
def _copy(setup, name):
    """A copy of the database for one measurement; no file of it is needed."""
    copy = f"{name}_workers"
    setup.cluster.query(f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)')
    setup.cluster.query(f'CREATE DATABASE "{copy}" TEMPLATE "{name}"')
    try:
        yield copy
    finally:
        setup.cluster.query(f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)')


@contextmanager
def _work(setup, name, count, options):
    folder = setup.cluster.socket_folder
    with server.running(setup, name, LOG, count, folder) as started:
        work = Work(started, world.World(name, folder, 0), 1 if options.single else count)
        work.allow(phases.SENDING, 0)
        try:
            yield work
        finally:
            work.world.close()


class Work:
    """A server with workers, and what it is let do."""

    def __init__(self, started, seen, copies):
        self._server = started
        self.world = seen
        self._copies = copies

    def allow(self, job, count) -> None:
        """Let ``count`` copies of a scheduled action run, the first among them."""
        self.world.execute(_ACTIVATE, {"job": job, "count": count})

    def do(self, job, counted, expected, title) -> None:
        """Let ``job`` be done until ``counted`` (SQL) is ``expected``, and print what it took."""
        self.allow(job, self._copies)
        self._server.wait_for(lambda: self._wakes(job), _STUCK)
        workers = {pid: psutil.Process(pid) for pid in self._server.workers()}
        before = {pid: _processor_time(worker) for pid, worker in workers.items()}
        started = time.monotonic()
        self._wait(counted, expected)
        seconds = time.monotonic() - started
        used = [_processor_time(worker) - before[pid] for pid, worker in workers.items()]
        say(f"{title:<24}{Share(seconds, expected, used)}")

    def _wakes(self, job):
        self.world.wake(job)
        return self._server.jobs.running

    def _wait(self, counted, expected):
        last, since = -1, time.monotonic()
        while (done := self.world.execute(counted)[0][0]) < expected:
            if done != last:
                last, since = done, time.monotonic()
            elif time.monotonic() - since > _STUCK:
                raise Problem(f"{done} of {expected}, and no more for {_STUCK} s; see {LOG}.")
            self._server.pause(_LOOK)


def _processor_time(worker) -> float:
    """Seconds; 0 of a worker that is no more."""
    with suppress(psutil.NoSuchProcess):
        times = worker.cpu_times()
        return times.user + times.system
    return 0.0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Problem as problem:
        sys.exit(str(problem))
