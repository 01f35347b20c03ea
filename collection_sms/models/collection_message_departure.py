"""When a message leaves: inside the contact rules, spread out, at a pace that can be answered.

A message is judged when it is planned and once more before a carrier gets it. Two that would break
a cap together are told apart by their order: the later one waits.
"""

from datetime import timedelta, timezone

from odoo import api, fields, models

from ..engine import opening

# The pace is kept in slices of this length, so that an hour's messages do not leave at its start.
_SLICE = timedelta(minutes=5)
_SLICES_PER_HOUR = 12

# One run's messages are spread over this long for each, up to the company's limit.
_SECONDS_EACH = 2

# Where no hour is open within a month, a message is looked at again after this time.
_LOOK_AGAIN = timedelta(days=1)


class CollectionMessage(models.Model):
    _inherit = "collection.message"

    scheduled_at = fields.Datetime(
        "Leaves At",
        readonly=True,
        help="The first moment that the contact rules allow, spread out and at the company's pace.",
    )

    released_at = fields.Datetime("Handed Over", readonly=True)

    _scheduled_at_idx = models.Index(
        "(scheduled_at) WHERE state = 'queued' AND released_at IS NULL"
    )

    def _plan_departure(self):
        """Give these messages a time to leave at."""
        self._spread(self._contacts_before())

    def _spread(self, contacts):
        """Let these messages leave when ``{message: Contact}`` allows it, not all at once.

        Spreading never leads out of the hours: what would is not spread.
        """
        for message in self:
            contact = contacts[message]
            opens = _opening(contact)
            later = opens + self._jitter(message)
            message.scheduled_at = later if _opening(contact, later) == later else opens

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
        opted_out = self._opted_out()
        opted_out._cancel("opted_out")
        for reason, messages in (self - opted_out)._outdated().items():
            messages._cancel(reason)
        true = self.filtered(lambda message: message.state != "cancelled")
        misdirected = true.filtered(lambda message: message._is_misdirected())
        misdirected._cancel("number")
        true -= misdirected
        frames = true.case_id._contact_frames()
        unwanted = true.filtered(lambda message: message._lacks_consent(frames))
        unwanted._cancel("no_consent")
        true -= unwanted
        return true - true._defer(frames)

    def _lacks_consent(self, frames):
        return self.channel in frames[self.case_id].unconsented

    def _is_misdirected(self):
        """Whether the customer is reached at another number than the one this text would go to."""
        return self.channel == "sms" and self.number != self.case_id._text_number()

    def _defer(self, frames=None):
        """Plan those of these messages anew that may not leave now; return them."""
        contacts = self._contacts_before(frames)
        late = self.filtered(
            lambda message: _opening(contacts[message]) > _moment(contacts[message])
        )
        late.write({"state": "queued", "released_at": False})
        late._spread(contacts)
        late._wake_release()
        return late

    @api.model
    def _cron_release(self):
        """Scheduled action: hand over the messages whose time has come, at the company's pace."""
        self.sudo().search(self._get_due_domain(), order="scheduled_at, id")._release_at_pace()
        self._wake_release()

    def _get_due_domain(self):
        return [
            ("state", "=", "queued"),
            ("released_at", "=", False),
            ("scheduled_at", "<=", fields.Datetime.now()),
        ]

    def _release_at_pace(self):
        """Release as many of these messages as each company's pace allows right now."""
        for company, messages in self.grouped("company_id").items():
            pace = company.collection_pace
            if pace:
                messages = messages[: max(0, self._slice(pace) - self._just_released(company))]
            messages._release()

    def _slice(self, pace):
        return max(1, pace // _SLICES_PER_HOUR)

    def _just_released(self, company):
        since = fields.Datetime.now() - _SLICE
        domain = [("company_id", "=", company.id), ("released_at", ">", since)]
        return self.sudo().search_count(domain)

    def _release(self):
        """Let these messages go on to what carries them."""
        self.released_at = fields.Datetime.now()
        texts = self.filtered(lambda message: message.channel == "sms")
        self.env["sms.sms"].sudo()._release_scheduled(texts.mapped("uuid"))

    @api.model
    def _wake_release(self):
        """Let the scheduled action run when the next message may leave."""
        domain = [("state", "=", "queued"), ("released_at", "=", False)]
        following = self.sudo().search(domain, order="scheduled_at", limit=1)
        if following:
            now = fields.Datetime.now()
            # What is due and waits for the pace goes on with the next slice.
            at = following.scheduled_at if following.scheduled_at > now else now + _SLICE
            self.env.ref("collection_sms.ir_cron_release").sudo()._trigger(at=at)


def _opening(contact, after=None):
    """The first moment (UTC) from now or ``after`` on at which ``contact`` allows one more."""
    after = after and after.replace(tzinfo=timezone.utc)
    instant = contact.rule and opening(contact, after)
    return instant.replace(tzinfo=None) if instant else _moment(contact) + _LOOK_AGAIN


def _moment(contact):
    """The moment (UTC) that ``contact`` is about."""
    return contact.at.replace(tzinfo=None)
