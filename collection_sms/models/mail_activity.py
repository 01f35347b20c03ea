from odoo import models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        """A call of ours is made when its activity is done, and a reply dealt with."""
        self._waiting_calls()._call_done(feedback)
        replies = self._unread_replies()
        result = super()._action_done(feedback, attachment_ids)
        if replies:
            replies.inbox_state = "done"
        return result

    def unlink(self):
        """A call whose activity somebody cancels is not made."""
        calls = self._waiting_calls()
        result = super().unlink()
        if calls:
            calls._cancel("discarded")
        return result

    def _waiting_calls(self):
        domain = [("activity_id", "in", self.ids), ("state", "=", "queued")]
        return self.env["collection.message"].sudo().search(domain)

    def _unread_replies(self):
        domain = [("activity_id", "in", self.ids), ("inbox_state", "=", "unread")]
        return self.env["collection.message"].sudo().search(domain)
