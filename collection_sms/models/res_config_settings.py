from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    collection_policy_id = fields.Many2one(
        related="company_id.collection_policy_id", readonly=False
    )
    collection_user_id = fields.Many2one(related="company_id.collection_user_id", readonly=False)
    collection_contact_rule_id = fields.Many2one(
        related="company_id.collection_contact_rule_id", readonly=False
    )
    collection_jitter = fields.Integer(related="company_id.collection_jitter", readonly=False)
    collection_pace = fields.Integer(related="company_id.collection_pace", readonly=False)
    collection_thank_you = fields.Boolean(related="company_id.collection_thank_you", readonly=False)
    collection_auto_reply = fields.Boolean(
        related="company_id.collection_auto_reply", readonly=False
    )
    collection_auto_replies = fields.Integer(
        related="company_id.collection_auto_replies", readonly=False
    )
    collection_netting_allowed = fields.Boolean(
        related="company_id.collection_netting_allowed", readonly=False
    )
    collection_netting_journal_id = fields.Many2one(
        related="company_id.collection_netting_journal_id", readonly=False
    )
    collection_plain_letters = fields.Boolean(
        related="company_id.collection_plain_letters", readonly=False
    )
    collection_segment_price = fields.Float(
        related="company_id.collection_segment_price", readonly=False
    )
    collection_retention_months = fields.Integer(
        related="company_id.collection_retention_months", readonly=False
    )
    collection_twilio_reply_url = fields.Char(related="company_id.collection_twilio_reply_url")
