from odoo import models


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        """Let our emails know what the mail server said."""
        domain = [
            ("mail_message_id", "in", self.mail_message_id.ids),
            ("channel", "=", "email"),
            ("direction", "=", "out"),
        ]
        emails = self.env["collection.message"].sudo().search(domain)
        emails._settle_email(failure_type, failure_reason or self[:1].failure_reason)
        return super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason, failure_type
        )
