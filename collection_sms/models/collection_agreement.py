from odoo import fields, models

ORIGINS = [("page", "Customer's page"), ("staff", "Our staff"), ("reply", "Reply by text")]


class CollectionAgreement(models.AbstractModel):
    """What promises, payment plans and requests share: they are put on record on a case, by the
    customer on the page or by our staff."""

    _name = "collection.agreement"
    _description = "Agreement with a Customer"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _mail_post_access = "read"

    case_id = fields.Many2one(
        "collection.case", required=True, readonly=True, ondelete="cascade", index=True
    )
    partner_id = fields.Many2one(related="case_id.partner_id", store=True, index=True)
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    user_id = fields.Many2one(related="case_id.user_id", store=True, string="Responsible")
    origin = fields.Selection(ORIGINS, default="staff", required=True, readonly=True)
    made_on = fields.Datetime(default=fields.Datetime.now, required=True, readonly=True)
    made_by_id = fields.Many2one(
        "res.partner",
        "Recorded By",
        default=lambda self: self.env.user.partner_id,
        readonly=True,
        ondelete="set null",
        help="On the customer's page: whoever the link was sent to.",
    )
    ip_address = fields.Char("IP Address", readonly=True)

    def action_open_case(self):
        """Open the case this belongs to."""
        self.ensure_one()
        return self.case_id.get_formview_action()
