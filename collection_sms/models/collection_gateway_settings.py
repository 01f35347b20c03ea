"""From the fields of a gateway to what the I/O knows of it; presets fill those fields."""

from dataclasses import fields as dataclass_fields

from odoo import Command, api, models
from odoo.exceptions import ValidationError
from odoo.tools import LazyTranslate

from ..gateways.settings import Misconfigured, Settings, read_settings
from .gateway_presets import preset_values

_lt = LazyTranslate(__name__)

_ELSEWHERE = {"parameters", "currency"}  # not under these names on the gateway
_FIELDS = [field.name for field in dataclass_fields(Settings) if field.name not in _ELSEWHERE]
_SECRETS = ("username", "password", "token", "signature_key")
# What stays when the carrier changes.
_OWN = ("connect_timeout", "read_timeout", "total_timeout")
_OF_PRESET = [name for name in _FIELDS if name not in _SECRETS and name not in _OWN]

_PROBLEMS = {
    "url": _lt("“%s” is no address that texts can be handed over at."),
    "url_login": _lt("Login and password do not belong into the address of %s: enter them below."),
    "url_http": _lt(
        "Texts and secrets would travel to %s unencrypted. Its address has to begin with https."
    ),
    "placeholder": _lt("%s is no placeholder."),
    "regex": _lt("“%s” is no pattern (regular expression)."),
    "json": _lt("This is no JSON object: %s"),
    "status": _lt("“%s” are no statuses: enter figures between commas."),
    "state": _lt("“%s” is none of sent, delivered, undelivered and refused."),
    "success": _lt("Say which words at %s mean success."),
}


class CollectionGateway(models.Model):
    _inherit = "collection.gateway"

    def _settings(self):
        """What the I/O of ``gateways/`` has to know of this gateway; raises ``Misconfigured``."""
        self.ensure_one()
        gateway = self.sudo()
        return read_settings(
            {
                **{name: gateway[name] for name in _FIELDS},
                "parameters": [row._row() for row in gateway.parameter_ids],
                "currency": gateway.currency_id.name,
            }
        )

    @api.constrains(*_FIELDS, "parameter_ids", "active")
    def _check_settings(self):
        for gateway in self.filtered("active"):
            try:
                gateway._settings()
            except Misconfigured as problem:
                raise ValidationError(gateway._explain(problem)) from problem

    def _explain(self, problem):
        """``problem`` (``Misconfigured``) in words."""
        return self.env._(_PROBLEMS[problem.kind]) % problem.detail  # pylint: disable=W8301

    @api.model_create_multi
    def create(self, vals_list):
        """What is not given comes from the preset."""
        return super().create([{**self._preset_defaults(vals), **vals} for vals in vals_list])

    def _preset_defaults(self, vals):
        preset = vals.get("preset") or self.default_get(["preset"])["preset"]
        return self._prepare_preset(preset)

    def _prepare_preset(self, preset):
        """Values with which nothing of another carrier is left."""
        told = preset_values(preset)
        names = [*_OF_PRESET, "webhook_answer"]
        empty = {**dict.fromkeys(names, False), **self.sudo().default_get(names)}
        values = {name: told.get(name, empty[name]) for name in names}
        values["parameter_ids"] = [
            Command.create({"sequence": place, **row})
            for place, row in enumerate(told.get("parameters", ()))
        ]
        if told.get("currency"):
            currencies = self.env["res.currency"].with_context(active_test=False)
            values["currency_id"] = currencies.search([("name", "=", told["currency"])], limit=1).id
        return values

    def _apply_preset(self):
        """Fill in the carrier's fields anew."""
        for gateway in self:
            values = gateway._prepare_preset(gateway.preset)
            values["parameter_ids"].insert(0, Command.clear())
            gateway.write(values)

    def action_apply_preset(self):
        """Put the carrier's fields back to what the preset says; login and senders stay."""
        self._apply_preset()

    @api.onchange("preset")
    def _onchange_preset(self):
        """Another carrier gets other fields, and not the secrets of the one before."""
        if not self.preset or not self._may_configure():
            return
        values = self._prepare_preset(self.preset)
        values["parameter_ids"].insert(0, Command.clear())
        self.update({**values, **dict.fromkeys(_SECRETS, False)})
