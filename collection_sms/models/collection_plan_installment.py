from odoo import api, fields, models

from ..engine import NoticeKind

NOTICES = [
    (NoticeKind.BEFORE.value, "Shortly before"),
    (NoticeKind.DUE.value, "On its day"),
    (NoticeKind.MISSED.value, "Missed"),
]

STATES = [
    ("open", "Open"),
    ("partial", "Partly paid"),
    ("missed", "Missed"),
    ("paid", "Paid"),
    ("void", "Void"),
]
# States of a transaction by which the saved card was not charged.
NOT_CHARGED = ("cancel", "error")


class CollectionPlanInstallment(models.Model):
    """One date and amount of a payment plan; what is paid of it follows from the ledger."""

    _name = "collection.plan.installment"
    _description = "Installment of a Payment Plan"
    _order = "date, id"

    plan_id = fields.Many2one("collection.plan", required=True, ondelete="cascade", index=True)
    case_id = fields.Many2one(related="plan_id.case_id", store=True)
    partner_id = fields.Many2one(related="plan_id.partner_id", store=True, index=True)
    company_id = fields.Many2one(related="plan_id.company_id", store=True)
    user_id = fields.Many2one(related="plan_id.user_id", store=True, string="Responsible")
    currency_id = fields.Many2one(related="plan_id.currency_id", store=True)
    plan_state = fields.Selection(related="plan_id.state", store=True, string="Plan's State")
    number = fields.Integer(required=True, readonly=True)
    date = fields.Date("To Be Paid By", required=True, readonly=True, index=True)
    amount = fields.Monetary(required=True, readonly=True)
    paid_amount = fields.Monetary("Paid", readonly=True, help="Allotted oldest first.")
    left_amount = fields.Monetary("Open", compute="_compute_left_amount", store=True)
    state = fields.Selection(STATES, default="open", required=True, readonly=True, index=True)
    notice = fields.Selection(
        NOTICES, "Last Text", readonly=True, help="What was last texted about this installment."
    )

    _number_unique = models.Constraint(
        "UNIQUE (plan_id, number)", "The installments of a plan are numbered."
    )

    @api.depends("partner_id.name", "number", "plan_id.installment_ids")
    def _compute_display_name(self):
        for part in self:
            count = len(part.plan_id.installment_ids)
            part.display_name = f"{part.partner_id.name} {part.number}/{count}"

    @api.depends("amount", "paid_amount")
    def _compute_left_amount(self):
        for installment in self:
            left = installment.amount - installment.paid_amount
            installment.left_amount = installment.currency_id.round(left)

    def action_open_plan(self):
        """Open the plan of this installment."""
        self.ensure_one()
        return self.plan_id.get_formview_action()

    def _write_progress(self, paid, is_missed):
        """Record what is paid of this installment; nothing is written that is known already."""
        state = "paid" if paid >= self.amount else "partial" if paid else "open"
        state = "missed" if is_missed else state
        if self.currency_id.compare_amounts(self.paid_amount, paid) or self.state != state:
            self.sudo().write({"paid_amount": paid, "state": state})

    def _void(self):
        """The plan has ended before these were paid: nobody waits for them any more."""
        self.sudo().filtered(lambda part: part.state != "paid").write({"state": "void"})
