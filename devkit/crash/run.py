"""The whole of it: a server at work, kills at random moments, and what is left afterwards."""

import json
import tempfile
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from devkit import database, postgres
from devkit.console import Problem, step
from devkit.paths import CACHE, LOGS, SCRIPTS

from . import carrier, checks, manners, phases, server, world

SERVER_LOG = LOGS / "crash_server.log"
OWN_POSTGRES = CACHE / "postgres-crash"
WORLD = "make_busy_world.py"
CUSTOMERS, INVOICES = 300, 2
WORKERS = 4
# Seconds that the carrier takes on average, and the share of texts towards which it misbehaves.
LATENCY, BAD = 0.02, 0.04
# Texts that one claim covers: so long a batch is at the carrier.
BATCH = 20
_JOBS = {"deciding": phases.DECIDING, "releasing": phases.RELEASING, "claiming": phases.SENDING}
_ALL = (phases.DECIDING, phases.RELEASING, phases.SENDING)
# How often of the times that the server is woken it is to decide, too: that costs most.
_DECIDING_SHARE = 0.2
# A step lets this many days pass for so many customers.
DAYS, MOVED = 8, 30
# For so many planned texts the time comes with each step.
RELEASED = 25
# What is killed, and how often of a hundred times.
KINDS = {"a worker": 55, "all workers": 10, "the server": 20, "PostgreSQL": 10, "all of it": 5}
_KILLS = {
    "a worker": "_kill_workers",
    "all workers": "_kill_workers",
    "the server": "_kill_server",
    "PostgreSQL": "_kill_postgres",
    "all of it": "_kill_everything",
}
_WITH_POSTGRES = ("PostgreSQL", "all of it")
# What a kill aims at, and how often of a hundred times; other workers are hit at what they do.
TARGETS = {"deciding": 25, "releasing": 10, "claiming": 15, "sending": 35, "settling": 15}
# Longer than any start of a server: then something is wrong.
_SLOW = 120
_QUIET = 300
_LOOK = 0.2
# Two may have been begun before the last customer was due.
_RUNS_TO_BE_SURE = 3
_TIRED = 20  # steps without a kill
_IMPATIENT = 40  # seconds until work of another kind will do


@dataclass
class Outcome:
    """``kills``: {(what was killed, what it was doing): how often}; ``idle``: moments that did not
    count."""

    kills: Counter = field(default_factory=Counter)
    idle: int = 0
    findings: list[checks.Finding] = field(default_factory=list)
    states: Counter = field(default_factory=Counter)
    accepted: int = 0
    manners: Counter = field(default_factory=Counter)
    jobs: dict[str, int] = field(default_factory=dict)
    texts_of_last_run: int = 0


class Crash:
    """One database, one carrier, and servers that are killed."""

    def __init__(self, setup, name, seed, own_postgres=True, customers=CUSTOMERS):
        self._setup = setup
        self._name = name
        self._random = Random(seed)
        self._seed = seed
        self._own_postgres = own_postgres
        self._customers = customers
        self._dead = set()  # claims of processes that have been killed
        self.outcome = Outcome()

    def run(self, kills: int, told=lambda number, kind, phase: None) -> Outcome:
        """Kill ``kills`` times in the middle of work; ``told`` hears of each."""
        with self._everything():
            self._let_first_texts_be_planned()
            number = idle = 0
            while number < kills:
                hit = self._step()
                if hit:
                    number, idle = number + 1, 0
                    self.outcome.kills[hit] += 1
                    told(number, *hit)
                else:
                    idle += 1
                    self.outcome.idle += 1
                if idle > _TIRED:
                    raise Problem(f"Nothing to kill is found any more; see {SERVER_LOG}.")
            self._come_to_rest()
            self._check()
        return self.outcome

    @contextmanager
    def _everything(self):
        with tempfile.TemporaryDirectory(prefix="crash-", dir=CACHE) as folder:
            record = Path(folder) / "accepted.jsonl"
            settings = {"latency": LATENCY, "bad": BAD, "seed": self._seed}
            with carrier.running(record, **settings) as self._carrier:
                self._make_world()
                with self._some_cluster() as self._cluster:
                    folder = self._cluster.socket_folder
                    self._world = world.World(self._name, folder, self._seed)
                    started = server.running(self._setup, self._name, SERVER_LOG, WORKERS, folder)
                    with started as self._server:
                        yield
                    self._world.close()

    @contextmanager
    def _some_cluster(self):
        """The one that everybody uses, or a copy of it that may be restarted at any time."""
        if not self._own_postgres:
            yield self._setup.cluster
            return
        with postgres.running(OWN_POSTGRES) as cluster:
            with step("Copying the database to a PostgreSQL of its own"):
                postgres.copy(self._setup.cluster, cluster, self._name)
            yield cluster
            cluster.query(f'DROP DATABASE "{self._name}" WITH (FORCE)')

    def _make_world(self):
        options = {
            "customers": self._customers, "invoices": INVOICES, "url": self._carrier.url,
            "patience": manners.PATIENCE, "jitter": 30, "copies": 1, "later": 2,
            "refreshed": False,
        }  # fmt: skip
        script = SCRIPTS / WORLD
        database.run_script(self._setup, self._name, script, json.dumps(options))

    def _let_first_texts_be_planned(self):
        """There is something to send from the first kill on, and a measure of how long it takes."""
        self._wait_for(self._has_decided, wake=phases.DECIDING)

    def _has_decided(self):
        return self._runs(phases.DECIDING) and not self._is_at(phases.DECIDING)

    # --- one kill --------------------------------------------------------------------------------

    def _step(self):
        """Make work, wait for a random moment in the middle of it, and kill; returns what was
        killed and what it was doing, or nothing where it was doing nothing."""
        self._let_time_pass()
        if self._server.has_ended():
            raise Problem(f"The server has ended by itself; see {SERVER_LOG}.")
        target = self._random.choices(list(TARGETS), list(TARGETS.values()))[0]
        self._aim(target)
        return self._kill(self._draw_kind(), _JOBS.get(target, phases.SENDING))

    def _aim(self, target):
        """Wait for ``target``, and for a random moment in it."""
        if target in _JOBS:
            self._wait_for(lambda: self._is_at(_JOBS[target]), wake=_JOBS[target])
            length = self._server.jobs.expected(_JOBS[target])
            self._server.pause(self._random.random() * length)
            return
        self._wait_for(self._is_sending)
        if target == "sending":
            self._server.pause(self._random.random() * BATCH * LATENCY)
        else:
            self._wait_for(lambda: not self._is_sending())

    def _let_time_pass(self):
        """Not below the hands of those who are at it: they would have to begin anew."""
        if not self._is_at(phases.DECIDING):
            self._world.move_on(MOVED, DAYS)
            if not self._is_at(phases.RELEASING):
                self._world.let_time_come(RELEASED)

    def _wait_for(self, condition, wake=phases.SENDING):
        """Wait until ``condition()``; after some patience, until anything is being done."""
        for attempt in range(_SLOW):
            # What is decided and released in between is what there is to send.
            jobs = _ALL if self._random.random() < _DECIDING_SHARE else (phases.RELEASING, wake)
            self._world.wake(*jobs, phases.SENDING)
            if self._server.wait_for(condition, seconds=1):
                return
            if attempt > _IMPATIENT:
                if self._server.jobs.running:
                    return
                self._let_time_pass()  # where somebody was deciding when the step began
        raise Problem(f"Nothing has been done for {_SLOW} seconds; see {SERVER_LOG}.")

    def _is_sending(self):
        return bool(self._carrier.state()["in_flight"])

    def _is_at(self, target):
        return target in self._server.jobs.running.values()

    def _draw_kind(self):
        kinds = {kind: share for kind, share in KINDS.items() if self._may(kind)}
        return self._random.choices(list(kinds), list(kinds.values()))[0]

    def _may(self, kind):
        return self._own_postgres or kind not in _WITH_POSTGRES

    def _kill(self, kind, job):
        """Freeze the server, look what it is doing, and kill: one that is at ``job`` where it is
        to be one only. Returns what was hit, if anything."""
        self._server.freeze()
        moment = self._look()
        victims = [pid for pid in moment.jobs if phases.phase(moment, pid) != "idle"]
        if kind == "a worker":
            wanted = [pid for pid in victims if moment.jobs[pid] == job]
            victims = [self._random.choice(wanted or victims)] if victims else []
        if victims:
            getattr(self, _KILLS[kind])(victims)
            self._dead |= moment.claimed
        if not self._server.has_ended():
            self._server.thaw()
        phase = phases.worst(phases.phase(moment, pid) for pid in victims)
        return (kind, phase) if victims else None

    def _kill_workers(self, victims):
        self._server.kill(victims)

    def _kill_server(self, _victims):
        self._server.kill_all()
        self._server.start()

    def _kill_postgres(self, _victims):
        self._cluster.crash()
        self._world.close()

    def _kill_everything(self, victims):
        self._server.kill_all()
        self._kill_postgres(victims)
        self._server.start()

    def _look(self):
        """What the frozen server was doing."""
        in_flight = {port for port, _uuid in self._carrier.state()["in_flight"]}
        claimed = self._world.claimed() - self._dead
        return phases.Moment(
            jobs=dict(self._server.jobs.running),
            ports={pid: own & in_flight for pid, own in self._server.ports().items()},
            claimed=frozenset(claimed),
            asked=frozenset(claimed & set(self._carrier.asked())),
            to_send=self._world.to_send(),
            to_release=self._world.to_release(),
        )

    # --- afterwards ------------------------------------------------------------------------------

    def _come_to_rest(self):
        """Let all that is left be done, and then one more run without a kill."""
        self._wait_for_quiet()
        before = len(self._carrier.accepted())
        self._world.move_on(MOVED, DAYS)
        self._wait_for_quiet()
        self.outcome.texts_of_last_run = len(self._carrier.accepted()) - before

    def _wait_for_quiet(self):
        """Until the follow-up has been run and nothing waits any more."""
        runs = self._runs(phases.DECIDING)
        for _look in range(int(_QUIET / _LOOK)):
            if not self._server.jobs.running:
                self._world.let_time_come(self._customers)
                self._world.wake(*_ALL)
            self._server.pause(_LOOK)
            enough = self._runs(phases.DECIDING) >= runs + _RUNS_TO_BE_SURE
            if enough and not self._server.jobs.running and not self._world.waiting():
                return
        # What is stuck is a finding, and the checks name it.

    def _runs(self, job):
        return sum(count for told, count in self._server.jobs.ended.items() if told.startswith(job))

    def _check(self):
        accepted, books = self._carrier.accepted(), self._world.books()
        outcome = self.outcome
        outcome.findings = checks.findings(accepted, books)
        if not outcome.texts_of_last_run:
            outcome.findings.append(checks.Finding("the run after the last kill texted nobody"))
        outcome.accepted = len(accepted)
        outcome.manners = Counter(one["how"] for one in accepted)
        outcome.states = Counter(text.state for text in books.texts)
        outcome.jobs = dict(self._server.jobs.ended)
