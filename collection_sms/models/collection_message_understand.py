"""What a reply asks for, and what is done about it."""

from odoo import models


class CollectionMessage(models.Model):
    _inherit = "collection.message"

    def _understand(self):
        """Heed what this reply says about being contacted; leave the rest to a person."""
        self.ensure_one()
        if not self._heed_channel_wish():
            self.inbox_state = "done"
        elif self.case_id:
            self.case_id._remind(self.env._("Answer the customer's text"), self.body)
