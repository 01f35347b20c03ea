"""What has arrived of a barter becomes a draft vendor bill, at the value agreed on."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import refuse_delivery
from .barter_refusal import explain_barter


class CollectionBarter(models.Model):
    _inherit = "collection.barter"

    bill_ids = fields.One2many("account.move", "collection_barter_id", "Bills", readonly=True)
    bill_count = fields.Integer("Number of Bills", compute="_compute_bill_count")
    received_amount = fields.Monetary(
        "Received Value",
        compute="_compute_received_amount",
        store=True,
        help="The bills of what was delivered, drafts among them, taxes included.",
    )

    @api.depends("bill_ids")
    def _compute_bill_count(self):
        for barter in self:
            barter.bill_count = len(barter.bill_ids)

    @api.depends("bill_ids.amount_total", "bill_ids.state", "bill_ids.payment_state")
    def _compute_received_amount(self):
        for barter in self:
            bills = barter.bill_ids.filtered(lambda bill: bill._is_barter_bill())
            barter.received_amount = sum(bills.mapped("amount_total"))

    def action_deliver(self):
        """Record what has arrived."""
        self.ensure_one()
        self._require_agreed()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "collection_sms.collection_barter_delivery_wizard_action"
        )
        return {**action, "context": {"default_barter_id": self.id}}

    def action_view_bills(self):
        """Open the bills of what was delivered."""
        self.ensure_one()
        if len(self.bill_ids) == 1:
            return self.bill_ids.get_formview_action()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account.action_move_in_invoice_type"
        )
        return {**action, "domain": [("collection_barter_id", "=", self.id)], "context": {}}

    def _require_agreed(self):
        if self.state != "agreed":
            raise UserError(self.env._("Nothing more is awaited of barter %s.", self.name))

    def _deliver(self, quantities, day, note, shown):
        """Make the draft bill of what arrived on ``day``; returns it.

        ``quantities``: ``{item: quantity}``. ``shown``: the number of deliveries that whoever
        records this one has seen, so that none is recorded twice.
        """
        self.ensure_one()
        self._lock()
        self._require_agreed()
        if self.deliveries != shown:
            raise UserError(
                self.env._("A delivery was recorded in the meantime. Look again at what is open.")
            )
        self._check_arrivals(quantities, day)
        bill = self.env["account.move"].create(self._prepare_bill(quantities, day, note))
        self._note_delivery(bill, day)
        self._judge()
        self.case_id.filtered(lambda case: case.state != "closed")._decide_again()
        return bill

    def _check_arrivals(self, quantities, day):
        if any(item.barter_id != self for item in quantities):
            raise UserError(self.env._("These goods belong to another barter."))
        arrivals = [item._arrival(quantity) for item, quantity in quantities.items()]
        if refusal := refuse_delivery(arrivals, day, self.case_id._today()):
            raise UserError(explain_barter(self.env, refusal))

    def _prepare_bill(self, quantities, day, note):
        return {
            "move_type": "in_invoice",
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "currency_id": self.currency_id.id,
            "invoice_date": day,
            "invoice_origin": self.name,
            "ref": f"{self.name}-{self.deliveries + 1}",
            "narration": note or False,
            "collection_barter_id": self.id,
            "invoice_line_ids": [
                fields.Command.create(item._prepare_bill_line(quantity))
                for item, quantity in quantities.items()
                if quantity
            ],
        }

    def _note_delivery(self, bill, day):
        """Give the accountant time for the bill, and a to-do."""
        grace = self.deadline - self.date
        rested = max(self.deadline, day + max(grace, timedelta(days=1)))
        self.sudo().write({"deliveries": self.deliveries + 1, "deadline": rested})
        self._note(self.env._("Delivery for barter %(name)s: %(received)s of %(amount)s so far."))
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("Check and post the bill %s, then net it", bill.ref),
            user_id=(self.user_id or self.env.user).id,
        )
