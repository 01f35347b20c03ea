from odoo import fields, models


class CollectionPromiseLine(models.Model):
    """What one promise covers: a receivable line and what was owed on it at that moment."""

    _name = "collection.promise.line"
    _description = "Invoice Covered by a Promise"
    _order = "due_date, id"

    promise_id = fields.Many2one(
        "collection.promise", required=True, ondelete="cascade", index=True
    )
    move_line_id = fields.Many2one(
        "account.move.line", required=True, ondelete="cascade", index=True
    )
    move_id = fields.Many2one(
        "account.move", "Invoice", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="promise_id.company_id")
    currency_id = fields.Many2one(related="promise_id.currency_id")
    amount = fields.Monetary(help="Still owed when the promise was made.")
    due_date = fields.Date()
