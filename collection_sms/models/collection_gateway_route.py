"""Which gateways carry a text, in which order, and when one that fails is asked again."""

from contextlib import suppress
from datetime import timedelta

from markupsafe import escape
from odoo import fields, models
from odoo.fields import Domain
from psycopg2 import OperationalError

from ..engine import back_off

# After so many failures in a row somebody is told.
_TELL_AFTER = 3


class CollectionGateway(models.Model):
    _inherit = "collection.gateway"

    prefixes = fields.Char(
        "Numbers Beginning With",
        tracking=True,
        help="Such as +31, +32. The longest that fits goes first. Empty: all numbers.",
    )
    failures = fields.Integer("Failures in a Row", readonly=True, copy=False)
    last_success = fields.Datetime(readonly=True, copy=False)
    last_failure = fields.Datetime(readonly=True, copy=False)
    last_failure_words = fields.Char("What Went Wrong", readonly=True, copy=False)
    paused_until = fields.Datetime(
        readonly=True, copy=False, help="It took no texts; it is asked again then."
    )

    def _of_company(self, company):
        """The gateways of ``company``, or of the nearest parent that has any."""
        for one in company.sudo().parent_ids.sorted(lambda parent: -len(parent.parent_path)):
            if gateways := self.sudo().search(Domain("company_id", "=", one.id)):
                return gateways
        return self.browse()

    def _route(self, number):
        """Those of these gateways that carry texts to ``number`` (E.164), the best first."""
        fitting = [(gateway._fit(number), gateway) for gateway in self]
        ranked = sorted(
            (pair for pair in fitting if pair[0] is not None),
            key=lambda pair: (-pair[0], pair[1].sequence, pair[1].id),
        )
        return self.browse(gateway.id for _fit, gateway in ranked)

    def _fit(self, number):
        """How many characters of ``number`` a prefix of this gateway takes; None: not for it."""
        prefixes = (self.prefixes or "").replace(",", " ").split()
        if not prefixes:
            return 0
        plus = (prefix if prefix.startswith("+") else f"+{prefix}" for prefix in prefixes)
        return max((len(prefix) for prefix in plus if number.startswith(prefix)), default=None)

    def _is_paused(self):
        return bool(self.paused_until and self.paused_until > fields.Datetime.now())

    def _note_success(self):
        """The carrier answers: pauses and failures are over."""
        self._write_health({"failures": 0, "paused_until": False, "last_success": self._now()})

    def _note_failure(self, words, retry_after=None, is_down=True):
        """The carrier takes nothing: pause for ``retry_after`` seconds, or ever longer.

        ``is_down``: else it may be one text that it stumbles over, and it is asked some times more.
        """
        failures = self.failures + 1
        pause = timedelta(seconds=retry_after) if retry_after else back_off(failures)
        pauses = is_down or failures >= _TELL_AFTER
        self._write_health(
            {
                "failures": failures,
                "paused_until": pauses and self._now() + pause,
                "last_failure": self._now(),
                "last_failure_words": words,
            }
        )
        if failures == _TELL_AFTER:
            self._tell_somebody(words)

    def _now(self):
        return fields.Datetime.now()

    def _write_health(self, values):
        """Not worth waiting for: where another process writes it, that one knows as much.

        Until the batch is over the lock must not keep carriers' news from naming this gateway.
        """
        with suppress(OperationalError), self.env.cr.savepoint():
            if gateway := self.try_lock_for_update(allow_referencing=True):
                gateway.with_context(tracking_disable=True).write(values)

    def _tell_somebody(self, words):
        user = self.company_id._collection_assignee()
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("%s takes no texts: see why", self.name),
            note=escape(words),
            user_id=user.id,
        )
