import secrets

from odoo import api, fields, models
from odoo.tools.urls import urljoin

TOKEN_BYTES = 18  # of a webhook's secret: 144 random bits


class CollectionGateway(models.Model):
    """One account at a carrier that takes texts over HTTP."""

    _name = "collection.gateway"
    _description = "SMS Gateway"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True, tracking=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="cascade"
    )
    preset = fields.Char(required=True, default="json", tracking=True)
    webhook_token = fields.Char(
        default=lambda self: secrets.token_urlsafe(TOKEN_BYTES),
        required=True,
        copy=False,
        groups="base.group_system",
    )
    report_url = fields.Char(
        "Delivery Reports To", compute="_compute_webhook_urls", groups="base.group_system"
    )
    reply_url = fields.Char(
        "Replies To", compute="_compute_webhook_urls", groups="base.group_system"
    )

    _webhook_token_unique = models.Constraint(
        "UNIQUE (webhook_token)", "This webhook secret is used by another gateway."
    )

    @api.depends("webhook_token", "company_id")
    def _compute_webhook_urls(self):
        for gateway in self:
            base = gateway.company_id.get_base_url()
            path = f"/collection/gateway/{gateway.webhook_token}"
            gateway.report_url = urljoin(base, f"{path}/report")
            gateway.reply_url = urljoin(base, f"{path}/reply")

    def _settings(self):
        """What the I/O of ``gateways/`` has to know of this gateway."""
        raise NotImplementedError

    def _signature_headers(self):
        """The headers that a webhook's signature needs."""
        return ()

    def _is_signed(self, webhook):
        """Whether ``webhook`` is signed as this gateway asks for."""
        return True
