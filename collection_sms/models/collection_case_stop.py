"""Stopping and starting channels on the customer's page."""

from markupsafe import Markup, escape
from odoo import models
from odoo.tools import LazyTranslate

from ..engine import Channel, WishRefusal

_lt = LazyTranslate(__name__)

# What the page's addresses call the channels.
WAYS = {
    "texts": {Channel.SMS.value},
    "emails": {Channel.EMAIL.value},
    "calls": {Channel.PHONE.value},
    "letters": {Channel.LETTER.value},
    "all": {channel.value for channel in Channel},
}

# What the customer reads while the way is open, and once it is stopped: sentence and button.
_WORDS = {
    ("texts", False): (_lt("Our texts go to the number %s."), _lt("Stop texts")),
    ("texts", True): (_lt("No texts go to the number %s."), _lt("Start texts again")),
    ("emails", False): (_lt("Our emails go to %s."), _lt("Stop emails")),
    ("emails", True): (_lt("No emails go to %s."), _lt("Start emails again")),
    ("calls", False): (_lt("We may call you."), _lt("Stop calls")),
    ("calls", True): (_lt("We do not call you."), _lt("Allow calls again")),
    ("letters", False): (_lt("We may write you letters."), _lt("Stop letters")),
    ("letters", True): (_lt("We write you no letters."), _lt("Allow letters again")),
    ("all", False): (_lt("All of these:"), _lt("Stop all")),
    ("all", True): (_lt("All that is stopped:"), _lt("Start all again")),
}


class CollectionCase(models.Model):
    _inherit = "collection.case"

    def _page_values(self):
        """The customer's page, with the ways that can be stopped and started."""
        stops = self._stops()
        return {
            **super()._page_values(),
            "contact_ways": self._contact_ways(stops),
            "stopped_words": self._stopped_words(stops),
        }

    def _stops(self):
        """Return ``{channel: key}`` of what is stopped; a key tells one stop from a later one."""
        log = self.env["collection.consent"].sudo()
        recipient, company = self.recipient_id, self.company_id
        stopped = log._stopped_channels(recipient, company)[recipient]
        keys = {
            channel: f"{channel}-{log._latest_entry(recipient, company, channel).id}"
            for channel in sorted(stopped - {Channel.SMS.value})
        }
        if Channel.SMS.value in stopped:
            entry = self._blacklist_entry()
            keys[Channel.SMS.value] = f"sms-{entry.id}-{entry.write_date.timestamp():.0f}"
        return keys

    def _blacklist_entry(self):
        """The entry of the phone blacklist for the recipient's number, if it is in force."""
        number = self.recipient_id.phone_sanitized
        blacklist = self.env["phone.blacklist"].sudo()
        return blacklist.search([("number", "=", number)], limit=1) if number else blacklist

    def _contact_ways(self, stops):
        """What the page offers to stop or to start, in the language of the context."""
        recipient = self.recipient_id
        possible = {
            "texts": recipient.phone_sanitized,
            "emails": recipient.email_normalized,
            "calls": recipient.phone,
            "letters": True,
        }
        stopped = {path: WAYS[path] <= set(stops) for path in possible}
        offered = [path for path in possible if possible[path] or stopped[path]]
        ways = [self._contact_way(path, stopped[path], stops) for path in offered]
        for is_stopped in (False, True):
            if sum(stopped[path] is is_stopped for path in offered) > 1:
                ways.append(self._contact_way("all", is_stopped, stops))
        return ways

    def _contact_way(self, path, is_stopped, stops):
        sentence, button = (self.env._(words) for words in _WORDS[path, is_stopped])
        hint = self._hinted_address(path)
        shown = Markup('<bdi dir="ltr">%s</bdi>') % hint
        return {
            "path": path,
            "stopped": is_stopped,
            "shown": self._stops_key(WAYS[path], stops),
            "sentence": escape(sentence) % shown if hint else sentence,
            "plain": sentence % hint if hint else sentence,
            "button": button,
        }

    def _hinted_address(self, path):
        """The end of the number, or the outline of the email: enough to know, not to learn it."""
        recipient = self.recipient_id
        if path == "texts":
            return f"…{(recipient.phone_sanitized or '')[-3:]}"
        if path == "emails":
            name, _at, host = (recipient.email_normalized or "").partition("@")
            return f"{name[:1]}…@{host}" if host else "…"
        return ""

    def _stops_key(self, channels, stops):
        """Which stops of ``channels`` are in force: a form that was shown others is stale."""
        return ",".join(stops[channel] for channel in sorted(channels & set(stops)))

    def _stopped_words(self, stops):
        """What the page says at its top while something is stopped."""
        if not stops:
            return ""
        if set(stops) == {Channel.SMS.value}:
            return self.env._("You get no texts from us. This page stays open for you.")
        log = self.env["collection.consent"]
        labels = dict(log._fields["channel"]._description_selection(self.env))
        names = ", ".join(labels[channel] for channel in labels if channel in stops)
        return self.env._("Stopped, as you asked: %s. This page stays open for you.", names)

    def _stop_way(self, path):
        """Stop the channels of ``path``; return why not (``WishRefusal``), or None if it is so.

        A stop is never too late or asked for twice, so nothing that was shown is compared.
        """
        self.ensure_one()
        if not self._wait_for_lock():
            return WishRefusal.BUSY
        words = self._words_read(path, False)
        self.env["collection.consent"]._withdraw(
            self.recipient_id, self.company_id, WAYS[path], "page", text_shown=words
        )
        return None

    def _start_way(self, path, shown):
        """Allow those channels of ``path`` that are stopped. Returns why not, or None.

        A form that is older than the last stop (``shown`` tells) starts nothing: the stop counts.
        """
        self.ensure_one()
        if not self._wait_for_lock():
            return WishRefusal.BUSY
        stops = self._stops()
        stopped = WAYS[path] & set(stops)
        if stopped and shown != self._stops_key(stopped, stops):
            return WishRefusal.CHANGED
        words = self._words_read(path, True)
        self.env["collection.consent"]._give(
            self.recipient_id, self.company_id, stopped, "page", text_shown=words
        )
        return None

    def _words_read(self, path, is_stopped):
        """What stood beside the button, and on it."""
        way = self._contact_way(path, is_stopped, {})
        if path == "all":
            paths = [path for path in WAYS if path != "all"]
            ways = [self._contact_way(path, is_stopped, {}) for path in paths]
            return " ".join([*(each["plain"] for each in ways), f"[{way['button']}]"])
        return f"{way['plain']} [{way['button']}]"
