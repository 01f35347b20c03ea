"""Which channels the recipient of a case has stopped, and what is noted of it."""

from odoo import api, fields, models


class CollectionCase(models.Model):
    _inherit = "collection.case"

    stopped_channels = fields.Char("Stopped", compute="_compute_stopped_channels")

    @api.depends_context("lang")
    def _compute_stopped_channels(self):
        for company, cases in self.grouped("company_id").items():
            recipients = cases.recipient_id.with_company(company)
            words = {partner.id: partner.collection_stopped for partner in recipients}
            for case in cases:
                case.stopped_channels = words.get(case.recipient_id.id)

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

    def action_record_opt_out(self):
        """Put on record that the recipient wants to hear nothing on some channels."""
        return self._record_consent("collection_sms.collection_consent_action_opt_out")

    def action_record_consent(self):
        """Put on record that the recipient allows some channels."""
        return self._record_consent("collection_sms.collection_consent_action_consent")

    def _record_consent(self, action):
        self.ensure_one()
        partner = self.recipient_id.with_company(self.company_id)
        return partner._collection_consent_wizard(action, self.company_id)
