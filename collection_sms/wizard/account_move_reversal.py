from odoo import models


class AccountMoveReversal(models.TransientModel):
    _inherit = "account.move.reversal"

    def _modify_default_reverse_values(self, origin_move):
        """The bill that replaces a reversed one stands for the same delivery."""
        values = super()._modify_default_reverse_values(origin_move)
        return {**values, "collection_barter_id": origin_move.collection_barter_id.id}
