from odoo import api, fields, models

from ..engine import Channel, count_segments
from ..models.res_partner import CHANNELS


class CollectionPreviewLine(models.TransientModel):
    _name = "collection.preview.line"
    _description = "Follow-up Preview Line"
    _order = "outcome desc, id"

    preview_id = fields.Many2one(
        "collection.preview", required=True, ondelete="cascade", index=True
    )
    case_id = fields.Many2one("collection.case", "Customer", required=True, ondelete="cascade")
    outcome = fields.Selection(
        [
            ("text", "Is contacted"),
            ("review", "Goes to a person"),
            ("hold", "On hold"),
            ("nothing", "Nothing due"),
        ],
        required=True,
    )
    level_id = fields.Many2one("collection.level")
    channel = fields.Selection(CHANNELS)
    body = fields.Text()
    segments = fields.Integer(compute="_compute_segments")
    number = fields.Char(related="case_id.recipient_id.phone", string="Number")
    balance = fields.Char(related="case_id.balance_display")
    reason = fields.Char(related="case_id.hold_explanation", string="Why")
    next_contact = fields.Datetime(related="case_id.next_contact")

    @api.depends("body", "channel")
    def _compute_segments(self):
        for line in self:
            is_text = line.channel == Channel.SMS and line.body
            line.segments = count_segments(line.body if is_text else "").count
