from odoo import fields, models


class CollectionPlanLine(models.Model):
    _name = "collection.plan.line"
    _description = "Invoice Covered by a Payment Plan"
    _inherit = ["collection.agreement.line"]

    plan_id = fields.Many2one("collection.plan", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="plan_id.company_id")
    currency_id = fields.Many2one(related="plan_id.currency_id")
