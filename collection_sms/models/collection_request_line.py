from odoo import fields, models


class CollectionRequestLine(models.Model):
    """One invoice in dispute."""

    _name = "collection.request.line"
    _description = "Disputed Invoice"
    _order = "id"

    request_id = fields.Many2one(
        "collection.request", required=True, ondelete="cascade", index=True
    )
    move_id = fields.Many2one(
        "account.move", "Invoice", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="request_id.company_id", store=True)
    currency_id = fields.Many2one(related="move_id.currency_id")
    amount = fields.Monetary("Owed Then", help="Still owed when it was disputed.")
    running = fields.Boolean(default=True, readonly=True)
    blocked_here = fields.Boolean(
        readonly=True, help="The dispute has blocked the invoice, and unblocks it when it is over."
    )

    _one_running = models.UniqueIndex(
        "(move_id) WHERE running", "This invoice is disputed already."
    )

    def _block(self):
        """Block these invoices as Odoo's own button does, and say so on them."""
        for line in self.filtered(lambda line: line.move_id.payment_state != "blocked"):
            line.move_id.action_toggle_block_payment()
            line.blocked_here = True

    def _release(self):
        """End these disputes; unblock what they, and nobody else, have blocked."""
        for line in self.filtered("running"):
            if line.blocked_here and line.move_id.payment_state == "blocked":
                line.move_id.action_toggle_block_payment()
        self.write({"running": False})
        # An invoice may be disputed anew at once: the index is asked before the cache is written.
        self.flush_recordset(["running"])

    def _is_settled(self):
        """Whether nothing is owed on the invoice any more, though it may be blocked still.

        One that somebody has reset to draft is being corrected: nothing is concluded from it.
        """
        move = self.move_id
        owed = not move.currency_id.is_zero(move.amount_residual)
        return move.state == "cancel" or (move.state == "posted" and not owed)
