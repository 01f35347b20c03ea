"""How a customer can be reached: each channel's address, and whether it may and can be used."""

from odoo import models

from ..engine import (
    Channel,
    Due,
    Facts,
    Way,
    WayStatus,
    choose_way,
    classify_number,
    ways_in_order,
)

# What is on no level of the ladder, such as a thank-you, goes by these: nobody is called for it.
_QUICK = (Channel.SMS, Channel.EMAIL)


class CollectionCase(models.Model):
    _inherit = "collection.case"

    def _gather_ways(self, policies):
        """Return ``{case: {"ways": …, "other_ways": …}}`` as the facts hold them.

        ``policies``: ``{case: policy}``.
        """
        stopped = self._stopped_channels()
        addresses = {case: case._addresses() for case in self}
        failed = self.env["collection.message"]._failed_addresses(self, addresses)
        ways = {}
        for case in self:
            known = {
                channel: case._way_status(channel, address, stopped[case], failed)
                for channel, address in addresses[case].items()
            }
            preferred = Channel(case.recipient_id.collection_channel or Channel.SMS)
            first, others = ways_in_order(preferred, policies[case]._fallback_channels(), known)
            ways[case] = {"ways": first, "other_ways": others}
        return ways

    def _stopped_channels(self):
        """Return ``{case: channels}`` on which its recipient wants no messages."""
        log = self.env["collection.consent"].sudo()
        stopped = {}
        for company, cases in self.grouped("company_id").items():
            by_recipient = log._stopped_channels(cases.recipient_id, company)
            stopped.update({case: by_recipient[case.recipient_id] for case in cases})
        return stopped

    def _way_status(self, channel, address, stopped, failed):
        """``stopped``: channels; ``failed``: as ``_failed_addresses`` gives them."""
        if channel.value in stopped:
            return WayStatus.OPTED_OUT
        if (self.company_id, channel.value, address) in failed:
            return WayStatus.FAILED
        if channel is Channel.EMAIL:
            return self._email_status(address)
        if channel is Channel.LETTER:
            return WayStatus.OPEN if address else WayStatus.MISSING
        return self._number_status(channel, address)

    def _number_status(self, channel, number):
        country = self.recipient_id.country_id or self.company_id.country_id
        status = classify_number(number, country.code or None)
        takes_calls = channel is Channel.PHONE and status is WayStatus.LANDLINE
        return WayStatus.OPEN if takes_calls else status

    def _email_status(self, email):
        if not (self.recipient_id.email or "").strip():
            return WayStatus.MISSING
        return WayStatus.OPEN if email else WayStatus.INVALID

    def _addresses(self):
        """Return ``{channel: address}``."""
        return {channel: self._address(channel) for channel in Channel}

    def _address(self, channel):
        """Where messages on ``channel`` go: a number, an email or lines; empty for nowhere."""
        recipient = self.recipient_id
        if channel is Channel.EMAIL:
            return recipient.email_normalized or ""
        if channel is Channel.LETTER:
            return self._postal_address()
        return recipient.phone_sanitized or recipient.phone or ""

    def _postal_address(self):
        """The lines of an envelope; the customer's address serves a contact without one."""
        holder = self.recipient_id if self.recipient_id.street else self.partner_id
        if not (holder.street and holder.city):
            return ""
        # Not in the reader's language: addresses are compared.
        case = self._in_companys_language()
        holder = holder.with_env(case.env)
        names = dict.fromkeys((case.partner_id.name, case.recipient_id.name))
        abroad = holder.country_id != case.company_id.country_id
        lines = (*names, *holder._display_address(without_company=True).splitlines())
        hidden = "" if abroad else holder.country_id.name
        return "\n".join(line.strip() for line in lines if line and line.strip() != hidden)

    def _address_values(self, channel):
        """Values of a message on ``channel``: the channel, and where it goes."""
        address = self._address(channel)
        is_number = channel in (Channel.SMS, Channel.PHONE)
        return {
            "channel": channel.value,
            "number": is_number and address,
            "email": channel is Channel.EMAIL and address,
            "address": channel is Channel.LETTER and address,
        }

    def _quick_channel(self):
        """The channel on which something can be said at once, text or email; None: by a person."""
        self.ensure_one()
        ways = self._gather_ways(self._find_policies())[self]["ways"]
        quick = tuple(way for way in ways if way.channel in _QUICK)
        way = choose_way(Facts(self.id, ways=quick), Due())
        return way.channel if isinstance(way, Way) else None

    def _channel_to_tell(self):
        """The same for what need not be said to customers who want calls or letters."""
        wants_quick = self.recipient_id.collection_channel in _QUICK
        return self._quick_channel() if wants_quick else None

    def _has_way(self):
        """Whether any way to this customer is open that follow-up may take by itself."""
        self.ensure_one()
        facts = Facts(self.id, **self._gather_ways(self._find_policies())[self])
        return isinstance(choose_way(facts, Due()), Way)

    def _withdraw_tasks(self):
        """Take back calls and letters that wait for a person and are not due any more."""
        domain = [
            ("case_id", "in", self.ids),
            ("channel", "in", (Channel.PHONE.value, Channel.LETTER.value)),
            ("state", "=", "queued"),
        ]
        self.env["collection.message"].sudo().search(domain)._withhold_outdated()
