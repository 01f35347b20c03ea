from odoo import fields, models


class CollectionMessageLine(models.Model):
    """What one text said about one receivable line: the record an auditor asks for."""

    _name = "collection.message.line"
    _description = "Invoice Named in a Text"
    _order = "due_date, id"
    _log_access = False  # the text tells who and when

    message_id = fields.Many2one(
        "collection.message", required=True, ondelete="cascade", index=True
    )
    move_line_id = fields.Many2one(
        "account.move.line", required=True, ondelete="cascade", index=True
    )
    move_id = fields.Many2one(
        "account.move", "Invoice", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="message_id.company_id")
    level_id = fields.Many2one(
        "collection.level",
        ondelete="restrict",
        help="The level this invoice reaches with the text; empty: it keeps its own.",
    )
    currency_id = fields.Many2one("res.currency", required=True)
    amount = fields.Monetary(help="Still owed when the text was written.")
    due_date = fields.Date()
