"""Emails: one per customer and contact, with the same words and link, and the statement attached.

Printing takes seconds, so nothing is sent where it is decided: a scheduled action does, and claims
each email first, committed, as texts are. An email is handed to the mail server at most once.
"""

import logging

from lxml import html
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize, formataddr, html2plaintext
from odoo.tools.misc import get_lang

from ..engine import Channel
from .res_company import SANDBOX

_logger = logging.getLogger(__name__)

TEMPLATE = "collection_sms.mail_template_follow_up"

# What core says of an email that cannot arrive at this address, and of one that may have.
_ADDRESS_FAULTS = ("mail_email_invalid", "mail_email_missing", "mail_bounce")
_REFUSED_RECIPIENT = "SMTPRecipientsRefused"
_MAYBE_SENT = ("unknown",)


class CollectionMessage(models.Model):
    _inherit = "collection.message"

    subject = fields.Char(compute="_compute_subject")
    with_statement = fields.Boolean("Statement Attached", readonly=True)

    _email_waiting_idx = models.Index(
        "(id) WHERE channel = 'email' AND state = 'queued' AND released_at IS NOT NULL"
    )

    @api.depends("channel", "case_id", "company_id")
    def _compute_subject(self):
        emails = self.filtered(lambda message: message.channel == Channel.EMAIL and message._origin)
        subjects = emails._render_email("subject") if emails else {}
        for message in self:
            message.subject = subjects.get(message._origin.id, False)

    def _render_email(self, field):
        """Return ``{id: text}`` of a ``field`` of the email's template, in customers' languages."""
        template = self.env.ref(TEMPLATE).sudo()
        texts = {}
        for lang, emails in self._origin.grouped(lambda email: email.case_id._text_lang()).items():
            texts |= template._render_field(field, emails.ids, set_lang=lang)
        return texts

    def _prepare_channel_post(self):
        if self.channel != Channel.EMAIL:
            return super()._prepare_channel_post()
        sender = self.company_id.email_formatted or self.env.user.email_formatted
        reply_to = self.case_id._notify_get_reply_to(default=sender)[self.case_id.id]
        return {
            "message_type": "email_outgoing",
            "subject": self.subject,
            "email_from": sender,
            "reply_to": reply_to,
        }

    def _release_email(self):
        """Let the scheduled action send these emails once this transaction is committed."""
        self.env.ref("collection_sms.ir_cron_emails").sudo()._trigger()

    @api.model
    def _cron_send_emails(self):
        """Scheduled action: send the emails that wait, one by one, each committed."""
        commit = self.env["ir.cron"]._commit_progress
        domain = [
            ("channel", "=", "email"),
            ("state", "=", "queued"),
            ("released_at", "!=", False),
        ]
        emails = self.search(domain, order="id")
        commit(remaining=len(emails))
        for email in emails:
            email._send_email()
            if not commit(1):
                break

    def _send_email(self):
        """Send this email, unless another process does or it must not be sent now."""
        email = self.try_lock_for_update().filtered(lambda email: email.state == "queued")
        if not email._recheck():
            return
        email.write({"state": "sending", "claimed_at": fields.Datetime.now()})
        self.env.cr.commit()  # pylint: disable=invalid-commit
        try:
            with self.env.cr.savepoint():
                mail = email._create_mail()
        except Exception as error:
            # Nothing has left: a template that somebody broke must not keep others from going out.
            _logger.exception("The email %s cannot be written", email.uuid)
            email._apply_state("refused", str(error))
        else:
            email._hand_over(mail)

    def _hand_over(self, mail):
        """Send ``mail``; in a company on the sandbox nothing leaves, and all arrives."""
        if self.company_id.sms_provider != SANDBOX:
            mail.send()
            return
        mail.state = "cancel"
        mail.mail_message_id.notification_ids.notification_status = "sent"
        self._apply_state("delivered")

    def _create_mail(self):
        """The outgoing ``mail.mail`` of this email, on the message that the chatter shows."""
        self.with_statement = bool(self.level_id) and self._attach_statement()
        mail = self.env["mail.mail"].create(
            {
                "mail_message_id": self.mail_message_id.id,
                "body_html": self._render_email("body_html")[self.id],
                "email_to": formataddr((self.case_id.recipient_id.name or "", self.email)),
                "auto_delete": False,
            }
        )
        self.env["mail.notification"].create(
            {
                "author_id": self.mail_message_id.author_id.id,
                "mail_message_id": self.mail_message_id.id,
                "mail_mail_id": mail.id,
                "res_partner_id": self.case_id.recipient_id.id,
                "notification_type": "email",
                "notification_status": "ready",
                "is_read": True,
            }
        )
        return mail

    def _attach_statement(self):
        """Attach the statement of account; returns whether it could be printed."""
        case = self.case_id
        try:
            name, content = case._statement_pdf()
        except UserError as problem:
            _logger.warning("The statement of %s cannot be printed: %s", case.display_name, problem)
            case._message_log(body=case.env._("Emailed without the statement: %s", problem))
            return False
        values = {"name": name, "raw": content, "res_model": case._name, "res_id": case.id}
        self.mail_message_id.attachment_ids = self.env["ir.attachment"].create(values)
        return True

    def _settle_email(self, failure_type, failure):
        """Record what came of handing these emails to a mail server."""
        if not failure_type:
            self._apply_state("sent")
        elif failure_type in _MAYBE_SENT and _REFUSED_RECIPIENT not in (failure or ""):
            self._apply_state("unknown", failure)
        else:
            is_fault = failure_type in _ADDRESS_FAULTS or _REFUSED_RECIPIENT in (failure or "")
            self._apply_state("refused", failure or failure_type, address_failed=is_fault)

    def _invoice_rows(self):
        """The table of open invoices, in the language of the context."""
        return [
            {
                "name": line.move_id.name,
                "due": self.case_id._format_day(line.due_date),
                "amount": self.case_id._format_amounts({line.currency_id.id: line.amount}),
            }
            for line in self.line_ids
        ]

    def _text_direction(self):
        """``rtl`` or ``ltr``, by the language of the context."""
        return get_lang(self.env).direction

    @api.model
    def _bounce(self, case, address):
        """Record that the latest email of ``case`` to ``address`` came back."""
        domain = [
            ("case_id", "=", case.id),
            ("channel", "=", "email"),
            ("direction", "=", "out"),
            ("email", "=", email_normalize(address)),
            ("claimed_at", "!=", False),
        ]
        bounced = self.search(domain, limit=1)
        bounced._apply_state("undelivered", case.env._("The email came back."), address_failed=True)

    @api.model
    def _receive_email(self, case, post):
        """Record ``post``, an email of the customer's in the chatter of ``case``, and heed at once
        what it says about being contacted."""
        reply = self.create(
            {
                "direction": "in",
                "channel": "email",
                "state": "received",
                "email": email_normalize(post.email_from) or post.email_from,
                "body": _own_words(post.body) or post.subject or "…",
                "case_id": case.id,
                "partner_id": case.partner_id.id,
                "company_id": case.company_id.id,
                "mail_message_id": post.id,
                "inbox_state": "unread",
                "received_at": fields.Datetime.now(),
            }
        )
        reply._understand()


def _own_words(body):
    """The text of an email without what it quotes, as core marks it."""
    if not body:
        return ""
    root = html.fromstring(f"<div>{body}</div>")
    for quote in root.xpath("//*[@data-o-mail-quote or @data-o-mail-quote-node]"):
        quote.drop_tree()
    return html2plaintext(html.tostring(root, encoding="unicode")).strip()
