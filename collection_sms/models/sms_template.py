from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_amount

from ..engine import count_segments, unknown_placeholders
from .collection_case_script import PLACEHOLDERS


class SmsTemplate(models.Model):
    _inherit = "sms.template"

    collection_sample_case_id = fields.Many2one(
        "collection.case",
        "Sample Case",
        store=False,
        compute="_compute_collection_sample_case_id",
        readonly=False,
        domain=[("state", "!=", "closed")],
    )
    collection_sample = fields.Text(
        "As the Customer Reads It", compute="_compute_collection_sample"
    )
    collection_sample_count = fields.Char("Length", compute="_compute_collection_sample")

    @api.depends("model")
    def _compute_collection_sample_case_id(self):
        sample = self.env["collection.case"].search([("state", "!=", "closed")], limit=1)
        for template in self:
            template.collection_sample_case_id = template.model == "collection.case" and sample

    @api.depends("body", "lang", "model_id", "collection_sample_case_id")
    @api.depends_context("lang")
    def _compute_collection_sample(self):
        for template in self:
            sample = template._collection_sample() if template.body else ""
            template.collection_sample = sample
            template.collection_sample_count = template._describe_length(sample)

    @api.constrains("body", "model_id")
    def _check_collection_placeholders(self):
        for template in self.filtered(lambda template: template.model == "collection.case"):
            if unknown := unknown_placeholders(template.body, PLACEHOLDERS):
                raise ValidationError(template._explain_placeholders(unknown))

    def _explain_placeholders(self, unknown):
        return self.env._(
            "A script cannot say {{ %(unknown)s }}. It can say: %(known)s.",
            unknown=unknown[0],
            known=", ".join(f"{{{{ object.{name} }}}}" for name in PLACEHOLDERS),
        )

    def _collection_sample(self):
        """The text as the sample customer would get it, or what is wrong with the script."""
        if unknown := unknown_placeholders(self.body, PLACEHOLDERS):
            return self._explain_placeholders(unknown)
        case = self.collection_sample_case_id
        return case._fill_script(self.body) if case else self.body

    def _describe_length(self, text):
        counted = count_segments(text)
        parts = [
            self.env._("Characters: %s", counted.length),
            counted.alphabet,
            self.env._("Segments: %s", counted.count),
        ]
        if price := self.env.company.collection_segment_price:
            parts.append(self._describe_cost(counted.count * price))
        if counted.foreign:
            parts.append(self.env._("Unicode because of %s", " ".join(counted.foreign)))
        return " · ".join(parts)

    def _describe_cost(self, cost):
        """About what a text costs; per thousand where one costs less than can be shown."""
        currency = self.env.company.currency_id
        if currency.compare_amounts(cost, 10 * currency.rounding) >= 0:
            return self.env._("≈ %s", format_amount(self.env, cost, currency))
        thousand = format_amount(self.env, 1000 * cost, currency)
        return self.env._("≈ %s per 1,000 texts", thousand)
