from decimal import Decimal

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import PlanChoice, PlanOffer, PlanTerms, Rhythm, refuse_plan, schedule
from ..models.collection_plan import RHYTHMS, WAITING
from ..models.plan_refusal import explain_plan_refusal

# Staff may agree on more than the policy offers, but on nothing senseless.
MOST_INSTALLMENTS = 60
LONGEST_DAYS = 5 * 366


class CollectionPlanWizard(models.TransientModel):
    """A payment plan that we propose: the customer accepts it on their page."""

    _name = "collection.plan.wizard"
    _description = "Propose a Payment Plan"

    case_id = fields.Many2one("collection.case", "Customer", required=True, ondelete="cascade")
    plannable_currency_ids = fields.Many2many("res.currency", compute="_compute_plannable")
    currency_id = fields.Many2one(
        "res.currency",
        compute="_compute_currency_id",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        domain="[('id', 'in', plannable_currency_ids)]",
    )
    total = fields.Monetary(compute="_compute_total")
    count = fields.Integer("Installments", default=3, required=True)
    rhythm = fields.Selection(RHYTHMS, default=Rhythm.MONTHLY.value, required=True)
    first = fields.Date(
        "First on", compute="_compute_first", store=True, precompute=True, readonly=False
    )
    down_payment = fields.Integer("Down Payment (%)")
    is_texted = fields.Boolean("Text the Customer", default=True)
    note = fields.Text(help="For colleagues; the customer does not see it.")
    schedule = fields.Text("Dates and Amounts", compute="_compute_schedule")
    running_plan_id = fields.Many2one("collection.plan", compute="_compute_running_plan_id")

    @api.depends("case_id")
    def _compute_plannable(self):
        for wizard in self:
            currencies = wizard._plannable()
            wizard.plannable_currency_ids = self.env["res.currency"].union(*currencies)

    @api.depends("case_id")
    def _compute_currency_id(self):
        for wizard in self:
            wizard.currency_id = next(iter(wizard._plannable()), False)

    @api.depends("case_id", "currency_id")
    def _compute_total(self):
        for wizard in self:
            wizard.total = float(wizard._plannable().get(wizard.currency_id._origin, 0))

    @api.depends("case_id")
    def _compute_first(self):
        for wizard in self:
            wizard.first = wizard.case_id._today() + relativedelta(weeks=1)

    @api.depends("case_id", "currency_id")
    def _compute_running_plan_id(self):
        for wizard in self:
            running = wizard.case_id._origin._running_plans()
            same = running.filtered(lambda p, wizard=wizard: p.currency_id == wizard.currency_id)
            wizard.running_plan_id = same.sudo(self.env.su)

    @api.depends("total", "count", "rhythm", "first", "down_payment")
    def _compute_schedule(self):
        for wizard in self:
            offer, choice = wizard._offer(), wizard._choice()
            if refusal := refuse_plan(offer, choice, offer.total):
                currency = wizard.currency_id
                wizard.schedule = explain_plan_refusal(self.env, refusal, currency, offer)
            else:
                wizard.schedule = wizard._describe(schedule(offer, choice))

    def _describe(self, parts):
        return "\n".join(
            f"{self.case_id._format_day(part.day)}: "
            f"{self.case_id._format_money(part.amount, self.currency_id)}"
            for part in parts
        )

    def _plannable(self):
        case = self.case_id._origin
        return case._plannable_amounts() if case else {}

    def _offer(self):
        terms = PlanTerms(
            maximum=MOST_INSTALLMENTS,
            days=LONGEST_DAYS,
            first_days=LONGEST_DAYS,
            minimum=Decimal(0),
            down_payment=min(max(self.down_payment, 0), 90),
        )
        return PlanOffer(
            total=self._plannable().get(self.currency_id._origin, Decimal(0)),
            step=Decimal(str(self.currency_id.rounding or 0.01)),
            made_on=self.case_id._today(),
            terms=terms,
        )

    def _choice(self):
        return PlanChoice(self.count, Rhythm(self.rhythm), self.first or None)

    def action_propose(self):
        """Propose the plan; the follow-up waits for the customer's answer."""
        self.ensure_one()
        case = self.case_id
        case.check_access("write")
        if not case._lock_open():
            raise UserError(self.env._("This customer is being worked on. Try again in a moment."))
        offer, choice = self._offer(), self._choice()
        if refusal := refuse_plan(offer, choice, offer.total):
            raise UserError(explain_plan_refusal(self.env, refusal, self.currency_id, offer))
        plan = self._create_plan(offer, choice)
        if self.is_texted:
            self.env["collection.message"]._create_plan_texts(plan, "proposal")
        case._decide_again()
        return plan.with_env(self.env).get_formview_action()

    def _create_plan(self, offer, choice):
        case = self.case_id
        earlier = case._waiting_plans().filtered(lambda p: p.currency_id == self.currency_id)
        earlier._move("cancelled", WAITING)
        earlier._unremind()
        self.env.flush_all()
        policy = case._policy_of_plans()
        valid_until = case._today() + relativedelta(days=policy.plan_offer_days)
        values = case._prepare_plan(
            self.currency_id,
            offer,
            choice,
            origin="staff",
            state="proposed",
            valid_until=min(valid_until, choice.first),
            proposed_by_id=self.env.uid,
            note=self.note,
        )
        plan = self.env["collection.plan"].sudo().create(values)
        plan._note(self.env._("We propose payment plan %(name)s: %(total)s in %(count)s parts."))
        return plan
