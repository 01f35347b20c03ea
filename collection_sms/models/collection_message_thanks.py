"""The text that thanks for an online payment."""

from odoo import api, fields, models


class CollectionMessage(models.Model):
    _inherit = "collection.message"

    transaction_id = fields.Many2one(
        "payment.transaction", "Thanks for", readonly=True, ondelete="set null"
    )

    _one_thanks = models.UniqueIndex(
        "(transaction_id) WHERE transaction_id IS NOT NULL",
        "This payment has been thanked for already.",
    )

    def _topic(self):
        return super()._topic() or (self.transaction_id and self.env._("Thank you")) or ""

    @api.model
    def _create_thanks(self, transaction):
        """Queue one text that thanks for ``transaction``, if the company wants that."""
        case = transaction.collection_case_id
        if self.sudo().search_count([("transaction_id", "=", transaction.id)], limit=1):
            return
        if case._can_be_thanked():
            self.sudo().create(self._prepare_thanks(transaction))._enqueue()

    def _prepare_thanks(self, transaction):
        """Values of the text: on no level, naming no invoice."""
        case = transaction.collection_case_id
        script = self.env.ref("collection_sms.sms_template_thank_you")
        values = self._prepare_off_ladder(case, script)
        return values | {"transaction_id": transaction.id}
