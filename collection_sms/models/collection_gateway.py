import secrets
from dataclasses import replace
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools.urls import urljoin

from ..gateways.carrier import Verdict
from .gateway_presets import preset_choices, presets

TOKEN_BYTES = 18  # of a webhook's secret: 144 random bits

# Managers of Collections order gateways and price them. Where texts go, and with which secrets, is
# for system administrators: these fields and all with ``groups``.
_FOR_ADMINISTRATORS = {"preset", "company_id"}


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
    preset = fields.Selection(
        selection=lambda self: preset_choices(),
        string="Carrier",
        required=True,
        default="json",
        tracking=True,
    )
    preset_setup = fields.Char("At the Carrier", compute="_compute_preset_notes")
    preset_checked = fields.Char("What Was Checked", compute="_compute_preset_notes")
    preset_unchecked = fields.Char("What Was Not", compute="_compute_preset_notes")
    preset_source = fields.Text("Sources", compute="_compute_preset_notes")
    rate = fields.Float(
        "Texts per Second", digits=(8, 2), tracking=True, help="Not more. 0: as fast as it takes."
    )
    in_flight = fields.Integer(
        "Texts in Flight",
        default=8,
        required=True,
        tracking=True,
        help="How many are handed over at the same time, 1 to 64. More where the carrier is far "
        "away and takes long to answer; not more than its contract allows. 1: one after the other.",
    )
    segment_price = fields.Float(
        "Price of a Segment",
        digits=(16, 5),
        tracking=True,
        help="What a text costs where the carrier does not say. 0: not known.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        default=lambda self: self.env.company.currency_id,
        tracking=True,
        help="Of that price, and of the prices of a carrier that names no currency.",
    )
    webhook_token = fields.Char(
        default=lambda self: self._new_webhook_token(),
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
    is_configurable = fields.Boolean(compute="_compute_is_configurable")

    _webhook_token_unique = models.Constraint(
        "UNIQUE (webhook_token)", "This webhook secret is used by another gateway."
    )
    _not_negative = models.Constraint(
        "CHECK (rate >= 0 AND segment_price >= 0)", "Texts per second and price are not negative."
    )

    _some_in_flight = models.Constraint(
        "CHECK (in_flight BETWEEN 1 AND 64)", "Between 1 and 64 texts are in flight."
    )

    @api.depends("preset")
    def _compute_preset_notes(self):
        for gateway in self:
            preset = presets().get(gateway.preset, {})
            gateway.preset_setup = preset.get("setup")
            gateway.preset_checked = preset.get("checked")
            gateway.preset_unchecked = preset.get("unchecked")
            gateway.preset_source = "\n".join(preset.get("source", ()))

    @api.depends("webhook_token", "company_id")
    def _compute_webhook_urls(self):
        for gateway in self:
            base = gateway.company_id.get_base_url()
            path = f"/collection/gateway/{gateway.webhook_token}"
            gateway.report_url = urljoin(base, f"{path}/report")
            gateway.reply_url = urljoin(base, f"{path}/reply")

    @api.depends_context("uid")
    def _compute_is_configurable(self):
        self.is_configurable = self._may_configure()

    def _may_configure(self):
        return self.env.su or self.env.user.has_group("base.group_system")

    @api.model
    def _new_webhook_token(self):
        return secrets.token_urlsafe(TOKEN_BYTES)

    def write(self, vals):
        """Managers may not hand the secrets to another carrier or company."""
        if _FOR_ADMINISTRATORS & set(vals) and not self._may_configure():
            raise AccessError(
                self.env._("Only system administrators change a gateway's carrier or company.")
            )
        return super().write(vals)

    def action_new_addresses(self):
        """Give the carrier new addresses; the old ones answer nobody any more."""
        self.check_access("write")
        for gateway in self:
            gateway.webhook_token = self._new_webhook_token()

    def _with_price(self, answer, segments):
        """``answer`` with the price of the text, where the carrier took it and names none."""
        if answer.verdict is not Verdict.ACCEPTED or answer.cost is not None:
            return answer
        price = Decimal(str(self.segment_price)) * (answer.segments or segments)
        return replace(answer, cost=price, currency=self.currency_id.name) if price else answer
