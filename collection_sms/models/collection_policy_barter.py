"""The terms on which a policy takes goods or services instead of money."""

from datetime import timedelta
from decimal import Decimal

from odoo import fields, models

from ..engine import BarterLimits, most_in_kind


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
    barter_most = fields.Float(
        "And at most",
        digits="Product Price",
        tracking=True,
        help="In company currency, taxes included. 0: only the share counts.",
    )
    barter_days = fields.Integer(
        "Delivered within",
        default=60,
        required=True,
        tracking=True,
        help="The latest delivery date, in days from today.",
    )
    barter_offer_days = fields.Integer(
        "Offers live for",
        default=14,
        required=True,
        tracking=True,
        help="So many days an offer, the customer's or ours, can be accepted.",
    )
    barter_rest_days = fields.Integer(
        "Rest for open offers",
        default=21,
        required=True,
        tracking=True,
        help="The follow-up rests for so many days from the first offer on, however often it is "
        "countered, and for the first two proposals of a case. 0: it goes on meanwhile.",
    )
    barter_grace_days = fields.Integer(
        "Grace of deliveries (days)",
        default=7,
        required=True,
        tracking=True,
        help="The follow-up rests until so many days after the delivery date.",
    )
    barter_user_limit = fields.Float(
        "Users agree up to",
        digits="Product Price",
        tracking=True,
        help="In company currency, taxes included. Above this a manager of Collections agrees. "
        "0: no limit.",
    )
    barter_wanted_ids = fields.One2many(
        "collection.barter.wanted", "policy_id", "What We Would Take", copy=True
    )

    _barter_terms = models.Constraint(
        "CHECK (barter_share BETWEEN 1 AND 100 AND barter_grace_days BETWEEN 0 AND 365"
        " AND barter_most >= 0 AND barter_user_limit >= 0 AND barter_days BETWEEN 1 AND 730"
        " AND barter_offer_days BETWEEN 1 AND 365 AND barter_rest_days BETWEEN 0 AND 365)",
        "Goods may settle 1 to 100 % of what is due and come within two years; an offer lives for "
        "1 to 365 days, the follow-up rests for a year at most, and no amount is negative.",
    )

    def _barter_limits(self, due, currency, company, today):
        """What this policy takes ``today`` instead of ``due`` in ``currency``."""
        cap = self._barter_amount(self.barter_most, currency, company, today)
        return BarterLimits(
            due=due,
            most=most_in_kind(due, self.barter_share, Decimal(str(currency.rounding)), cap),
            first=today,
            latest=today + timedelta(days=self.barter_days),
        )

    def _barter_amount(self, amount, currency, company, today):
        """``amount`` of this policy, which is in company currency, in ``currency``; None for 0."""
        if not amount:
            return None
        return Decimal(str(company.currency_id._convert(amount, currency, company, today)))
