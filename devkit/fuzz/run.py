"""The whole of it: a world, a server, requests, and what they found."""

import re
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings

from devkit import database, serve
from devkit.paths import LOGS, SCRIPTS

from . import attacks, client, core, pages, server_log, world
from .fingerprint import Change, Database

LOG = LOGS / "fuzz_server.log"
NEWS_LOG = LOGS / "read_news.log"
SEED = 20261120
BATCH = 500
# What a request with the link, or a carrier's secret, may lead to. Of an invoice that is only that
# it is disputed: the books themselves are compared, too.
MAY_CHANGE = re.compile(
    r"\w*collection_\w+|mail_(message|notification|activity|tracking|followers|mail|blacklist)\w*"
    r"|phone_blacklist|sms_sms|sms_tracker|payment_transaction|ir_attachment|ir_cron_trigger"
    r"|message_attachment_rel|res_partner|account_(move|invoice_transaction_rel)|ir_sequence\w*"
)


@dataclass
class Findings:
    """What was asked and what is wrong."""

    statuses: dict[str, Counter] = field(default_factory=lambda: defaultdict(Counter))
    failures: list[str] = field(default_factory=list)
    crashed: list = field(default_factory=list)  # requests
    of_core: Counter = field(default_factory=Counter)
    seconds: float = 0
    slowest: tuple[float, str] = (0, "")

    @property
    def asked(self) -> int:
        return sum(counter.total() for counter in self.statuses.values())

    def note(self, request, answer) -> None:
        """Count an answer, and keep the request if the answer is none to be had."""
        self.statuses[request.route][answer.status] += 1
        self.slowest = max(self.slowest, (answer.seconds, str(request)))
        if client.has_crashed(answer):
            self.crashed.append((request, answer.status))

    def explain(self, log: str, routes, known) -> None:
        """Make findings of crashed requests, one for each cause that the server's log tells.

        What is ``known`` of Odoo itself is counted apart.
        """
        by_path, others = server_log.crashes(log)
        causes = defaultdict(list)
        for request, status in self.crashed:
            told = by_path.get(server_log.key(request.path))
            cause = told.pop(0) if told else f"Status {status}, nothing in the log"
            if case := core.recognize(known, request, cause, routes):
                self.of_core[case.words] += 1
            else:
                causes[cause].append(request)
        for cause, requests in causes.items():
            self.failures.append(f"{len(requests)} times: {cause}\n  {requests[0]}")
        self.failures += others


class Fuzz:
    """One server and the requests to it."""

    def __init__(self, setup, name, first_seed=SEED):
        self.setup = setup
        self.name = name
        self.seed = first_seed
        self.findings = Findings()

    def run(self, count: int) -> Findings:
        """Send ``count`` requests: half of them may change nothing, the others what they should."""
        self.world = self._make_world()
        attacks.check(self.world.routes)
        environ = self.setup.environ(PATH=self._path())
        with serve.with_workers(self.setup.python, self.name, LOG, environ) as self.port:
            known = core.still_so(self.port)
            self.database = Database(self.setup, self.name)
            self.books = self.database.books()
            try:
                self._stage(attacks.locked, count // 2, self._nothing_changed)
                self._stage(attacks.opened, count - count // 2, self._only_ones_own_changed)
            finally:
                self.database.close()
        self._understand_news()
        log = LOG.read_text(errors="replace")
        self.findings.explain(log, self.world.routes, known)
        self.findings.failures += server_log.mistakes(NEWS_LOG.read_text(errors="replace"))
        return self.findings

    def _make_world(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "world.json"
            database.run_script(self.setup, self.name, SCRIPTS / "make_fuzz_world.py", str(path))
            return world.load(path)

    def _path(self):
        """With the program that stands in for the one which prints."""
        return f"{Path(__file__).parent / 'programs'}:{self.setup.environ()['PATH']}"

    def _stage(self, strategy, count, check):
        sites = self._visit()
        before = self.database.fingerprint()
        for batch in range(0, count, BATCH):
            requests = self._draw(strategy, sites, min(BATCH, count - batch))
            begun = time.monotonic()
            for request, answer in client.send_all(self.port, requests):
                self.findings.note(request, answer)
            self.findings.seconds += time.monotonic() - begun
            changes = self.database.changes(before)
            check(changes, requests)
            if changes:
                sites = self._visit()
                before = self.database.fingerprint()

    def _visit(self):
        sites = pages.visit_all(self.port, self.world.tokens)
        self.findings.failures += [
            f"An ordinary visit: {failed}" for site in sites.values() for failed in site.failed
        ]
        return sites

    def _draw(self, strategy, sites, count):
        """So many requests, spread evenly over the routes."""
        routes = self.world.routes
        drawn = []
        for number, route in enumerate(routes):
            self.seed += 1
            share = count // len(routes) + (number < count % len(routes))
            drawn += _examples(strategy(route, self.world, sites), share, self.seed)
        return drawn

    def _nothing_changed(self, changes, requests):
        if changes:
            told = "\n  ".join(map(str, changes))
            sent = "\n  ".join(map(str, requests))
            (LOGS / "fuzz_changed.log").write_text(f"{told}\n\n{sent}")
            self.findings.failures.append(f"Something has changed:\n  {told}")

    def _only_ones_own_changed(self, changes, _requests):
        for change in changes:
            if not MAY_CHANGE.fullmatch(change.table) or self._is_of_bystander(change):
                self.findings.failures.append(f"This should not have changed: {change}")
        if self.database.books() != self.books:
            self.findings.failures.append("The books have changed")

    def _is_of_bystander(self, change: Change):
        own = {"collection_case": "case_id", "res_partner": "partner_id"}.get(change.table)
        row = {**change.row, **({own: change.row.get("id")} if own else {})}
        return any(row.get(name) in ids for name, ids in self.world.bystanders.items())

    def _understand_news(self):
        """What carriers told is read as the scheduled action reads it."""
        database.run_script(self.setup, self.name, SCRIPTS / "read_news.py")


def _examples(strategy, count, number):
    """The first ``count`` examples that hypothesis makes with a seed."""
    found = []

    @seed(number)
    @settings(
        max_examples=count,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(example):
        found.append(example)

    if count:
        collect()
    return found[:count]
