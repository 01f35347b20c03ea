"""A batch of texts on its way: each by the first gateway that fits and takes it.

Several are in flight at once, as many as each gateway allows; texts to one number go one after the
other. Another gateway is asked only where the one before certainly did not take the text.

The gateways, records or what behaves like them, are used by the thread of the round alone.
"""

import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any

from .carrier import Answer, Outgoing, Verdict
from .lines import Lines
from .settings import Misconfigured

# Seconds within which the texts of one batch are begun. A worker that takes much longer is killed
# in the middle of it.
BUDGET = 30


@dataclass(eq=False)
class Journey:
    """One text on its way; ``route``: the gateways that may carry it, the best first.

    In the end ``gateway`` is the last that was asked and ``answer`` what it said; both are None
    where nobody was asked. ``is_late``: the round was over before it was its turn.
    """

    uuid: str
    number: str
    body: str
    route: Iterable[Any]
    gateway: Any = None
    answer: Answer | None = None
    is_late: bool = False
    ahead: deque = field(init=False)

    def __post_init__(self):
        self.ahead = deque(self.route)


class Round:
    """Carries one batch on ``lines``; ``prepare(gateway, journey)`` says what a gateway is told."""

    def __init__(self, lines: Lines, prepare: Callable[[Any, Journey], Outgoing], budget=BUDGET):
        self._lines = lines
        self._prepare = prepare
        self._deadline = time.monotonic() + budget
        self._stands = {}
        self._behind = defaultdict(deque)  # texts to a number, after the one that is under way
        self._flying = 0
        self._heard = SimpleQueue()

    def carry(
        self, journeys: Iterable[Journey], meanwhile: Callable[[], None] = lambda: None
    ) -> None:
        """Take ``journeys`` to their ends; call ``meanwhile`` while the first are on their way."""
        for journey in journeys:
            self._behind[journey.number].append(journey)
        for number in list(self._behind):
            self._start_next(number)
        self._begin()
        meanwhile()
        while self._flying or any(stand.waiting for stand in self._stands.values()):
            self._hear()
            self._begin()

    def _start_next(self, number):
        """Let the next text to ``number`` stand in line, if there is one that has where to."""
        behind = self._behind[number]
        while behind and not self._line_up(behind.popleft()):
            pass

    def _line_up(self, journey):
        """Let ``journey`` wait for the next gateway of its route; returns whether there is one."""
        if journey.ahead:
            gateway = journey.ahead.popleft()
            self._stands.setdefault(gateway, _Stand(gateway)).waiting.append(journey)
            return True
        return False

    def _begin(self):
        """Let go whoever may."""
        while ready := [stand for stand in self._stands.values() if self._moves(stand)]:
            for stand in ready:
                self._move(stand, stand.waiting.popleft())

    def _moves(self, stand):
        """Whether somebody at ``stand`` may go, or need not wait there any more."""
        if not stand.waiting:
            return False
        is_free = stand.has_room() and stand.turn <= time.monotonic()
        return is_free or stand.is_paused() or self._is_over(stand)

    def _is_over(self, stand):
        """Whether this round ends before ``stand`` may ask again."""
        return max(stand.turn, time.monotonic()) > self._deadline

    def _move(self, stand, journey):
        if stand.is_paused():
            self._go_on(journey)
        elif self._is_over(stand):
            journey.is_late = True
            self._start_next(journey.number)
        else:
            self._take_off(stand, journey)

    def _take_off(self, stand, journey):
        stand.flying += 1
        self._flying += 1
        stand.count_turn()

        def tell_back(answer):
            self._heard.put((stand, journey, answer))

        try:
            settings = stand.settings()
        except Misconfigured as problem:
            reason = str(problem)
            tell_back(Answer(Verdict.NOT_ACCEPTED, code="settings", reason=reason))
            return
        outgoing = self._prepare(stand.gateway, journey)
        self._lines.tell(stand.gateway.id, settings, outgoing, tell_back)

    def _hear(self):
        """Wait for the next answer, or until a gateway's rate lets another text go."""
        waiting = [stand for stand in self._stands.values() if stand.waiting and stand.has_room()]
        turn = min((stand.turn for stand in waiting), default=None)
        patience = None if turn is None else max(0.0, turn - time.monotonic())
        with suppress(Empty):
            self._land(*self._heard.get(timeout=patience))

    def _land(self, stand, journey, answer):
        stand.flying -= 1
        self._flying -= 1
        journey.gateway, journey.answer = stand.gateway, answer
        stand.note(answer)
        if answer.verdict is Verdict.NOT_ACCEPTED:
            self._go_on(journey)
        else:
            self._start_next(journey.number)

    def _go_on(self, journey):
        """By the next gateway; without one, the next text to the same number may go."""
        if not self._line_up(journey):
            self._start_next(journey.number)


class _Stand:
    """Where texts wait for one gateway; ``flying`` are on their way, ``turn`` (of the monotonic
    clock) is when its rate lets the next one go."""

    def __init__(self, gateway):
        self.gateway = gateway
        self.waiting = deque()
        self.flying = 0
        self.turn = 0.0
        self._settings = None

    def is_paused(self):
        return self.gateway._is_paused()

    def has_room(self):
        """A gateway that has just failed gets one text at a time until it takes one."""
        return self.flying < (1 if self.gateway.failures else self.gateway.in_flight)

    def count_turn(self):
        if self.gateway.rate:
            self.turn = max(self.turn, time.monotonic()) + 1 / self.gateway.rate

    def settings(self):
        """What its I/O has to know, the same for the whole round; raises ``Misconfigured``."""
        if self._settings is None:
            self._settings = self.gateway._settings()
        return self._settings

    def note(self, answer):
        """Keep how the gateway does. What was on its way when it was paused says nothing new."""
        if self.is_paused():
            return
        if answer.verdict in (Verdict.NOT_ACCEPTED, Verdict.UNKNOWN):
            is_down = answer.verdict is Verdict.NOT_ACCEPTED
            self.gateway._note_failure(answer.reason or answer.code, answer.retry_after, is_down)
        elif self.gateway.failures or not self.gateway.last_success:
            self.gateway._note_success()
