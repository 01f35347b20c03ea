"""How long a company keeps what customers wrote and were told."""

from dateutil.relativedelta import relativedelta
from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    collection_retention_months = fields.Integer(
        "Keep Words of Closed Cases",
        help="So many months after a case closed, what was written in it is removed. 0: never.",
    )

    def _retention_limit(self):
        """The first day of which words are still kept."""
        months = relativedelta(months=self.collection_retention_months)
        return fields.Date.context_today(self) - months

    def _retention_words(self):
        """What stands in place of words that were removed."""
        company = self.with_context(lang=self.partner_id.lang)
        months = self.collection_retention_months
        return company.env._("Removed after %s months", months)
