"""What follows at once when a customer stops or allows a channel: log, blacklist, queue, cases."""

from odoo import api, models
from odoo.fields import Domain

from ..engine import Channel

SMS, EMAIL, PHONE = (channel.value for channel in (Channel.SMS, Channel.EMAIL, Channel.PHONE))


class CollectionConsent(models.Model):
    _inherit = "collection.consent"

    @api.model
    def _withdraw(self, partner, company, channels, how, number=None, **said):
        """Stop ``channels`` for ``partner``, who may be nobody we know.

        ``number``: the one it concerns, else the partner's. ``said``: further values of the log.
        What is stopped already is not stopped again. Returns the channels that were stopped now.
        Nothing that was drafted or queued on them is sent any more.
        """
        number = number or partner.phone_sanitized
        stopped = self._stopped_now(partner, company, number)
        changed = self._reachable(partner, channels, number) - stopped
        self._log(partner, company, changed, "withdrawn", how, number, **said)
        if SMS in changed:
            self.env["phone.blacklist"].sudo()._add([number])
        self._take_effect(partner, company, changed, number)
        self._note(partner, company, changed, "withdrawn", how, number)
        return changed

    @api.model
    def _give(self, partner, company, channels, how, number=None, **said):
        """Allow ``channels`` for ``partner``; arguments as in ``_withdraw``.

        What was agreed to already is not logged again. Returns the channels that changed.
        """
        number = number or partner.phone_sanitized
        given = self._consented_channels(partner, company).get(partner, frozenset())
        stopped = self._stopped_now(partner, company, number)
        changed = self._reachable(partner, channels, number) - (given - stopped)
        self._log(partner, company, changed, "given", how, number, **said)
        if SMS in changed & stopped:
            self.env["phone.blacklist"].sudo()._remove([number])
        self._take_effect(partner, company, changed, number)
        self._note(partner, company, changed, "given", how, number)
        return changed

    def _stopped_now(self, partner, company, number):
        """The channels that are stopped for ``partner``, texts to ``number`` among them."""
        stopped = self._stopped_channels(partner, company).get(partner, frozenset()) - {SMS}
        blacklist = self.env["phone.blacklist"].sudo()
        if number and blacklist.search_count([("number", "=", number)], limit=1):
            stopped |= {SMS}
        return stopped

    def _reachable(self, partner, channels, number):
        """Those of ``channels`` that can be spoken of: texts of a number, the rest of somebody."""
        known = frozenset(dict(self._fields["channel"].selection))
        possible = (known if partner else frozenset({SMS})) - (frozenset() if number else {SMS})
        return frozenset(channels) & possible

    def _log(self, partner, company, channels, action, how, number, **said):
        """Write one entry per channel."""
        email = partner.email_normalized
        self.sudo().create(
            [
                {
                    "partner_id": partner.id,
                    "company_id": company.id,
                    "channel": channel,
                    "action": action,
                    "how": how,
                    "number": number if channel in (SMS, PHONE) else False,
                    "email": email if channel == EMAIL else False,
                    **said,
                }
                for channel in sorted(channels)
            ]
        )

    def _take_effect(self, partner, company, channels, number):
        """Call off what has not left on stopped channels, and let the cases decide again."""
        if not channels:
            return
        stopped = self._stopped_now(partner, company, number) & channels
        messages = self.env["collection.message"].sudo()
        unsent = Domain("state", "in", ("draft", "queued"))
        concerned = self._messages_on(partner, company, stopped, number)
        messages.search(unsent & concerned)._call_off("opted_out")
        self._cases_on(partner, company, channels, number)._lock_open()._decide_again()

    def _note(self, partner, company, channels, action, how, number):
        """Say on the open cases, to staff, what was stopped or allowed."""
        if not channels:
            return
        author = how in ("page", "reply") and partner or self.env.user.partner_id
        for case in self._cases_on(partner, company, channels, number):
            words = case._in_companys_language()._consent_note(channels, action, how, number)
            case._message_log(body=words, author_id=author.id)

    def _messages_on(self, partner, company, channels, number):
        """Domain of the messages to a customer on ``channels``; texts by number everywhere."""
        domain = Domain.FALSE
        if SMS in channels:
            domain |= Domain([("channel", "=", SMS), ("number", "=", number)])
        if others := channels - {SMS}:
            domain |= Domain(
                [
                    ("channel", "in", sorted(others)),
                    ("company_id", "child_of", company.id),
                    ("partner_id", "=", partner.commercial_partner_id.id),
                ]
            )
        return domain

    def _cases_on(self, partner, company, channels, number):
        """The open cases which ``channels`` concern; texts by number, in all companies."""
        domain = Domain.FALSE
        if SMS in channels:
            domain |= Domain("recipient_id.phone_sanitized", "=", number)
        if partner and channels - {SMS}:
            domain |= Domain(
                [
                    ("company_id", "child_of", company.id),
                    ("partner_id", "=", partner.commercial_partner_id.id),
                ]
            )
        return self.env["collection.case"].sudo().search(domain & Domain("state", "!=", "closed"))
