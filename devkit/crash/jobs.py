"""What the processes of a server are at, read from the server's log."""

import re
import time

_LINE = re.compile(
    r"^\S+ \S+ (?P<pid>\d+) \w+ \S+ odoo\.addons\.base\.models\.ir_cron: "
    r"Job '(?P<job>.+)' \(\d+\) (?P<what>starting|fully done|partially done|failed)"
    r"(?:.*duration (?P<seconds>[\d.]+)s)?"
)
# How much a new duration moves what a job is expected to take.
_WEIGHT = 0.2


class Jobs:
    """``running``: {process id: name of its scheduled action}; ``seconds``: {name: what it takes,
    of late}, so that a random moment in the middle of it can be chosen."""

    def __init__(self, first_guess: float, clock=time.monotonic):
        self._clock = clock
        self.running: dict[int, str] = {}
        self._since: dict[int, float] = {}
        self.seconds: dict[str, float] = {}
        self.ended: dict[str, int] = {}
        self._first_guess = first_guess

    def read(self, lines) -> None:
        """Follow the log."""
        for line in lines:
            if found := _LINE.match(line):
                self._note(**found.groupdict())

    def _note(self, pid, job, what, seconds):
        if what == "starting":
            self.running[int(pid)] = job
            self._since[int(pid)] = self._clock()
            return
        self.running.pop(int(pid), None)
        outcome = f"{job}: {what}"
        self.ended[outcome] = self.ended.get(outcome, 0) + 1
        if seconds:
            before = self.expected(job)
            self.seconds[job] = before + _WEIGHT * (float(seconds) - before)

    def expected(self, job: str) -> float:
        """Seconds that a run of ``job`` takes, of late."""
        return self.seconds.get(job, self._first_guess)

    def killed(self, pids) -> None:
        """These processes are no more. What they did takes at least as long as they did it."""
        for pid in set(pids) & set(self.running):
            job = self.running.pop(pid)
            lasted = self._clock() - self._since[pid]
            self.seconds[job] = max(self.expected(job), lasted)
