import smtplib
from contextlib import suppress
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.addons.base.models.ir_actions_report import IrActionsReport
from odoo.exceptions import UserError
from odoo.tests import tagged

from .channel_common import EMAIL, ChannelCommon

REPLY = """Return-Path: <desk@salthillgallery.example.com>
From: Salthill Gallery <{sender}>
To: {reply_to}
Subject: Re: Your account
In-Reply-To: {message_id}
References: {message_id}
Message-Id: <answer-1@salthillgallery.example.com>
Content-Type: text/html; charset=utf-8

<p>We pay on Friday &lt;b&gt;.</p>
<blockquote type="cite">Hello Salthill Gallery, a gentle reminder</blockquote>
"""

BOUNCE = """Return-Path: <>
From: MAILER-DAEMON <mailer-daemon@example.com>
To: bounce@example.com
Subject: Undelivered Mail Returned to Sender
Message-Id: <bounce-1@example.com>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

The mailbox does not exist.
--B
Content-Type: message/delivery-status

Final-Recipient: rfc822; {email}
Action: failed
Status: 5.1.1

--B
Content-Type: message/rfc822

From: accounts@harbour-pine.example.com
To: {email}
Message-Id: {message_id}

Hello
--B--
"""


class Killed(BaseException):
    """What a killed process leaves behind: no handler of Odoo's runs."""


@tagged("post_install", "-at_install")
class TestEmail(ChannelCommon):
    """From the decision to the customer's mailbox, and back. The mail server is replaced."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.use_carrier()
        cls._init_mail_gateway()

    def setUp(self):
        super().setUp()
        self.email = self.follow_up_by("email")

    def post(self):
        """The message in the chatter that carries the email."""
        return self.email.sudo().mail_message_id

    def receive(self, raw, **values):
        """A raw email comes in through the mail gateway."""
        reply_to = self.post().reply_to
        values = {"message_id": self.post().message_id, "reply_to": reply_to} | values
        self.env["mail.thread"].sudo().message_process(False, raw.format(**values))

    def test_one_email_with_words_table_link_and_statement(self):
        self.make_invoice(12, 50.0)
        self.email.sudo()._cancel("changed")
        with self.on_day(6):
            self.run_cron()
            self.email = self.texts_of()[-1]
            self.send_emails()
        [mail] = self._mails
        self.assertEqual(mail["email_to"], [f'"Salthill Gallery" <{EMAIL}>'])
        self.assertIn("accounts@harbour-pine.example.com", mail["email_from"])
        self.assertIn("Your account with Harbour", mail["subject"])
        body = mail["body"]
        self.assertIn(self.case_of().text_link, body)
        for invoice in self.email.line_ids.move_id:
            self.assertIn(invoice.name, body)
        self.assertEqual(len(self.email.line_ids), 2)
        self.assertIn("statement of account is attached", body)
        self.assertIn("rather get no emails", body)
        self.assertNotIn("STOP", body)
        [(name, content, _mimetype)] = mail["attachments"]
        self.assertTrue(name.startswith("Statement"))
        self.assertIn(self.invoice.name, str(content))

    def test_a_name_keeps_its_accents(self):
        self.email.sudo()._cancel("changed")
        self.customer.name = "Lucía Núñez"
        with self.on_day(6):
            self.run_cron()
        self.assertIn("Hello Lucía Núñez", self.texts_of()[-1].body)

    def test_it_shows_in_the_chatter_and_counts(self):
        self.assertEqual(self.case_of().last_contact, self.today)
        self.assertEqual(self.invoice.collection_level_id, self.levels["reminder"])
        self.send_emails()
        self.assertEqual((self.email.state, self.email.with_statement), ("sent", True))
        self.assertEqual(self.post().message_type, "email_outgoing")
        self.assertTrue(self.post().attachment_ids)
        self.assertEqual(self.post().notification_ids.notification_status, "sent")
        note = self.invoice.message_ids.filtered(lambda message: "Gentle reminder" in message.body)
        self.assertIn("Email at level", note.body)

    def test_nothing_is_printed_or_sent_where_it_is_decided(self):
        self.assertEqual((self.email.state, self.email.with_statement), ("queued", False))
        self.assertFalse(self.post().attachment_ids)
        self.assertFalse(self.env["sms.sms"].search([("uuid", "=", self.email.sudo().uuid)]))

    def test_sent_once_however_often_the_action_runs(self):
        self.send_emails()
        self.send_emails()
        self.assertFalse(self._mails)
        self.email.sudo()._release()
        self.send_emails()
        self.assertFalse(self._mails)

    def test_in_the_customers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        template = self.env.ref("collection_sms.mail_template_follow_up")
        template.with_context(lang="fr_FR").subject = "Votre compte"
        self.customer.lang = "fr_FR"
        self.assertEqual(self.email.subject, "Votre compte")

    def test_who_has_paid_gets_no_email(self):
        self.pay(self.invoice)
        self.send_emails()
        self.assertFalse(self._mails)
        self.assertEqual((self.email.state, self.email.cancel_reason), ("cancelled", "settled"))

    def test_a_new_wish_or_a_changed_balance_holds_it_back(self):
        self.pay(self.invoice, 40)
        self.send_emails()
        self.assertEqual(self.email.cancel_reason, "changed")
        with self.on_day(6):
            self.run_cron()
            email = self.texts_of()[-1]
            self.assertEqual((email.channel, email.state), ("email", "queued"))
            self.customer.collection_channel = "sms"
            self.send_emails()
        self.assertEqual((email.state, email.cancel_reason), ("cancelled", "held"))
        self.assertFalse(self._mails)

    def test_without_a_printer_it_goes_without_the_statement_and_says_so(self):
        with patch.object(IrActionsReport, "_render_qweb_pdf", side_effect=UserError("no Qt")):
            self.send_emails()
        [mail] = self._mails
        self.assertFalse(mail["attachments"])
        self.assertNotIn("attached", mail["body"])
        self.assertEqual((self.email.state, self.email.with_statement), ("sent", False))
        self.assertIn("without the statement", self.case_of().message_ids[0].body)

    def test_a_broken_template_keeps_no_other_email_from_going_out(self):
        other = self.make_customer(
            "Turning Page Books", False, email="shop@turningpage.example.com"
        )
        self.make_invoice(10, partner=other)
        self.run_cron()
        broken = ValueError("broken")
        render = type(self.email)._render_email

        def break_first(emails, field):
            if emails.sudo()._origin == self.email.sudo() and field == "body_html":
                raise broken
            return render(emails, field)

        with patch.object(type(self.email), "_render_email", break_first):
            self.send_emails()
        self.assertEqual((self.email.state, self.email.failure), ("refused", "broken"))
        self.assertEqual(self.texts_of(other).state, "sent")
        self.assertTrue(self.case_of().activity_ids)

    def run_with(self, error):
        """Send through a mail server that raises ``error`` when it gets the email."""

        def fail(*_args, **_kwargs):
            raise error

        with (
            self.mock_mail_gateway(),
            patch.object(type(self.env["ir.mail_server"]), "send_email", fail),
        ):
            self.run_cron("collection_sms.ir_cron_emails")

    def test_a_process_that_died_while_sending_leaves_unknown_and_no_second_email(self):
        # Not assertRaises: Odoo's rolls back all that the process had committed.
        with suppress(Killed):
            self.run_with(Killed())
        self.assertEqual(self.email.state, "sending")
        self.send_emails()
        self.assertFalse(self._mails)
        self.email.sudo().claimed_at = fields.Datetime.now() - timedelta(minutes=16)
        self.run_cron()
        self.assertEqual(self.email.state, "unknown")
        self.send_emails()
        self.assertFalse(self._mails)

    def test_a_server_that_may_have_taken_it_leaves_unknown(self):
        self.run_with(TimeoutError("timed out"))
        self.assertEqual((self.email.state, self.email.address_failed), ("unknown", False))
        self.assertTrue(self.case_of().activity_ids)

    def test_a_recipient_that_the_server_refuses_is_reached_another_way(self):
        error = smtplib.SMTPRecipientsRefused({EMAIL: (550, b"no such user")})
        self.run_with(ValueError(f"SMTPRecipientsRefused: {error}"))
        self.assertEqual((self.email.state, self.email.address_failed), ("refused", True))
        self.run_cron_on(1)
        text = self.texts_of()[-1]
        self.assertEqual((text.channel, text.level_id), ("sms", self.email.level_id))

    def test_a_bounce_is_followed_by_a_text_at_the_same_level(self):
        self.send_emails()
        self.receive(BOUNCE, email=EMAIL)
        self.assertEqual((self.email.state, self.email.address_failed), ("undelivered", True))
        self.assertEqual(self.post().notification_ids.notification_status, "bounce")
        self.run_cron_on(1)
        text = self.texts_of() - self.email
        self.assertEqual((text.channel, text.round), ("sms", 2))

    def test_a_reply_comes_back_to_the_case_and_to_a_person(self):
        self.send_emails()
        self.receive(REPLY, sender=EMAIL)
        case = self.case_of()
        reply = case.text_ids.filtered(lambda message: message.direction == "in")
        self.assertEqual((reply.channel, reply.state, reply.email), ("email", "received", EMAIL))
        self.assertEqual(reply.body, "We pay on Friday <b>.")
        self.assertEqual(reply.partner_id, self.customer)
        self.assertIn("We pay on Friday", case.message_ids[0].body)
        self.assertEqual(case.message_ids[0].author_id, self.customer)
        [to_do] = case.activity_ids
        self.assertEqual(to_do.summary, "Answer the customer's email")
        self.assertIn("We pay on Friday &lt;b&gt;", to_do.note)

    def test_a_stop_by_email_stops_emails(self):
        self.send_emails()
        self.receive(REPLY.replace("We pay on Friday &lt;b&gt;.", "STOP"), sender=EMAIL)
        log = self.env["collection.consent"].sudo()
        stopped = log._stopped_channels(self.customer, self.company)[self.customer]
        self.assertEqual(stopped, {"email"})
        self.assertFalse(self.case_of().activity_ids)

    def test_what_staff_write_by_email_is_nobodys_answer(self):
        self.send_emails()
        self.collector.email = "collector@harbour-pine.example.com"
        self.receive(REPLY, sender=self.collector.email)
        self.assertEqual(self.case_of().text_ids, self.email)
        self.assertFalse(self.case_of().activity_ids)

    def test_replies_go_to_the_catchall_of_the_company(self):
        self.assertIn("accounts@harbour-pine.example.com", self.post().email_from)
        self.assertIn("catchall", self.post().reply_to)

    def test_on_the_sandbox_nothing_leaves_and_all_arrives(self):
        self.company.sms_provider = "collection_sandbox"
        self.send_emails()
        self.assertFalse(self._mails)
        self.assertEqual((self.email.state, self.email.with_statement), ("delivered", True))

    def test_the_phone_view_shows_texts_only(self):
        self.send_emails()
        threads = self.env["collection.message"].phone_threads()["threads"]
        self.assertNotIn("Salthill Gallery", [thread["name"] for thread in threads])


@tagged("post_install", "-at_install")
class TestEmailApproval(ChannelCommon):
    """Emails of levels that ask first."""

    def setUp(self):
        super().setUp()
        self.levels["reminder"].approve_first = True
        self.draft = self.follow_up_by("email")

    def test_approved_with_own_words(self):
        self.assertEqual((self.draft.state, self.draft.channel), ("draft", "email"))
        self.assertIn("Your account", self.draft.subject)
        self.draft.body = "Dear all,\n\nshall we talk?"
        self.draft.action_approve()
        self.use_carrier()
        self.send_emails()
        self.assertIn("shall we talk?", self._mails[0]["body"])
        self.assertEqual(self.draft.state, "sent")

    def test_a_new_address_is_looked_at_again(self):
        self.customer.email = "books@salthillgallery.example.com"
        self.draft.action_approve()
        self.assertEqual(
            (self.draft.state, self.draft.email), ("draft", "books@salthillgallery.example.com")
        )
