from odoo import models


class MailMessage(models.Model):
    _inherit = "mail.message"

    def _notify_message_notification_update(self):
        """Tell the browsers of whoever wrote these messages what became of them.

        What the scheduled action writes and sends has no author who could look.
        """
        messages = self
        if self.env.context.get("collection_sending") and not self.env.user.active:
            messages = self.filtered("author_id.user_ids")
        return super(MailMessage, messages)._notify_message_notification_update()
