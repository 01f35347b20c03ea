from odoo import api, fields, models

from ..engine import count_segments


class CollectionPreviewLine(models.TransientModel):
    _name = "collection.preview.line"
    _description = "Follow-up Preview Line"
    _order = "outcome desc, id"

    preview_id = fields.Many2one("collection.preview", required=True, ondelete="cascade")
    case_id = fields.Many2one("collection.case", "Customer", required=True, ondelete="cascade")
    outcome = fields.Selection(
        [
            ("text", "Gets a text"),
            ("review", "Goes to a person"),
            ("hold", "On hold"),
            ("nothing", "Nothing due"),
        ],
        required=True,
    )
    level_id = fields.Many2one("collection.level")
    body = fields.Text()
    segments = fields.Integer(compute="_compute_segments")
    number = fields.Char(related="case_id.recipient_id.phone", string="Number")
    balance = fields.Char(related="case_id.balance_display")
    reason = fields.Char(related="case_id.hold_explanation", string="Why")
    next_contact = fields.Datetime(related="case_id.next_contact")

    @api.depends("body")
    def _compute_segments(self):
        for line in self:
            line.segments = count_segments(line.body or "").count
