"""When a message leaves: inside the contact rules, spread out, at a pace that can be answered.

A message is judged when it is planned and once more before a carrier gets it. Two that would break
a cap together are told apart by their order: the later one waits.
"""

from dataclasses import replace
from datetime import timedelta, timezone
from math import ceil

from odoo import api, fields, models
from odoo.service.model import retrying

from ..engine import FREE, Channel, opening
from .bulk_rows import update_rows

# The pace is kept in slices of this length, so that an hour's messages do not leave at its start.
_SLICE = timedelta(minutes=5)
_HOUR = timedelta(hours=1)

# One run's messages are spread over this long for each, up to the company's limit.
_SECONDS_EACH = 2

# Where no hour is open within a month, a message is looked at again after this time.
_LOOK_AGAIN = timedelta(days=1)

# Thanks and answers that come later than this are of no use, and days that a text counts are wrong.
_USEFUL = timedelta(days=14)


# So long after a customer wrote, an answer is part of that conversation.
_CONVERSATION = timedelta(hours=24)


# What takes messages further when their time has come. Letters wait to be printed.
_RELEASE = {
    Channel.SMS: "_release_sms",
    Channel.EMAIL: "_release_email",
    Channel.PHONE: "_release_call",
}


class CollectionMessage(models.Model):
    _inherit = "collection.message"

    scheduled_at = fields.Datetime(
        "Leaves At",
        readonly=True,
        help="The first moment that the contact rules allow, spread out and at the company's pace.",
    )

    queued_at = fields.Datetime(readonly=True)
    released_at = fields.Datetime("Handed Over", readonly=True)

    _released_at_idx = models.Index("(company_id, released_at) WHERE released_at IS NOT NULL")
    _scheduled_at_idx = models.Index(
        "(scheduled_at) WHERE state = 'queued' AND released_at IS NULL"
    )

    def _plan_departure(self, frames=None):
        """Return ``{message: moment}`` at which each of these messages is to leave.

        ``frames``: those of ``_contact_frames``, where the caller has them.
        """
        bound = self.filtered(lambda message: not message.confirms_stop)
        moments = bound._departures(bound._contacts_before(frames))
        return dict.fromkeys(self, fields.Datetime.now()) | moments

    def _departures(self, contacts):
        """Return ``{message: moment}`` when ``{message: Contact}`` allows it, not all at once.

        Spreading never leads out of the hours: what would is not spread.
        """
        return {message: self._departure(message, contacts[message]) for message in self}

    def _departure(self, message, contact):
        opens = message._opens(contact)
        later = opens + self._jitter(message)
        return later if message._opens(contact, later) == later else opens

    def _opens(self, contact, after=None):
        """The first moment (UTC) from now or ``after`` on at which this message may leave."""
        after = after or _moment(contact)
        if Channel(self.channel) in FREE:
            return after
        asked = self._as_answer(contact)
        instant = contact.rule and opening(asked, after.replace(tzinfo=timezone.utc))
        return instant.replace(tzinfo=None) if instant else _moment(contact) + _LOOK_AGAIN

    def _as_answer(self, contact):
        """``contact`` without caps where this message answers what the customer has just written.

        Caps are about contacts that nobody asked for. Regulation F does not count calls that answer
        a consumer's wish either (12 CFR 1006.14(b)(3)(i), of calls). Hours hold for answers, too,
        and they count against what we send afterwards.
        """
        asked = self.reply_to_id.received_at
        is_fresh = asked and asked > fields.Datetime.now() - _CONVERSATION
        return replace(contact, caps=()) if is_fresh else contact

    def _jitter(self, message):
        """A while that differs between the messages of one run; nothing where there is but one.

        Drawn from the message's own key: asked twice, it is the same.
        """
        longest = min(message.company_id.collection_jitter * 60, _SECONDS_EACH * (len(self) - 1))
        return timedelta(seconds=int(message.uuid[:8], 16) % (longest + 1))

    def _contacts_before(self, frames=None):
        """Return ``{message: Contact}``: what the contact rules say of it.

        Of the other contacts of its customer, those count that are made or planned before it.
        """
        cases = self.case_id
        frames = frames or cases._contact_frames()
        rows = cases._read_contacts(frames.values())
        return {message: message._count_before(frames[message.case_id], rows) for message in self}

    def _count_before(self, frame, rows):
        of_customer = rows.get(self.case_id.partner_id.id, ())
        # The queue may have stood still: whatever has not left yet leaves now at the earliest.
        before = [row._replace(waits=not row.made) for row in of_customer if self._comes_after(row)]
        return self.case_id._count_contacts(frame, before)

    def _comes_after(self, row):
        """Whether the contact of ``row`` counts before this message."""
        if row.message_id == self.id:
            return False
        planned = self.scheduled_at or fields.Datetime.now()
        key = planned.replace(tzinfo=timezone.utc), self.id
        return row.made or (row.at, row.message_id) < key

    def _recheck(self):
        """Those of these messages that may still be sent now.

        The others are cancelled, with the reason, or planned anew where the contact rules want
        another time.
        """
        confirming = self.filtered("confirms_stop")
        true = self - confirming - (self - confirming)._withhold_outdated()
        frames = true.case_id._contact_frames()
        true -= true._withhold_forbidden(frames)
        return confirming + (true - true._defer(frames))

    def _withhold_outdated(self):
        """Cancel those of these messages that must not be sent any more; return them."""
        withheld = self._opted_out()
        withheld._cancel("opted_out")
        for reason, messages in (self - withheld)._outdated().items():
            messages._cancel(reason)
            withheld += messages
        return withheld

    def _withhold_forbidden(self, frames):
        """Cancel those of these messages that must not leave, whatever they say; return them."""
        withheld = self.browse()
        for message in self:
            if reason := message._why_forbidden(frames[message.case_id]):
                message._cancel(reason)
                withheld += message
        return withheld

    def _why_forbidden(self, frame):
        address = self.number or self.email or self.address or ""
        known = {self.case_id._address(Channel(self.channel))}
        if not self.is_automatic:
            known.add(self.reply_to_id.number)  # people see who they answer
        if address not in known:
            return "address"
        if self.channel in frame.unconsented:
            return "no_consent"
        is_stale = self.queued_at and self.queued_at < fields.Datetime.now() - _USEFUL
        return "not_due" if is_stale else None

    def _defer(self, frames=None):
        """Plan those of these messages anew that may not leave now; return them."""
        contacts = self._contacts_before(frames)
        late = self.filtered(
            lambda message: message._opens(contacts[message]) > _moment(contacts[message])
        )
        if late:
            late.write({"state": "queued", "released_at": False})
            moments = late._departures(contacts)
            update_rows({message: {"scheduled_at": at} for message, at in moments.items()})
            late._wake_release()
        return late

    @api.model
    def _cron_release(self):
        """Scheduled action: hand over the messages whose time has come, at the company's pace."""
        retrying(self._release_due, self.env)

    def _release_due(self):
        due = self.sudo().search(self._get_due_domain(), order="scheduled_at, id")
        # What another process has right now is released or planned by it.
        due.try_lock_for_update()._within_pace()._release()
        self._wake_release()

    def _get_due_domain(self):
        return [
            ("state", "=", "queued"),
            ("released_at", "=", False),
            ("scheduled_at", "<=", fields.Datetime.now()),
        ]

    def _within_pace(self):
        """As many of these messages as each company's pace lets go right now."""
        released = self.browse()
        for company, messages in self.grouped("company_id").items():
            released += messages[: self._room(company)] if company.collection_pace else messages
        return released

    def _room(self, company):
        """How many messages the pace of ``company`` lets go now: this hour, and in this slice."""
        pace = company.collection_pace
        slice_ = ceil(pace * (_SLICE / _HOUR))
        left = slice_ - self._released_in(company, _SLICE), pace - self._released_in(company, _HOUR)
        return max(0, min(left))

    def _released_in(self, company, period):
        since = fields.Datetime.now() - period
        domain = [("company_id", "=", company.id), ("released_at", ">", since)]
        return self.sudo().search_count(domain)

    def _release(self):
        """Let these messages go on to what carries them."""
        now = fields.Datetime.now()
        update_rows({message: {"released_at": now} for message in self})
        self._pass_on()

    def _pass_on(self):
        """Let what carries messages know of these, each channel in its way."""
        for channel, messages in self.grouped("channel").items():
            if channel in _RELEASE:
                getattr(messages, _RELEASE[channel])()

    def _release_sms(self):
        self.env["sms.sms"].sudo()._release_scheduled(self.mapped("uuid"))

    @api.model
    def _wake_release(self):
        """Let the scheduled action run when the next message may leave."""
        self.flush_model()  # with what is computed, which would cost updates of its own
        now = fields.Datetime.now()
        domain = [("state", "=", "queued"), ("released_at", "=", False)]
        groups = dict(self.sudo()._read_group(domain, ["company_id"], ["scheduled_at:min"]))
        # What is due and waits for the pace goes on with the next slice.
        moments = [at if at > now else now + _SLICE for at in groups.values() if at]
        if moments:
            self.env.ref("collection_sms.ir_cron_release").sudo()._trigger(at=min(moments))


def _moment(contact):
    """The moment (UTC) that ``contact`` is about."""
    return contact.at.replace(tzinfo=None)
