"""A carrier that has been asked already, and what is still to be done with its answers."""

import logging
from collections.abc import Callable

_logger = logging.getLogger(__name__)


class Told:
    """Stands for an SMS gateway whose answer is known: core records it without asking again."""

    def __init__(self, sms_api, results):
        self._sms_api = sms_api
        self._results = results

    def __getattr__(self, name):
        return getattr(self._sms_api, name)

    def _send_sms_batch(self, _messages, **_options):
        """The results, or the exception, of the one time that the carrier was asked."""
        if isinstance(self._results, Exception):
            raise self._results
        return self._results


class Unsettled:
    """The answers of a batch, to be recorded by ``record``, once."""

    def __init__(self, record: Callable[[], object] | None = None):
        self._record = record

    def settle(self) -> None:
        """Record the answers, unless that is done."""
        record, self._record = self._record, None
        if record:
            record()

    def settle_meanwhile(self) -> None:
        """Record the answers while other texts are on their way, which are not to suffer from it.

        What could not be recorded stays as after a crash: as texts that may have been sent.
        """
        try:
            self.settle()
        except Exception:
            _logger.exception("What a carrier said of a batch could not be recorded")
