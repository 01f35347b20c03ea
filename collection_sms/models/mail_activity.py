from odoo import models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        """A call of ours is made when its activity is done; what was noted stays with it."""
        self._waiting_calls()._call_done(feedback)
        return super()._action_done(feedback, attachment_ids)

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
