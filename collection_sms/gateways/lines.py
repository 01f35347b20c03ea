"""Lines to carriers: threads that do nothing but talk, each on a session of its own.

What a thread needs is handed to it, and what it heard is handed back: it knows neither Odoo nor
the other threads.
"""

import logging
from collections import defaultdict, deque
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor

from .carrier import Answer, Outgoing, Verdict
from .settings import Settings
from .transport import CarrierSession, open_session, send

_logger = logging.getLogger(__name__)

# Whoever uses lines says how many at once; this only keeps a mistake from starting ever more.
_MOST_THREADS = 512


class Lines:
    """Lines that are opened as they are needed, and kept for the next texts until ``hang_up``.

    ``talk``: what a thread does with one text, ``ask`` unless told otherwise.
    """

    def __init__(self, talk: Callable[[Settings, Outgoing, CarrierSession], Answer] | None = None):
        self._talk = talk or ask
        self._threads = ThreadPoolExecutor(_MOST_THREADS, thread_name_prefix="collection_sms")
        self._free = defaultdict(deque)

    def tell(
        self,
        carrier: Hashable,
        settings: Settings,
        outgoing: Outgoing,
        tell_back: Callable[[Answer], None],
    ) -> None:
        """Begin to hand ``outgoing`` over, on a line to ``carrier`` that is free or a new one.

        ``tell_back`` is called in the thread, so it should do no more than keep the answer.
        """
        free = self._free[carrier]  # only this thread takes from it
        session = free.pop() if free else open_session()
        self._threads.submit(self._run, free, session, settings, outgoing, tell_back)

    def _run(self, free, session, settings, outgoing, tell_back):
        try:
            answer = self._talk(settings, outgoing, session)
        except Exception as problem:
            # A mistake of ours, from which the other texts on their way are not to suffer.
            _logger.exception("A text may have been sent or not")
            words = f"No proper answer ({type(problem).__name__})"
            answer = Answer(Verdict.UNKNOWN, code="no_answer", reason=words)
        free.append(session)
        tell_back(answer)

    def hang_up(self) -> None:
        """Close what is open. Who still talks ends in peace, and nobody hears of it."""
        self._threads.shutdown(wait=False)
        for session in (session for free in self._free.values() for session in free):
            session.close()
        self._free.clear()


def ask(settings: Settings, outgoing: Outgoing, session: CarrierSession) -> Answer:
    """Hand ``outgoing`` over; once more where nobody knows what came of it and that is safe."""
    answer = send(settings, outgoing, session)
    if answer.verdict is Verdict.UNKNOWN and settings.is_idempotent:
        # Such a carrier knows our key again. Only its yes tells what came of the first time:
        # too many texts at once, say, is an answer to the second time alone.
        again = send(settings, outgoing, session)
        return again if again.verdict is Verdict.ACCEPTED else answer
    return answer
