"""What a policy falls back to where a customer cannot be reached the preferred way."""

from odoo import fields, models

from ..engine import Channel


class CollectionPolicy(models.Model):
    _inherit = "collection.policy"

    fallback_email = fields.Boolean(
        "Email",
        default=True,
        tracking=True,
        help="Write an email where a text, or what the customer prefers, is not possible.",
    )
    fallback_call = fields.Boolean(
        "Phone Call",
        tracking=True,
        help="Ask the person responsible to call where nothing above is possible.",
    )
    fallback_letter = fields.Boolean(
        "Letter",
        tracking=True,
        help="Put a letter on the list to print where nothing above is possible.",
    )

    def _fallback_channels(self):
        """The channels to try after the preferred one, in this order. Texts always count."""
        wanted = {
            Channel.EMAIL: self.fallback_email,
            Channel.PHONE: self.fallback_call,
            Channel.LETTER: self.fallback_letter,
        }
        return (Channel.SMS, *(channel for channel, is_wanted in wanted.items() if is_wanted))
