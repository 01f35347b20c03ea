"""Playing the customer in the phone view of the sandbox: answers come at once, texts can fail."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import Channel

# What to try first, in words that replies of the customer's language are understood by.
SUGGESTIONS = {
    "de": ("STOP", "Freitag", "Wie viel?"),
    "en": ("STOP", "friday", "how much?"),
    "es": ("STOP", "el viernes", "¿cuánto debo?"),
    "fr": ("STOP", "vendredi", "combien ?"),
    "pt": ("STOP", "sexta-feira", "quanto devo?"),
    "vi": ("STOP", "thứ sáu", "bao nhiêu?"),
}


class CollectionMessage(models.Model):
    _inherit = "collection.message"

    @api.model
    def phone_carry(self, number, company_id):
        """Let the sandbox carry what may leave to ``number`` now, instead of waiting for a cron.

        Returns whether something is still on its way.
        """
        company = self._phone_texts(number, company_id, 1).company_id
        if self._explain_read_only(company):
            return False
        ready = self.sudo().search(self._get_ready_domain(number, company))
        rows = self.env["sms.sms"].sudo().search([("uuid", "in", ready.mapped("uuid"))])
        rows.send()
        return bool(self.sudo().search_count(self._get_ready_domain(number, company), limit=1))

    def _get_ready_domain(self, number, company):
        """What waits for the SMS queue only."""
        return [
            ("number", "=", number),
            ("company_id", "=", company.id),
            ("channel", "=", Channel.SMS.value),
            ("state", "=", "queued"),
            ("released_at", "!=", False),
        ]

    @api.model
    def phone_fail(self, text_id):
        """Play a network that cannot deliver this text: what follows is what would follow.

        Raises ``UserError`` outside the sandbox, and for a text that cannot fail any more.
        """
        text = self.browse(text_id)
        text.check_access("write")
        if hint := self._explain_read_only(text.company_id):
            raise UserError(hint)
        if text.channel != Channel.SMS or text.state not in ("sent", "delivered"):
            raise UserError(self.env._("Only a text that has been sent can fail."))
        # As if no report had come yet: one that a text has arrived is the last word on it.
        text.sudo().state = "sent"
        words = self.env._("The number takes no texts (played in the phone view).")
        text._apply_state("undelivered", words, address_failed=True)

    @api.model
    def phone_mend(self, number, company_id):
        """Let texts arrive at ``number`` again."""
        company = self._phone_texts(number, company_id, 1).company_id
        if hint := self._explain_read_only(company):
            raise UserError(hint)
        failed = self._failed_texts([number])
        failed.filtered(lambda text: text.company_id == company).action_try_address_again()

    def _prepare_play(self):
        """What the phone view offers beside the texts, to somebody who plays this customer."""
        failed = self._failed_texts([self.number])
        lang = self.partner_id.sudo().lang or self.company_id.partner_id.lang or "en"
        return {
            "number_fails": self.company_id in failed.company_id,
            "suggestions": SUGGESTIONS.get(lang[:2], SUGGESTIONS["en"]),
            "waiting": self._next_departure(),
        }

    def _next_departure(self):
        """When the next text to this number will leave, as UTC text; empty if none waits."""
        domain = [
            ("number", "=", self.number),
            ("company_id", "=", self.company_id.id),
            ("channel", "=", Channel.SMS.value),
            ("state", "=", "queued"),
            ("scheduled_at", ">", fields.Datetime.now()),
        ]
        waiting = self.search(domain, order="scheduled_at", limit=1)
        return fields.Datetime.to_string(waiting.scheduled_at) if waiting else ""
