"""Who may agree to how much: a hint on the forms, so that nobody finds out by an error."""

from odoo import api, fields, models


class CollectionBarter(models.Model):
    _inherit = "collection.barter"

    limit_hint = fields.Char(compute="_compute_limit_hint")

    @api.depends("amount", "currency_id", "case_id", "state")
    @api.depends_context("uid", "lang")
    def _compute_limit_hint(self):
        for barter in self:
            is_asked = barter.state == "proposed" or not barter._origin
            hint = is_asked and barter.case_id._barter_hint(barter.amount, barter.currency_id)
            barter.limit_hint = hint or False


class CollectionBarterOffer(models.Model):
    _inherit = "collection.barter.offer"

    limit_hint = fields.Char(compute="_compute_limit_hint")

    @api.depends("amount", "currency_id", "case_id")
    @api.depends_context("uid", "lang")
    def _compute_limit_hint(self):
        for offer in self:
            is_new = not offer._origin
            hint = is_new and offer.case_id._barter_hint(offer.amount, offer.currency_id)
            offer.limit_hint = hint or False
