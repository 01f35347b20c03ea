"""The terms on which a policy takes goods or services instead of money."""

from odoo import fields, models


class CollectionPolicy(models.Model):
    _inherit = "collection.policy"

    barter_offered = fields.Boolean(
        "Take goods or services",
        tracking=True,
        help="Customers may settle a part of what is due with goods or services.",
    )
    barter_share = fields.Integer(
        "At most",
        default=50,
        required=True,
        tracking=True,
        help="In percent of what is due, taxes included.",
    )
    barter_grace_days = fields.Integer(
        "Grace of deliveries (days)",
        default=7,
        required=True,
        tracking=True,
        help="The follow-up rests until so many days after the delivery date.",
    )

    _barter_terms = models.Constraint(
        "CHECK (barter_share BETWEEN 1 AND 100 AND barter_grace_days BETWEEN 0 AND 365)",
        "Goods may settle 1 to 100 % of what is due; the grace of a delivery is a year at most.",
    )
