from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import refuse_barter
from .barter_refusal import explain_barter
from .spoken import require_new_goods

STATES = [
    ("proposed", "To answer"),
    ("countered", "Offered"),
    ("agreed", "Agreed"),
    ("delivered", "Delivered"),
    ("ended", "Ended short"),
    ("refused", "Refused"),
    ("declined", "Declined"),
    ("withdrawn", "Taken back"),
    ("expired", "Expired"),
    ("cancelled", "Cancelled"),
]
# Somebody's offer waits for the other side.
OPEN = ("proposed", "countered")
# Offers were made and came to nothing.
FRUITLESS = ("refused", "declined", "withdrawn", "expired")
# What came of the columns that nobody works on is folded away until something is in them.
_WORKED_ON = [*OPEN, "agreed", "delivered"]

# What people say when they record a barter.
_SPOKEN = {"case_id", "currency_id", "date", "agreed_by", "item_ids", "note"}


class CollectionBarter(models.Model):
    """Goods or services instead of money. Nothing is booked when it is agreed on; what arrives
    becomes a bill, and the posted bill is netted with the invoices."""

    _name = "collection.barter"
    _description = "Barter"
    _inherit = ["collection.agreement.coverage", "collection.agreement.document"]
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
        "No Texts Until",
        readonly=True,
        help="An open offer rests the follow-up for the days of the policy; once agreed on, until "
        "the delivery date and its grace are over.",
    )
    agreed_by = fields.Char(tracking=True, help="Who agreed for the customer, and may do so.")
    state = fields.Selection(
        STATES,
        default="agreed",
        required=True,
        readonly=True,
        index=True,
        tracking=True,
        group_expand="_expand_states",
    )
    item_ids = fields.One2many("collection.barter.line", "barter_id", "Goods or Services")
    line_ids = fields.One2many("collection.barter.cover", "barter_id", "Covers", readonly=True)
    amount = fields.Monetary(
        "Value", compute="_compute_amount", store=True, help="Agreed on or offered, with taxes."
    )
    deliveries = fields.Integer(readonly=True, help="How often a delivery was recorded.")
    ended_on = fields.Date(readonly=True)

    _one_running = models.UniqueIndex(
        "(case_id, currency_id) WHERE state = 'agreed'",
        "A barter of this customer in this currency is running already.",
    )
    _agreed_by_somebody = models.Constraint(
        "CHECK (state NOT IN ('agreed', 'delivered', 'ended') OR agreed_by IS NOT NULL)",
        "Write down who agreed for the customer.",
    )

    @api.depends("name", "partner_id.name")
    def _compute_display_name(self):
        for barter in self:
            name = barter.name if barter.id else self.env._("New barter")
            barter.display_name = f"{name} ({barter.partner_id.name})"

    @api.depends("item_ids.total", "offer_ids.amount")
    def _compute_amount(self):
        for barter in self:
            barter.amount = sum(barter._goods().mapped("total"))

    def _goods(self):
        """What is agreed on, or else offered."""
        return self.item_ids or self._last_offer().line_ids

    @api.model
    def _expand_states(self, states, domain):
        return [key for key, _ in STATES if key in _WORKED_ON or key in states]

    @api.model_create_multi
    def create(self, vals_list):
        """Record barters: what was agreed on covers what is due now, and drafted texts are dropped.

        Raises ``UserError`` where the policy takes no goods, or not so many, one is running
        already, nothing is due, or the day does not fit.
        """
        cases = self.env["collection.case"].browse(vals["case_id"] for vals in vals_list)
        self.check_access("create")
        cases.check_access("write")
        cases._require_open()
        cases._lock_for_barter()
        if not self.env.su:
            vals_list = [self._only_spoken(vals) for vals in vals_list]
        vals_list = [
            self._prepare_barter(case, vals) for case, vals in zip(cases, vals_list, strict=True)
        ]
        barters = super(CollectionBarter, self.sudo()).create(vals_list).with_env(self.env)
        agreed = barters.filtered(lambda barter: barter.state == "agreed")
        agreed._require_right()
        agreed._begin()
        agreed._note(self.env._("Barter %(name)s recorded: goods worth %(amount)s by %(date)s."))
        agreed.case_id._decide_again()
        return barters

    def _prepare_barter(self, case, vals):
        """Values of one barter of ``case``, which is locked, if the policy takes it now."""
        currency_id = vals.get("currency_id") or case.currency_id.id
        currency = self.env["res.currency"].browse(currency_id)
        if refusal := case._refuse_barter_now(currency, case._find_policies()[case]):
            raise UserError(explain_barter(self.env, refusal))
        sequence = self.env["ir.sequence"].with_company(case.company_id).sudo()
        name = sequence.next_by_code("collection.barter")
        return {**vals, "currency_id": currency.id, "name": name}

    def _begin(self):
        """These barters hold from now on: each covers what is due now, and the ladder rests.

        Raises ``UserError`` where the policy does not take as much, or not on that day.
        """
        for barter in self.sudo():
            case = barter.case_id
            facts, policy = case._gather_facts()[case], case._find_policies()[case]
            limits = case._barter_limits(facts, policy, barter.currency_id)
            barter._require_value(barter.amount, barter.date, limits)
            deadline = barter.date + timedelta(days=policy.barter_grace_days)
            coverage = barter._prepare_coverage(case, barter.currency_id, facts)
            barter.write({"deadline": deadline, **coverage})

    def write(self, vals):
        """A barter is a record: people may add a note, the rest is agreed on or in the books."""
        if not self.env.su and set(vals) & (self._recorded_fields() | _SPOKEN) - {"note"}:
            raise UserError(
                self.env._("What was agreed on cannot be changed. Cancel it and record a new one.")
            )
        return super().write(vals)

    def _recorded_fields(self):
        return {name for name, field in self._fields.items() if field.store and field.readonly}

    def _only_spoken(self, vals):
        if set(vals) - _SPOKEN:
            raise UserError(self.env._("This part of a barter is recorded by itself."))
        require_new_goods(self.env, vals.get("item_ids"))
        return vals

    def _require_value(self, amount, day, limits):
        """Raise ``UserError`` where the policy does not take ``amount`` on ``day``."""
        value = Decimal(str(self.currency_id.round(amount)))
        if refusal := refuse_barter(limits, day, value):
            raise UserError(explain_barter(self.env, refusal, self.currency_id, limits))

    def _require_right(self):
        """Raise ``UserError`` where these are worth more than this user may agree to."""
        for barter in self:
            barter.case_id._require_right_to_barter(barter.amount, barter.currency_id)

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
