"""What a policy grants at once when customers ask for it."""

from odoo import fields, models

from ..engine import RequestTerms


class CollectionPolicy(models.Model):
    _inherit = "collection.policy"

    extension_offered = fields.Boolean(
        "Offer more time",
        default=True,
        tracking=True,
        help="Customers may ask for more time on their page.",
    )
    extension_days = fields.Integer(
        "Granted at once",
        default=14,
        required=True,
        tracking=True,
        help="More time within so many days from today is granted at once; for more, up to 90 "
        "days, a person is asked. 0: a person decides on every wish.",
    )
    extension_max = fields.Integer(
        "So often",
        default=1,
        required=True,
        tracking=True,
        help="More time is granted at once so many times per case; afterwards a person decides.",
    )
    hardship_days = fields.Integer(
        "In difficulty",
        default=60,
        required=True,
        tracking=True,
        help="Customers in difficulty get no texts for so many days at most. It is granted at "
        "once, the first time in a case, and a person is assigned. 0: not offered.",
    )
    paid_check_days = fields.Integer(
        "“I have paid already”",
        default=7,
        required=True,
        tracking=True,
        help="No texts for so many days while somebody checks the bank. 0: not offered.",
    )

    _request_terms = models.Constraint(
        "CHECK (extension_days >= 0 AND extension_max >= 0 AND paid_check_days BETWEEN 0 AND 90"
        " AND extension_days <= 365 AND hardship_days BETWEEN 0 AND 365)",
        "Days and numbers of requests cannot be negative; a year is the most, to check the bank "
        "90 days.",
    )

    def _terms_of_requests(self):
        """The terms as the engine knows them."""
        return RequestTerms(
            extension_offered=self.extension_offered,
            extension_days=self.extension_days,
            extension_max=self.extension_max,
            hardship_days=self.hardship_days,
            paid_check_days=self.paid_check_days,
        )
