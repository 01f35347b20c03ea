from odoo import fields, models


class CollectionAgreementLine(models.AbstractModel):
    """What an agreement covers: a receivable line and what was owed on it at that moment."""

    _name = "collection.agreement.line"
    _description = "Invoice Covered by an Agreement"
    _order = "due_date, id"

    move_line_id = fields.Many2one(
        "account.move.line", required=True, ondelete="cascade", index=True
    )
    move_id = fields.Many2one(
        "account.move", "Invoice", required=True, ondelete="cascade", index=True
    )
    currency_id = fields.Many2one("res.currency")
    amount = fields.Monetary(help="Still owed when this was agreed on.")
    due_date = fields.Date()
