"""The terms on which a policy offers payment plans."""

from decimal import Decimal

from odoo import fields, models

from ..engine import PlanTerms


class CollectionPolicy(models.Model):
    _inherit = "collection.policy"

    plan_max_installments = fields.Integer(
        "Installments",
        default=6,
        required=True,
        tracking=True,
        help="Customers may divide what is due into so many installments at most. "
        "0: no payment plans on the page.",
    )
    plan_days = fields.Integer(
        "Last installment",
        default=180,
        required=True,
        tracking=True,
        help="A plan ends within so many days from the day of the agreement.",
    )
    plan_first_days = fields.Integer(
        "First installment",
        default=14,
        required=True,
        tracking=True,
        help="A plan begins within so many days from the day of the agreement.",
    )
    plan_minimum = fields.Float(
        "Smallest installment",
        default=25,
        digits="Product Price",
        required=True,
        tracking=True,
        help="In company currency.",
    )
    plan_down_payment = fields.Integer(
        "Down payment (%)",
        default=0,
        required=True,
        tracking=True,
        help="The first installment is at least so many percent of the total.",
    )
    plan_category_ids = fields.Many2many(
        "res.partner.category",
        "collection_policy_plan_category_rel",
        string="Only for",
        help="Only customers with one of these tags may choose a plan. Empty: every customer.",
    )
    plan_max_broken = fields.Integer(
        "Broken plans",
        default=1,
        required=True,
        tracking=True,
        help="A customer who broke so many plans in the last year is offered no more. 0: no limit.",
    )
    plan_approval = fields.Boolean(
        "Approve plans",
        tracking=True,
        help="A plan that a customer chooses on the page starts when somebody has approved it.",
    )
    plan_grace_days = fields.Integer(
        "Grace of installments (days)",
        default=3,
        required=True,
        tracking=True,
        help="An installment is missed when it is still open so many days after its date.",
    )
    plan_missed_allowed = fields.Integer(
        "Missed installments",
        default=1,
        required=True,
        tracking=True,
        help="When more installments than this are missed at one time, the plan is broken.",
    )
    plan_late_days = fields.Integer(
        "Longest delay (days)",
        default=21,
        required=True,
        tracking=True,
        help="An installment that is open so many days after its date breaks the plan.",
    )
    plan_texts = fields.Boolean(
        "Texts about installments",
        default=True,
        tracking=True,
        help="Text the customer before an installment, on its day and when it is missed. These "
        "texts were agreed on with the plan and wait for no approval.",
    )
    plan_remind_days = fields.Integer(
        "Days ahead",
        default=3,
        required=True,
        tracking=True,
        help="So many days before an installment the customer gets a text about it. 0: none.",
    )
    plan_offer_days = fields.Integer(
        "Our proposals (days)",
        default=14,
        required=True,
        tracking=True,
        help="A plan that we propose waits so many days for the customer's answer.",
    )

    _plan_terms_positive = models.Constraint(
        "CHECK (plan_max_installments >= 0 AND plan_days >= 0 AND plan_first_days >= 0"
        " AND plan_minimum >= 0 AND plan_max_broken >= 0 AND plan_grace_days >= 0"
        " AND plan_missed_allowed >= 0 AND plan_remind_days >= 0 AND plan_offer_days >= 0"
        " AND plan_down_payment BETWEEN 0 AND 90 AND plan_late_days >= plan_grace_days)",
        "The terms of payment plans cannot be negative, a down payment is 90 % at most, and the "
        "longest delay is not shorter than the grace.",
    )

    def _plan_terms(self, currency, company, day):
        """What this policy allows to be agreed on in ``currency`` on ``day``, for the engine."""
        minimum = company.currency_id._convert(self.plan_minimum, currency, company, day)
        return PlanTerms(
            maximum=self.plan_max_installments,
            days=self.plan_days,
            first_days=self.plan_first_days,
            minimum=Decimal(str(minimum)),
            down_payment=self.plan_down_payment,
        )
