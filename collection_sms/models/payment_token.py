"""Cards saved for one payment plan serve that plan only."""

import logging

from odoo import fields, models

_logger = logging.getLogger(__name__)


class PaymentToken(models.Model):
    _inherit = "payment.token"

    collection_plan_id = fields.Many2one(
        "collection.plan",
        "Saved for Plan",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )

    def _get_available_tokens(self, *args, **kwargs):
        """Offer a card that was saved for a plan nowhere: whoever pays elsewhere for the same
        customer, a colleague say, is somebody else."""
        tokens = super()._get_available_tokens(*args, **kwargs)
        return tokens.filtered(lambda token: not token.collection_plan_id)

    def _forget(self):
        """Archive these cards. A provider that cannot be told does not keep them alive."""
        for token in self.sudo().filtered("active"):
            try:
                with self.env.cr.savepoint():
                    token.active = False
            except Exception:
                _logger.exception("The card %s could not be given back to its provider", token.id)
                # What matters is that nobody charges it.
                token._write({"active": False})
