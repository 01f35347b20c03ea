"""From a decided text to the SMS queue and the chatter, and back from the carrier.

Written in batches instead of through ``message_post``: one text costs milliseconds, a night's work
is thousands of them. The rows are those that ``mail.thread._notify_thread_by_sms`` writes.
"""

from datetime import timedelta
from functools import cache, lru_cache

from markupsafe import Markup
from odoo import fields, models
from odoo.addons.sms.tools.sms_tools import sms_content_to_rendered_html
from odoo.tools.mail import generate_tracking_message_id

from ..engine import Channel, is_news
from .bulk_rows import insert_rows, update_rows
from .sms_sms import SCHEDULED

_NEEDS_A_PERSON = ("unknown", "refused", "undelivered")

# A phone that was off is on again after some days; until then messages go another way.
_ADDRESS_RESTS = timedelta(days=7)


class CollectionMessage(models.Model):
    _inherit = "collection.message"

    def _enqueue(self):
        """Queue these messages, and let the ladder count them."""
        self._queue()
        self._record_contact()

    def _queue(self, frames=None):
        """Log these messages, and plan when the contact rules allow them to leave.

        The rows are committed together with the decision; scheduled actions send them afterwards,
        those of texts from Odoo's own queue. ``frames``: those of ``_contact_frames``, where the
        caller has them.
        """
        if not self:
            return
        texts = self.sudo()
        texts._schedule(texts._post_on_cases(), frames)
        texts.filtered(lambda text: text.channel == Channel.SMS)._queue_sms()
        texts._post_on_invoices()
        texts._wake_release()

    def _schedule(self, posts, frames):
        """Plan these messages, shown by ``{message: post}``; what may leave at once does."""
        now = fields.Datetime.now()
        moments = self._plan_departure(frames)
        leaving = self.filtered(lambda message: moments[message] <= now)._within_pace()
        released = set(leaving)
        update_rows(
            {
                message: {
                    "mail_message_id": message in posts and posts[message].id,
                    "queued_at": now,
                    "scheduled_at": moments[message],
                    "released_at": message in released and now,
                }
                for message in self
            }
        )
        leaving._pass_on()

    def _post_on_cases(self):
        """Show these messages on their cases; returns ``{message: post}``."""
        texts = self.filtered("case_id")
        senders = texts._prepare_senders()
        posts = insert_rows(
            self.env["mail.message"],
            [
                {
                    **senders[text],
                    "body": text._case_note(),
                    "subject": False,
                    **text._prepare_channel_post(),
                    **_place(text.case_id),
                }
                for text in texts
            ],
        )
        return dict(zip(texts, posts, strict=True))

    def _case_note(self):
        """The words of this message as the chatter of its case shows them; for extension."""
        return _as_html(self.body)

    def _prepare_channel_post(self):
        """Values of the chatter message that depend on the channel; for extension."""
        return {"message_type": "sms"} if self.channel == Channel.SMS else {}

    def _post_on_invoices(self):
        texts = self.filtered("line_ids")
        notes = texts._invoice_notes()
        senders = texts._prepare_senders()
        insert_rows(
            self.env["mail.message"],
            [
                {**senders[text], "body": notes[text], **_place(invoice)}
                for text in texts
                for invoice in text.line_ids.move_id
            ],
        )

    def _invoice_notes(self):
        """Return ``{message: words}`` as the chatter of the invoices it names shows them."""
        channels = dict(self._fields["channel"]._description_selection(self.env))
        heading = Markup(self.env._("%(channel)s at level “%(level)s” (%(case)s):"))
        link = Markup('<a href="#" data-oe-model="collection.case" data-oe-id="%s">%s</a>')
        words = self.env._("collection case")
        notes = {}
        for message in self:
            about = {
                "channel": channels[message.channel],
                "level": message.level_id.name,
                "case": link % (message.case_id.id, words),
            }
            said = heading % about, _as_html(message.body)
            notes[message] = Markup("<p>%s</p><p>%s</p>") % said
        return notes

    def _prepare_senders(self):
        """Return ``{message: values}`` of what the chatter shows: whose it is. Nobody is subscribed
        or notified by email."""
        xmlid_to_id = self.env["ir.model.data"]._xmlid_to_res_id
        robot = self.env["res.partner"].browse(xmlid_to_id("base.partner_root"))
        note = xmlid_to_id("mail.mt_note")

        @cache  # a run's messages have one author
        def sender(user, company):
            author = user.partner_id or robot
            return {
                "message_type": "notification",
                "subtype_id": note,
                "author_id": author.id,
                "email_from": author.email_formatted,
                "reply_to": author.email_formatted,
                "record_company_id": company.id,
            }

        return {message: sender(message.approved_by_id, message.company_id) for message in self}

    def _queue_sms(self):
        queued = self.env["sms.sms"]._insert_queued([text._prepare_sms() for text in self])
        pairs = zip(self, queued, strict=True)
        shown = [(text, sms) for text, sms in pairs if text.mail_message_id]
        notifications = insert_rows(
            self.env["mail.notification"],
            [text._prepare_notification(sms) for text, sms in shown],
        )
        insert_rows(
            self.env["sms.tracker"],
            [
                {"sms_uuid": text.uuid, "mail_notification_id": notification.id}
                for (text, _sms), notification in zip(shown, notifications, strict=True)
            ],
        )

    def _prepare_sms(self):
        """Values of the row of Odoo's own queue."""
        return {
            "uuid": self.uuid,
            "state": "outgoing" if self.released_at else SCHEDULED,
            "number": self.number,
            "body": self.body,
            "partner_id": self.partner_id.id,
            "mail_message_id": self.mail_message_id.id,
            "record_company_id": self.company_id.id,
        }

    def _prepare_notification(self, sms):
        """Values of the notification that shows the delivery status in the chatter."""
        return {
            "author_id": self.mail_message_id.author_id.id,
            "mail_message_id": self.mail_message_id.id,
            "res_partner_id": self.partner_id.id,
            "sms_number": self.number,
            "notification_type": "sms",
            "sms_id_int": sms.id,
            "is_read": True,
            "read_date": fields.Datetime.now(),
            "notification_status": "ready",
        }

    def _record_contact(self):
        """Let the lines reach the levels of these texts, and the cases know their last contact."""
        for texts in self.sudo().filtered("case_id").grouped("company_id").values():
            today = texts[:1].case_id._today()
            update_rows({case: {"last_contact": today} for case in texts.case_id})
            named = texts.line_ids.filtered("level_id")
            self.env["account.move.line"]._reach_levels(
                {line.move_line_id.id: line.level_id.id for line in named}, today
            )

    def _apply_state(self, state, failure=False, address_failed=False, for_good=True):
        """Move these messages to ``state`` unless newer news is known already.

        ``address_failed``: it failed because of the number, email or address: another way is tried;
        for now, unless it is ``for_good``.
        """
        newer = self.sudo().filtered(lambda text: is_news(text.state, state))
        values = {"state": state, "failure": failure, "address_failed": address_failed}
        if address_failed and not for_good:
            values["address_rests_until"] = fields.Datetime.now() + _ADDRESS_RESTS
        if state in ("sent", "delivered"):
            values["sent_on"] = fields.Datetime.now()
        newer.write(values)
        if state in _NEEDS_A_PERSON:
            newer._follow_up_failure(failure)


@lru_cache(maxsize=2048)  # shown on the case and on the invoices
def _as_html(body):
    return sms_content_to_rendered_html(body)


def _place(record):
    """Where in the chatter a message is, and its key among emails."""
    return {
        "model": record._name,
        "res_id": record.id,
        "message_id": generate_tracking_message_id(f"{record.id}-{record._name}"),
    }
