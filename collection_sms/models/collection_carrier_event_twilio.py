from odoo import models

from ..gateways.twilio_webhook import TWILIO, read_twilio_replies, read_twilio_reports


class CollectionCarrierEvent(models.Model):
    """Twilio's reports and replies are about a company, not about a gateway."""

    _inherit = "collection.carrier.event"

    def _read_reports(self, webhook):
        if self.carrier == TWILIO:
            return read_twilio_reports(webhook)
        return super()._read_reports(webhook)

    def _read_replies(self, webhook):
        if self.carrier == TWILIO:
            return read_twilio_replies(webhook)
        return super()._read_replies(webhook)
