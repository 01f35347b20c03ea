from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount

from ..engine import PlanVerdict, Rhythm

RHYTHMS = [
    (Rhythm.WEEKLY.value, "Every week"),
    (Rhythm.TWO_WEEKLY.value, "Every two weeks"),
    (Rhythm.MONTHLY.value, "Every month"),
]

STATES = [
    ("proposed", "Proposed"),
    ("requested", "To approve"),
    ("active", "Running"),
    ("late", "Late"),
    ("completed", "Completed"),
    ("broken", "Broken"),
    ("renegotiated", "Re-negotiated"),
    ("declined", "Declined"),
    ("expired", "Expired"),
    ("cancelled", "Cancelled"),
]
WAITING = ("proposed", "requested")
RUNNING = ("active", "late")


class CollectionPlan(models.Model):
    """Installments that a customer agreed to. An overlay: due dates in the ledger stay what they
    are; what is paid of the plan is what the covered lines have gone down by since."""

    _name = "collection.plan"
    _description = "Payment Plan"
    _inherit = ["collection.agreement.coverage", "collection.agreement.document"]
    _order = "id desc"

    name = fields.Char("Number", required=True, readonly=True, default="/", copy=False)
    total = fields.Monetary(required=True, readonly=True, tracking=True)
    rhythm = fields.Selection(RHYTHMS, required=True, readonly=True)
    state = fields.Selection(
        STATES,
        required=True,
        readonly=True,
        index=True,
        tracking=True,
        group_expand=True,
    )
    valid_until = fields.Date(readonly=True, help="So long the follow-up rests for an answer.")
    installment_ids = fields.One2many("collection.plan.installment", "plan_id", readonly=True)
    line_ids = fields.One2many("collection.plan.line", "plan_id", "Covers", readonly=True)
    installment_count = fields.Integer("Installments", compute="_compute_progress")
    left_amount = fields.Monetary("Open", compute="_compute_progress")
    progress = fields.Float(compute="_compute_progress", help="Paid, in percent of the total.")
    next_date = fields.Date("Next Installment", compute="_compute_next", store=True)
    next_amount = fields.Monetary("To Pay Next", compute="_compute_next", store=True)
    grace_days = fields.Integer("Grace (days)", readonly=True)
    missed_allowed = fields.Integer("Missed Installments Allowed", readonly=True)
    late_days = fields.Integer("Longest Delay (days)", readonly=True)
    remind_days = fields.Integer("Text Ahead (days)", readonly=True)
    has_texts = fields.Boolean("Texts About Installments", readonly=True)
    proposed_by_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    approved_by_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    replaced_by_id = fields.Many2one("collection.plan", readonly=True, ondelete="set null")
    settled_on = fields.Date("Ended On", readonly=True)

    _one_running = models.UniqueIndex(
        "(case_id, currency_id) WHERE state IN ('active', 'late')",
        "A payment plan of this customer in this currency is running already.",
    )
    _one_waiting = models.UniqueIndex(
        "(case_id, currency_id) WHERE state IN ('proposed', 'requested')",
        "A payment plan of this customer in this currency waits for an answer already.",
    )
    _total_positive = models.Constraint("CHECK (total > 0)", "A plan is about more than nothing.")

    @api.depends("name", "partner_id.name")
    def _compute_display_name(self):
        for plan in self:
            plan.display_name = f"{plan.name} ({plan.partner_id.name})"

    @api.depends("total", "installment_ids.paid_amount")
    def _compute_progress(self):
        for plan in self:
            paid = sum(plan.installment_ids.mapped("paid_amount"))
            plan.installment_count = len(plan.installment_ids)
            plan.left_amount = plan.currency_id.round(plan.total - paid)
            plan.progress = 100 * paid / plan.total if plan.total else 0

    @api.depends("state", "installment_ids.left_amount")
    def _compute_next(self):
        for plan in self:
            is_alive = plan.state in WAITING + RUNNING
            upcoming = plan._open_installments() if is_alive else plan.installment_ids.browse()
            plan.next_date = upcoming[:1].date
            plan.next_amount = upcoming[:1].left_amount

    def _open_installments(self):
        """Installments that are not paid in full, oldest first."""
        return self.installment_ids.filtered("left_amount").sorted("date")

    def _parts_to_pay(self):
        """The installments whose day has come, else the next one."""
        upcoming, today = self._open_installments(), self.case_id._today()
        return upcoming.filtered(lambda part: part.date <= today) or upcoming[:1]

    def _amount_to_pay(self):
        """What is open of the installments whose day has come, else of the next one; as the ledger
        stands, which may have moved since this plan was judged."""
        self.ensure_one()
        left, today = self._left_by_day()[self], self.case_id._today()
        come = [amount for day, amount in left.items() if day <= today]
        return come[-1] if come and come[-1] else next(filter(None, left.values()), Decimal(0))

    @api.model_create_multi
    def create(self, vals_list):
        """Number the plans; people create them through the wizard or the customer's page."""
        for vals in vals_list:
            company = self.env["collection.case"].browse(vals["case_id"]).company_id
            sequence = self.env["ir.sequence"].with_company(company).sudo()
            vals["name"] = sequence.next_by_code("collection.plan")
        return super().create(vals_list)

    def write(self, vals):
        """A plan is a record: people may add a note, the rest is agreed on or up to the ledger."""
        if not self.env.su and set(vals) & set(self._agreed_fields()):
            raise UserError(
                self.env._("What was agreed on cannot be changed. Propose a new plan instead.")
            )
        return super().write(vals)

    def _agreed_fields(self):
        return [name for name, field in self._fields.items() if field.store and field.readonly]

    def _move(self, state, origins, **values):
        """Let those of these plans that are in ``origins`` change to ``state``; returns them.

        Replayed, it changes nothing.
        """
        plans = self.sudo().filtered(lambda plan: plan.state in origins)
        if state not in RUNNING + WAITING:
            for day, ended in plans.grouped(lambda plan: plan.case_id._today()).items():
                ended.write({"settled_on": day})
        plans.write({"state": state, **values})
        return plans.sudo(self.env.su)

    def _start(self, origins, **values):
        """Let these plans run from now on: they replace what ran or was promised before."""
        for plan in self:
            case = plan.case_id
            others = case._running_plans().filtered(lambda p, plan=plan: plan._competes_with(p))
            others._move("renegotiated", RUNNING, replaced_by_id=plan.id)
            others.installment_ids._void()
            promises = case._running_promises()
            promises.filtered(lambda p, plan=plan: plan._competes_with(p))._settle("cancelled")
            # The unique index has to see that the other plan does not run any more.
            self.env.flush_all()
        started = self._move("active", origins, **values)
        started._note_passed_notices()
        started._note(
            self.env._("Payment plan %(name)s runs: %(total)s in %(count)s installments.")
        )
        self._send_agreements_soon()

    def _competes_with(self, agreement):
        return agreement != self and agreement.currency_id == self.currency_id

    def _note(self, sentence):
        """Log ``sentence`` about each of these plans on its case, in the chatter of both."""
        for plan in self.sudo():
            words = sentence % {
                "name": plan.name,
                "total": format_amount(plan.env, plan.total, plan.currency_id),
                "left": format_amount(plan.env, plan.left_amount, plan.currency_id),
                "count": len(plan.installment_ids),
            }
            plan.case_id._message_log(body=words)

    def action_approve(self):
        """Let plans that customers chose start, unless the balance has changed since."""
        self.check_access("write")
        self._lock_cases()
        requested = self.filtered(lambda plan: plan.state == "requested")
        requested._require_unchanged()
        requested._require_timely()
        requested._start(("requested",), approved_by_id=self.env.uid)
        requested._unremind()
        self.env["collection.message"]._create_plan_texts(requested, "approved")
        requested.case_id._decide_again()

    def action_decline(self):
        """Decline plans that customers chose; the follow-up goes on."""
        self.check_access("write")
        self._lock_cases()
        declined = self._move("declined", ("requested",))
        declined._note(self.env._("Payment plan %(name)s declined."))
        declined._unremind()
        declined.case_id._decide_again()

    def action_cancel(self):
        """End these plans, say after a mistake: the follow-up goes on from where it stopped."""
        self.check_access("write")
        self._lock_cases()
        cancelled = self._move("cancelled", WAITING + RUNNING)
        cancelled.installment_ids._void()
        cancelled._note(self.env._("Payment plan %(name)s cancelled. Still open: %(left)s."))
        cancelled._unremind()
        cancelled.case_id._decide_again()

    def action_renegotiate(self):
        """Propose another plan for what is still open of this one."""
        self.ensure_one()
        return self.case_id.action_propose_plan()

    def _lock_cases(self):
        cases = self.case_id.filtered(lambda case: case.state != "closed")
        if cases - cases._lock_open():
            raise UserError(self.env._("This customer is being worked on. Try again in a moment."))

    def _unremind(self):
        """The activities that asked for an answer are done."""
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])

    def _require_unchanged(self):
        """Raise ``UserError`` where the balance is not what was agreed on any more."""
        covered = self._covered()
        if changed := [plan for plan in self if not plan._is_unchanged(covered[plan])]:
            raise UserError(
                self.env._(
                    "The balance of %s has changed since. Decline this plan and propose a new one.",
                    changed[0].partner_id.display_name,
                )
            )

    def _require_timely(self):
        """Raise ``UserError`` where the customer has waited for so long that the plan is broken."""
        covered = self._covered()
        if late := [plan for plan in self if plan._verdict(covered[plan]) is PlanVerdict.BROKEN]:
            raise UserError(
                self.env._(
                    "The first installments of %s are over since. Decline this plan and propose a "
                    "new one.",
                    late[0].partner_id.display_name,
                )
            )

    def _is_unchanged(self, covered):
        owed = self.currency_id.compare_amounts(float(covered.owed), self.total)
        return not owed and self.currency_id.is_zero(float(covered.paid))
