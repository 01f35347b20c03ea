"""What a company has to do with Twilio beside what core's connector knows."""

from contextlib import suppress
from datetime import timedelta

from markupsafe import escape
from odoo import api, fields, models
from odoo.tools.urls import urljoin
from psycopg2 import OperationalError

from ..engine import back_off
from ..gateways.twilio_webhook import TWILIO, is_from_twilio

# After so many failures in a row somebody is told.
_TELL_AFTER = 3

_ACCOUNT = {"sms_provider", "sms_twilio_account_sid", "sms_twilio_auth_token"}


class ResCompany(models.Model):
    _inherit = "res.company"

    collection_twilio_reply_url = fields.Char(
        "Replies To",
        compute="_compute_collection_twilio_reply_url",
        help="What to enter at Twilio for each number, so that replies of customers arrive.",
    )
    collection_twilio_failures = fields.Integer(
        "Failures of Twilio in a Row", readonly=True, copy=False
    )
    collection_twilio_paused_until = fields.Datetime(
        "Twilio Is Asked Again At", readonly=True, copy=False
    )

    @api.depends("sms_provider")
    def _compute_collection_twilio_reply_url(self):
        for company in self:
            is_real = isinstance(company.id, int)
            company.collection_twilio_reply_url = is_real and company._twilio_url("reply")

    def write(self, vals):
        """An account that somebody has mended is asked at once."""
        if _ACCOUNT & set(vals):
            mended = {"collection_twilio_failures": 0, "collection_twilio_paused_until": False}
            vals = {**vals, **mended}
        return super().write(vals)

    def _twilio_url(self, kind):
        """Where Twilio delivers for this company: its ``kind`` is ``report`` or ``reply``."""
        return urljoin(self.get_base_url(), f"/collection/twilio/{self.id}/{kind}")

    def _is_from_twilio(self, kind, webhook):
        """Whether ``webhook`` was signed by the account that this company sends with."""
        if self.sms_provider != TWILIO:
            return False
        return is_from_twilio(self.sms_twilio_auth_token or "", self._twilio_url(kind), webhook)

    def _is_twilio_paused(self):
        until = self.collection_twilio_paused_until
        return bool(until and until > fields.Datetime.now())

    def _note_twilio_success(self):
        """Twilio answers: pauses and failures are over."""
        self._write_twilio_health(0, False)

    def _note_twilio_failure(self, words, retry_after=None, is_down=True):
        """Twilio takes nothing: pause for ``retry_after`` seconds, or ever longer.

        ``is_down``: else it may be one text that it stumbles over, and it is asked some times more.
        """
        failures = self.collection_twilio_failures + 1
        pause = timedelta(seconds=retry_after) if retry_after else back_off(failures)
        pauses = is_down or failures >= _TELL_AFTER
        self._write_twilio_health(failures, pauses and fields.Datetime.now() + pause)
        if failures == _TELL_AFTER:
            self._tell_twilio_fails(words)

    def _write_twilio_health(self, failures, paused_until):
        """Not worth a conflict: where another process writes it, that one knows as much, and what
        Twilio has answered to the texts before must not be lost."""
        with suppress(OperationalError), self.env.cr.savepoint():
            self.try_lock_for_update(allow_referencing=True).write(
                {
                    "collection_twilio_failures": failures,
                    "collection_twilio_paused_until": paused_until,
                }
            )

    def _tell_twilio_fails(self, words):
        self.partner_id.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("Twilio takes no texts: see why"),
            note=escape(words),
            user_id=self._collection_assignee().id,
        )
