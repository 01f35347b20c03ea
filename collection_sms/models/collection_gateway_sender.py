"""Who a text is from, by country."""

import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine import country_of_number

_NUMBER = re.compile(r"\+?[0-9]{3,15}")
# 3GPP TS 23.040, 9.1.2.5: eleven characters of the GSM alphabet. Carriers take letters, digits
# and few others.
_NAME = re.compile(r"[A-Za-z0-9 &._-]{1,11}")


class CollectionGatewaySender(models.Model):
    """A number or name that texts to one country, or to all others, come from."""

    _name = "collection.gateway.sender"
    _description = "Sender of an SMS Gateway"
    _order = "sequence, id"

    gateway_id = fields.Many2one(
        "collection.gateway", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(
        "Sender", required=True, help="A number with its +, a short code, or a name."
    )
    country_id = fields.Many2one("res.country", "Texts To", help="Empty: all other countries.")
    can_receive = fields.Boolean(
        "Takes Replies", help="Texts invite to reply only where the sender can receive."
    )

    @api.constrains("name", "can_receive")
    def _check_name(self):
        for sender in self:
            is_number = _NUMBER.fullmatch(sender.name)
            if not is_number and not (_NAME.fullmatch(sender.name) and sender.name.strip()):
                raise ValidationError(
                    self.env._(
                        "“%s” is no sender: enter a number, or a name of at most 11 letters and "
                        "digits without accents.",
                        sender.name,
                    )
                )
            if sender.can_receive and not is_number:
                raise ValidationError(self.env._("Nobody can reply to the name “%s”.", sender.name))


class CollectionGateway(models.Model):
    _inherit = "collection.gateway"

    sender_ids = fields.One2many("collection.gateway.sender", "gateway_id", "Senders", copy=True)

    def _find_sender(self, number):
        """The sender of texts to ``number`` (E.164); none where the carrier is to choose."""
        senders = self.sender_ids
        if senders.country_id:  # else the number need not be looked at
            country = country_of_number(number)
            if of_country := senders.filtered(lambda sender: sender.country_id.code == country):
                return of_country[:1]
        return senders.filtered(lambda sender: not sender.country_id)[:1]

    def _sender_for(self, number):
        """The number or name that texts to ``number`` come from; empty: the carrier chooses."""
        return self._find_sender(number).name or ""

    def _takes_replies_from(self, number):
        """Whether whoever has ``number`` can reply to a text that this gateway carries."""
        return self._find_sender(number).can_receive
