"""Emails that come back to a case: replies of the customer, and what could not be delivered."""

from odoo import models


class CollectionCase(models.Model):
    _inherit = "collection.case"

    def _message_post_after_hook(self, message, msg_vals):
        """A customer's email is a message of the case, and somebody has to answer it."""
        is_staff = message.author_id and not message.author_id.partner_share
        if message.message_type == "email" and not is_staff:
            self.env["collection.message"].sudo()._receive_email(self, message)
        return super()._message_post_after_hook(message, msg_vals)

    def _message_receive_bounce(self, email, partner):
        """Another way is tried when an email came back."""
        for case in self:
            self.env["collection.message"].sudo()._bounce(case, email)
        return super()._message_receive_bounce(email, partner)
