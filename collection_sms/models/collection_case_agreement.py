"""Where promises, plans and requests take part in the life of a case."""

from odoo import models


class CollectionCase(models.Model):
    _inherit = "collection.case"

    def _agreement_facts(self):
        """Return ``{case: {name: value}}``, what ``Facts`` say of agreements; for extension."""
        return {case: {} for case in self}

    def _judge_agreements(self):
        """Bring agreements in step with the ledger; the caller has a lock. For extension."""

    def _with_agreements(self):
        """Those of these cases whose agreements are judged in every run; for extension."""
        return self.browse()

    def _settle_agreements(self):
        """End the agreements of these cases, which are closed. For extension."""

    def _timeline_events(self):
        """The ``Event`` list of this case in any order; for extension."""
        return []

    def _statement_agreements(self):
        """Sentences on what the customer and the company have agreed; for extension."""
        return []
