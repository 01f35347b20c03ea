from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_date

from ..engine import BarterOffer, BarterRefusal, most_in_kind, refuse_barter
from .barter_refusal import explain_barter

STATES = [
    ("agreed", "Agreed"),
    ("delivered", "Delivered"),
    ("ended", "Ended short"),
    ("cancelled", "Cancelled"),
]

# What people say when they record a barter.
_SPOKEN = {"case_id", "currency_id", "date", "agreed_by", "item_ids", "note"}
_RECORDED = {
    *("name", "case_id", "currency_id", "date", "deadline", "agreed_by", "item_ids", "state"),
    *("origin", "made_on", "made_by_id", "ip_address", "line_ids", "open_credit", "paid_amount"),
    *("deliveries", "bill_ids", "netting_ids", "ended_on", "amount", "received_amount"),
    *("to_net_amount", "netted_amount", "is_half_open"),
}


class CollectionBarter(models.Model):
    """Goods or services instead of money. Nothing is booked when it is agreed on; what arrives
    becomes a bill, and the posted bill is netted with the invoices."""

    _name = "collection.barter"
    _description = "Barter"
    _inherit = ["collection.agreement.coverage"]
    _order = "id desc"

    name = fields.Char("Number", required=True, readonly=True, default="/", copy=False)
    case_id = fields.Many2one(readonly=False)
    currency_id = fields.Many2one(readonly=False)
    date = fields.Date(
        "Delivery Date",
        required=True,
        index=True,
        tracking=True,
        default=lambda self: fields.Date.context_today(self) + timedelta(days=14),
    )
    deadline = fields.Date(
        required=True, readonly=True, help="The delivery date and its grace: no texts until then."
    )
    agreed_by = fields.Char(
        required=True, tracking=True, help="Who agreed for the customer, and may do so."
    )
    state = fields.Selection(
        STATES,
        default="agreed",
        required=True,
        readonly=True,
        index=True,
        tracking=True,
        group_expand=True,
    )
    item_ids = fields.One2many("collection.barter.line", "barter_id", "Goods or Services")
    line_ids = fields.One2many("collection.barter.cover", "barter_id", "Covers", readonly=True)
    amount = fields.Monetary("Agreed Value", compute="_compute_amount", store=True)
    deliveries = fields.Integer(readonly=True, help="How often a delivery was recorded.")
    ended_on = fields.Date(readonly=True)

    _one_running = models.UniqueIndex(
        "(case_id, currency_id) WHERE state = 'agreed'",
        "A barter of this customer in this currency is running already.",
    )

    @api.depends("name", "partner_id.name")
    def _compute_display_name(self):
        for barter in self:
            name = barter.name if barter.id else self.env._("New barter")
            barter.display_name = f"{name} ({barter.partner_id.name})"

    @api.depends("item_ids.total")
    def _compute_amount(self):
        for barter in self:
            barter.amount = sum(barter.item_ids.mapped("total"))

    @api.model_create_multi
    def create(self, vals_list):
        """Record barters with what they cover; drafted texts of their cases are dropped.

        Raises ``UserError`` where the policy takes no goods, or not so many, one is running
        already, nothing is due, or the day is over.
        """
        cases = self.env["collection.case"].browse(vals["case_id"] for vals in vals_list)
        self.check_access("create")
        cases.check_access("write")
        cases._require_open()
        cases._lock_for_barter()
        if not self.env.su:
            vals_list = [self._only_spoken(vals) for vals in vals_list]
        facts, policies = cases._gather_facts(), cases._find_policies()
        vals_list = [
            self._prepare_barter(case, facts[case], policies[case], vals)
            for case, vals in zip(cases, vals_list, strict=True)
        ]
        barters = super(CollectionBarter, self.sudo()).create(vals_list).sudo(self.env.su)
        for barter, case in zip(barters, cases, strict=True):
            offer = case._barter_offer(facts[case], policies[case], barter.currency_id)
            barter._check_value(offer)
        barters._note(self.env._("Barter %(name)s recorded: goods worth %(amount)s by %(date)s."))
        cases._decide_again()
        return barters

    def _prepare_barter(self, case, facts, policy, vals):
        """Values of one barter of ``case``, which is locked, if the policy takes it now."""
        currency_id = vals.get("currency_id") or case.currency_id.id
        currency = self.env["res.currency"].browse(currency_id)
        if refusal := case._refuse_barter_now(currency, policy):
            raise UserError(explain_barter(self.env, refusal))
        day = fields.Date.to_date(vals.get("date")) or case._today() + timedelta(days=14)
        sequence = self.env["ir.sequence"].with_company(case.company_id).sudo()
        return {
            **vals,
            "currency_id": currency.id,
            "date": day,
            "deadline": day + timedelta(days=policy.barter_grace_days),
            "name": sequence.next_by_code("collection.barter"),
            **self._prepare_coverage(case, currency, facts),
        }

    def write(self, vals):
        """A barter is a record: people may add a note, the rest is agreed on or in the books."""
        if not self.env.su and set(vals) & _RECORDED:
            raise UserError(
                self.env._("What was agreed on cannot be changed. Cancel it and record a new one.")
            )
        return super().write(vals)

    def _only_spoken(self, vals):
        if set(vals) & (_RECORDED - _SPOKEN):
            raise UserError(self.env._("This part of a barter is recorded by itself."))
        return vals

    def _check_value(self, offer):
        value = Decimal(str(self.currency_id.round(self.amount)))
        if refusal := refuse_barter(offer, self.date, value):
            raise UserError(explain_barter(self.env, refusal, self.currency_id, offer))

    def _note(self, sentence):
        """Log ``sentence`` about each of these barters on its case."""
        for barter in self.sudo():
            words = sentence % {
                "name": barter.name,
                "amount": format_amount(barter.env, barter.amount, barter.currency_id),
                "received": format_amount(barter.env, barter.received_amount, barter.currency_id),
                "date": format_date(barter.env, barter.date),
            }
            barter.case_id._message_log(body=words)

    def action_cancel(self):
        """Take these barters back before anything has arrived: the follow-up goes on at once."""
        self._lock()
        if any(item.delivered_quantity for item in self.item_ids):
            raise UserError(
                self.env._(
                    "Something has arrived already. End the barter instead, or cancel the bill of "
                    "the delivery first."
                )
            )
        self._move("cancelled", self.env._("Barter %(name)s cancelled."))

    def action_end(self):
        """Nothing more comes: what has not arrived stays owed in money."""
        self._lock()
        self._move(
            "ended", self.env._("Barter %(name)s ended: %(received)s of %(amount)s have arrived.")
        )

    def _lock(self):
        """Work on the cases of these barters alone; refuses where somebody else does."""
        self.check_access("write")
        self.case_id.filtered(lambda case: case.state != "closed")._lock_for_barter()
        self.invalidate_recordset()

    def _move(self, state, sentence):
        """Let those of these barters that are agreed change to ``state``; replayed, nothing."""
        barters = self.sudo().filtered(lambda barter: barter.state == "agreed")
        for day, group in barters.grouped(lambda barter: barter.case_id._today()).items():
            group.write({"state": state, "ended_on": day})
        barters._note(sentence)
        self.env.flush_all()
        barters.case_id.filtered(lambda case: case.state != "closed")._decide_again()

    def _judge(self):
        """Bring the state in step with the bills: a cancelled one leaves goods to be delivered."""
        for barter in self.sudo():
            complete = all(item._is_delivered() for item in barter.item_ids)
            if barter.state == "agreed" and complete:
                barter.write({"state": "delivered", "ended_on": barter.case_id._today()})
            elif barter.state == "delivered" and not complete:
                case = barter.case_id
                others = case._running_barters(barter.currency_id) - barter
                is_over = others or case.state == "closed"
                barter.write({"state": "ended"} if is_over else {"state": "agreed"})

    def _settle(self):
        """End what is still agreed on closed cases."""
        arrived = self.filtered(lambda b: any(item.delivered_quantity for item in b.item_ids))
        arrived._move("ended", self.env._("Barter %(name)s ended: nothing more is owed."))
        (self - arrived)._move("cancelled", self.env._("Barter %(name)s cancelled."))


def barter_offer(case, due, policy, currency):
    """What ``policy`` takes instead of ``due``."""
    return BarterOffer(
        due=due,
        most=most_in_kind(due, policy.barter_share, Decimal(str(currency.rounding))),
        first=case._today(),
    )


def refuse_offer(policy, is_running):
    """Why ``policy`` takes no goods now, whatever they are worth, or None."""
    if not (policy.active and policy.barter_offered):
        return BarterRefusal.NOT_OFFERED
    return BarterRefusal.RUNNING if is_running else None
