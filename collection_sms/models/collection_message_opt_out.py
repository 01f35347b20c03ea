"""Replies that stop or start messages, and what must not leave any more because of a stop."""

from odoo import models

from ..engine import Channel, WayStatus, classify_number, read_channel_wish
from .opt_out_rules import opt_out_rules


class CollectionMessage(models.Model):
    _inherit = "collection.message"

    def _call_off(self, reason):
        """Cancel those of these messages that have not left, and take them out of the SMS queue."""
        unsent = self.filtered(lambda message: message.state in ("draft", "queued"))
        unsent._cancel(reason)
        rows = self.env["sms.sms"].sudo().search([("uuid", "in", unsent.mapped("uuid"))])
        rows._update_sms_state_and_trackers("canceled")

    def _heed_channel_wish(self):
        """Stop or start at once what this reply says, before anything else is made of it.

        Returns what it says, or None, and which channels changed by it: a stop that is repeated
        changes none. What is no phone, such as a short code, has nothing to say about texts.
        """
        self.ensure_one()
        wish = read_channel_wish(self.body, opt_out_rules(), Channel(self.channel))
        if wish is None or not self._is_from_somebody():
            return None, frozenset()
        channels = {channel.value for channel in wish.channels}
        heed = self._heed_stop if wish.stop else self._heed_start
        return wish, heed(channels)

    def _is_from_somebody(self):
        """Whether this came by email, or from a number that somebody can be texted or called at."""
        if self.channel != Channel.SMS:
            return True
        return classify_number(self.number or "", None) in (WayStatus.OPEN, WayStatus.LANDLINE)

    def _heed_stop(self, channels):
        return self._record_wish(self.env["collection.consent"]._withdraw, channels)

    def _heed_start(self, channels):
        """Start what was stopped before this was written.

        Who has a number that is not the customer's (any more) speaks for texts to it alone.
        """
        if self._is_overtaken():
            return frozenset()
        is_text = self.channel == Channel.SMS
        if is_text and self._sender().phone_sanitized != self.number:
            channels = channels & {Channel.SMS.value}
        log = self.env["collection.consent"]
        stopped = log._stopped_now(self._sender(), self.company_id, self.number)
        if is_text and Channel.SMS.value in stopped:
            self._end_rest(self.number)
        return self._record_wish(log._give, channels & stopped)

    def _is_overtaken(self):
        """Whether a later stop is known already: news of carriers may come in any order."""
        later = [
            ("direction", "=", "in"),
            ("channel", "=", self.channel),
            ("number", "=", self.number),
            ("intent", "in", ("opt_out", "wrong_person")),
            ("received_at", ">", self.received_at),
        ]
        stops = [
            ("action", "=", "withdrawn"),
            ("number", "=", self.number),
            ("how", "!=", "reply"),
            ("date", ">", self.received_at),
        ]
        is_known = bool(self.number and self.received_at) and (
            self.sudo().search_count(later, limit=1)
            or self.env["collection.consent"].sudo().search_count(stops, limit=1)
        )
        return bool(is_known)

    def _record_wish(self, change, channels):
        """Let ``change`` record the wish with the words of this reply."""
        said = {"number": self.number, "text_shown": self.body}
        return change(self._sender(), self.company_id, channels, "reply", **said)

    def _sender(self):
        """Whose number or email this reply came from, as far as we know."""
        recipient = self.case_id.recipient_id
        if self.channel == Channel.EMAIL or recipient.phone_sanitized == self.number:
            return recipient
        cases = self.env["collection.case"].sudo()
        domain = [("recipient_id.phone_sanitized", "=", self.number)]
        known = cases.search([*domain, ("company_id", "=", self.company_id.id)], limit=1)
        return self.partner_id or known.recipient_id
