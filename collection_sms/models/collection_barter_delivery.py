"""What has arrived of a barter becomes a draft vendor bill, at the value agreed on."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import DeliveryCondition, refuse_delivery
from .barter_refusal import explain_barter


class CollectionBarter(models.Model):
    _inherit = "collection.barter"

    arrival_ids = fields.One2many(
        "collection.barter.arrival", "barter_id", "What Has Arrived", readonly=True
    )
    bill_ids = fields.One2many("account.move", "collection_barter_id", "Bills", readonly=True)
    credit_note_ids = fields.Many2many(
        "account.move", compute="_compute_credit_note_ids", string="Credit Notes"
    )
    bill_count = fields.Integer("Number of Bills", compute="_compute_bill_count")
    received_amount = fields.Monetary(
        "Received Value",
        compute="_compute_received_amount",
        store=True,
        help="The bills of what was delivered, drafts among them, less the credit notes; taxes "
        "included.",
    )

    @api.depends("bill_ids")
    def _compute_bill_count(self):
        for barter in self:
            barter.bill_count = len(barter.bill_ids)

    @api.depends("bill_ids.reversal_move_ids")
    def _compute_credit_note_ids(self):
        for barter in self:
            barter.credit_note_ids = barter.bill_ids.reversal_move_ids

    @api.depends("bill_ids.amount_total", "bill_ids.state", "bill_ids.collection_barter_refunded")
    def _compute_received_amount(self):
        for barter in self:
            bills = barter.bill_ids.filtered(lambda bill: bill._is_barter_bill())
            barter.received_amount = sum(
                bill.amount_total - bill.collection_barter_refunded for bill in bills
            )

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

    def _deliver(self, quantities, day, note, shown, condition=DeliveryCondition.AS_AGREED):
        """Record what arrived on ``day``, and make its draft bill; returns the bill.

        What is not taken has no bill and goes on being awaited. ``quantities``:
        ``{item: quantity}``. ``shown``: the number of deliveries that whoever records this one has
        seen, so that none is recorded twice.
        """
        self.ensure_one()
        self._lock()
        self._require_agreed()
        if self.deliveries != shown:
            raise UserError(
                self.env._("A delivery was recorded in the meantime. Look again at what is open.")
            )
        condition = DeliveryCondition(condition)
        self._check_arrivals(quantities, day, condition, note)
        bill = self.env["account.move"]
        if condition is not DeliveryCondition.NOT_TAKEN:
            self._check_bill_date(quantities, day)
            bill = bill.create(self._prepare_bill(quantities, day, note))
        arrival = self._record_arrival(quantities, day, condition, note, bill)
        arrival._note() if bill else arrival._note_not_taken()
        self._judge()
        self.case_id.filtered(lambda case: case.state != "closed")._decide_again()
        return bill

    def _check_arrivals(self, quantities, day, condition, note):
        if any(item.barter_id != self for item in quantities):
            raise UserError(self.env._("These goods belong to another barter."))
        arrivals = [item._arrival(quantity) for item, quantity in quantities.items()]
        today = self.case_id._today()
        if refusal := refuse_delivery(arrivals, day, today, condition, note or ""):
            raise UserError(explain_barter(self.env, refusal))

    def _check_bill_date(self, quantities, day):
        """Odoo would move the bill to a later day without a word."""
        taxed = any(item.tax_ids for item, quantity in quantities.items() if quantity)
        violations = self.company_id._get_lock_date_violations(day, sale=False, tax=taxed)
        if violations:
            raise UserError(
                self.env._(
                    "The books are locked on that day: %s. Choose a later day, and write down when "
                    "it arrived.",
                    self.env["res.company"]._format_lock_dates(violations),
                )
            )

    def _record_arrival(self, quantities, day, condition, note, bill):
        arrived = [item._in_words(quantity) for item, quantity in quantities.items() if quantity]
        values = {
            "barter_id": self.id,
            "date": day,
            "goods": "\n".join(arrived),
            "condition": condition.value,
            "note": note,
            "bill_id": bill.id,
        }
        self.sudo().deliveries += 1
        return self.env["collection.barter.arrival"].sudo().create(values)

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
