from odoo import fields, models

from ..models.collection_message_phone_call import OUTCOMES


class CollectionCallLog(models.TransientModel):
    """What came of a phone call."""

    _name = "collection.call.log"
    _description = "Log Call"

    message_id = fields.Many2one("collection.message", required=True, ondelete="cascade")
    outcome = fields.Selection(OUTCOMES, required=True, default="reached")
    note = fields.Text(
        help="What was said or agreed on. Promises and plans are recorded on the case."
    )

    def action_log(self):
        """Record it, and complete the activity."""
        self.message_id._log_call(self.outcome, self.note)
