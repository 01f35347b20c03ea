from odoo import models

# What a notification status, as core derives it from every carrier, says about our text.
# "process" is missing: the carrier has it, but has not said anything about it yet.
_TEXT_STATES = {
    "pending": "sent",
    "sent": "delivered",
    "exception": "undelivered",
    "bounce": "undelivered",
}


class SmsTracker(models.Model):
    _inherit = "sms.tracker"

    def _update_sms_notifications(
        self, notification_status, failure_type=False, failure_reason=False
    ):
        """Let our texts follow the delivery reports that core sorts out for all carriers."""
        result = super()._update_sms_notifications(
            notification_status, failure_type, failure_reason
        )
        state = _TEXT_STATES.get(notification_status)
        if state and not self.env.context.get("collection_sending"):
            texts = (
                self.env["collection.message"]
                .sudo()
                .search([("uuid", "in", self.mapped("sms_uuid"))])
            )
            texts._apply_state(
                state, failure_reason or failure_type, address_failed=state == "undelivered"
            )
        return result
