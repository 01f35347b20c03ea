from datetime import timedelta

from odoo import api, fields, models

from ..engine import Cap


class CollectionContactCap(models.Model):
    """How many contacts are too many. Texts, emails and calls count together."""

    _name = "collection.contact.cap"
    _description = "Contact Cap"
    _order = "unit desc, period, id"

    rule_id = fields.Many2one(
        "collection.contact.rule", required=True, ondelete="cascade", index=True
    )
    maximum = fields.Integer("At Most", default=1, required=True, help="Contacts.")
    period = fields.Integer("Within", default=7, required=True)
    unit = fields.Selection([("hours", "Hours"), ("days", "Days")], default="days", required=True)
    scope = fields.Selection(
        [("customer", "The customer"), ("case", "The case")],
        "Counted For",
        default="customer",
        required=True,
        help="Contacts of a customer count in all companies together.",
    )

    _figures = models.Constraint(
        "CHECK (maximum > 0 AND period > 0)", "A cap allows one contact at least in some time."
    )

    @api.depends("maximum", "period", "unit")
    @api.depends_context("lang")
    def _compute_display_name(self):
        units = dict(self._fields["unit"]._description_selection(self.env))
        for cap in self:
            cap.display_name = self.env._(
                "%(maximum)s in %(period)s %(unit)s",
                maximum=cap.maximum,
                period=cap.period,
                unit=units.get(cap.unit, "").lower(),
            )

    def _caps(self):
        """These caps as the engine knows them."""
        return tuple(
            Cap(
                id=cap.id,
                maximum=cap.maximum,
                period=timedelta(**{cap.unit: cap.period}),
                per_case=cap.scope == "case",
            )
            for cap in self
        )
