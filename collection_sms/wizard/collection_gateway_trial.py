from odoo import fields, models
from odoo.exceptions import UserError

from ..engine import international


class CollectionGatewayTrial(models.TransientModel):
    """A test text through one gateway, and what the carrier said."""

    _name = "collection.gateway.trial"
    _description = "Send a Test Text"

    gateway_id = fields.Many2one("collection.gateway", required=True, ondelete="cascade")
    number = fields.Char(
        required=True, default=lambda self: self.env.user.partner_id.phone_sanitized
    )
    body = fields.Text(
        "Words",
        required=True,
        default=lambda self: self.env._("A test text from %s.", self.env.company.name),
    )
    answer = fields.Text("Carrier's Answer", readonly=True)

    def action_send(self):
        """Send it now, and stay open with the answer."""
        self.ensure_one()
        gateway = self.gateway_id
        gateway.check_access("write")
        number = international(self.number, gateway.company_id.country_id.code)
        if not number.startswith("+"):
            raise UserError(self.env._("“%s” is no phone number.", self.number))
        self.answer = gateway._say(gateway._send_test(number, self.body))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send a Test Text"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
