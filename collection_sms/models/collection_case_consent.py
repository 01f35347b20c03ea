"""Which channels the recipient of a case has stopped, and what is noted of it."""

from odoo import models


class CollectionCase(models.Model):
    _inherit = "collection.case"

    def _consent_note(self, channels, action, how, number):
        """One sentence for the chatter, in the language of the context."""
        log = self.env["collection.consent"]._fields
        labels = {
            name: dict(log[name]._description_selection(self.env)) for name in ("channel", "how")
        }
        figures = {
            "channels": ", ".join(labels["channel"][key] for key in sorted(channels)),
            "how": labels["how"][how],
            "number": number if "sms" in channels else "",
        }
        if action == "withdrawn":
            words = self.env._(
                "Stopped by the customer: %(channels)s %(number)s (%(how)s)", **figures
            )
        else:
            words = self.env._(
                "Allowed by the customer: %(channels)s %(number)s (%(how)s)", **figures
            )
        return " ".join(words.split())
