"""Texts that must not leave any more, with what waits for them in the SMS queue."""

from odoo import models


class CollectionMessage(models.Model):
    _inherit = "collection.message"

    def _call_off(self, reason):
        """Cancel those of these messages that have not left, and take them out of the SMS queue."""
        unsent = self.filtered(lambda message: message.state in ("draft", "queued"))
        unsent._cancel(reason)
        rows = self.env["sms.sms"].sudo().search([("uuid", "in", unsent.mapped("uuid"))])
        rows._update_sms_state_and_trackers("canceled")
