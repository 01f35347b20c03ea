from odoo import api, fields, models


class CollectionGatewayParameter(models.Model):
    """One parameter or header of the requests to a carrier. For system administrators."""

    _name = "collection.gateway.parameter"
    _description = "Parameter of an SMS Gateway"
    _order = "sequence, id"

    gateway_id = fields.Many2one(
        "collection.gateway", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True)
    value = fields.Char(help="With placeholders. If it comes to nothing, it is left out.")
    place = fields.Selection(
        [("parameter", "Parameter"), ("header", "Header")], default="parameter", required=True
    )
    alphabet = fields.Selection(
        [("all", "All texts"), ("gsm", "Texts in GSM letters"), ("unicode", "Unicode texts")],
        string="For",
        default="all",
        required=True,
    )

    @api.constrains("name", "value", "place", "alphabet")
    def _check_settings(self):
        self.gateway_id._check_settings()

    def _row(self):
        """As ``read_settings`` wants it."""
        self.ensure_one()
        return {
            "name": self.name,
            "value": self.value or "",
            "place": self.place,
            "alphabet": self.alphabet,
        }
