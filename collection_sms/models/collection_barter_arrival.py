"""What arrived of a barter, when and how: a record that nobody changes."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import plaintext2html

from ..engine import DeliveryCondition

CONDITIONS = [
    (DeliveryCondition.AS_AGREED.value, "As agreed"),
    (DeliveryCondition.KEPT.value, "Not as agreed, but we keep it"),
    (DeliveryCondition.NOT_TAKEN.value, "Not as agreed, we do not take it"),
]


class CollectionBarterArrival(models.Model):
    """One delivery, as staff recorded it; what counts as delivered is on the bills."""

    _name = "collection.barter.arrival"
    _description = "Delivery of a Barter"
    _order = "date, id"
    _rec_name = "goods"

    barter_id = fields.Many2one(
        "collection.barter", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="barter_id.company_id", store=True, index=True)
    date = fields.Date("Arrived On", required=True, readonly=True)
    goods = fields.Text("Arrived", required=True, readonly=True)
    condition = fields.Selection(CONDITIONS, required=True, readonly=True)
    note = fields.Text(readonly=True)
    bill_id = fields.Many2one(
        "account.move",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        help="Empty where the goods were not taken, or where the draft was deleted.",
    )
    days_late = fields.Integer(
        compute="_compute_days_late", store=True, help="After the delivery date of the barter."
    )
    lateness = fields.Char("Late", compute="_compute_lateness")
    made_by_id = fields.Many2one(
        "res.partner",
        "Recorded By",
        default=lambda self: self.env.user.partner_id,
        readonly=True,
        ondelete="set null",
    )

    @api.depends("date", "barter_id.date")
    def _compute_days_late(self):
        for arrival in self:
            late = (arrival.date - arrival.barter_id.date).days if arrival.date else 0
            arrival.days_late = max(late, 0)

    @api.depends("days_late")
    def _compute_lateness(self):
        for arrival in self:
            arrival.lateness = bool(arrival.days_late) and arrival._spell_lateness()

    def _spell_lateness(self):
        if self.days_late == 1:
            return self.env._("1 day late")
        return self.env._("%s days late", self.days_late)

    def _note(self):
        """Give the accountant time for the bill, and a to-do."""
        barter = self.barter_id
        grace = timedelta(days=max(barter.case_id.policy_id.barter_grace_days, 1))
        barter.deadline = max(barter.deadline, self.date + grace)
        barter._note(self.env._("Delivery for barter %(name)s: %(received)s of %(amount)s so far."))
        self._schedule(
            "todo", self.env._("Check and post the bill %s, then net it", self.bill_id.ref)
        )

    def _note_not_taken(self):
        """Log why the goods went back, and have somebody talk to the customer."""
        self.barter_id._note(
            self.env._("Delivery for barter %(name)s not taken (%(goods)s): %(note)s"),
            goods=", ".join(self.goods.splitlines()),
            note=self.note,
        )
        self._schedule("call", self.env._("Talk to the customer: a delivery was not taken"))

    def _schedule(self, kind, summary):
        self.barter_id.activity_schedule(
            f"mail.mail_activity_data_{kind}",
            summary=summary,
            note=plaintext2html(self.note) if self.note else False,
            user_id=(self.barter_id.user_id or self.env.user).id,
        )
