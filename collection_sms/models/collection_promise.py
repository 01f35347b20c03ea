from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_date

from ..engine import Promise, PromiseOffer, Verdict, judge, refuse
from .promise_refusal import explain_refusal

STATES = [
    ("open", "Open"),
    ("kept", "Kept"),
    ("broken", "Broken"),
    ("cancelled", "Cancelled"),
]

# What people may say when they record a promise, and may still change afterwards.
_SPOKEN = {"case_id", "currency_id", "amount", "date", "note"}
_RECORDED = {
    *("case_id", "currency_id", "amount", "date", "deadline", "state", "origin", "made_on"),
    *("made_by_id", "ip_address", "line_ids", "open_credit", "paid_amount", "settled_on"),
}


class CollectionPromise(models.Model):
    """“I will pay X by D.” The ladder rests until then; the ledger alone tells what came of it."""

    _name = "collection.promise"
    _description = "Promise to Pay"
    _inherit = ["collection.agreement.coverage"]
    _order = "date desc, id desc"

    amount = fields.Monetary(required=True, readonly=True, tracking=True)
    date = fields.Date("Promised For", required=True, readonly=True, index=True, tracking=True)
    deadline = fields.Date(
        required=True, readonly=True, help="The date and its grace: money is in time until then."
    )
    state = fields.Selection(
        STATES,
        default="open",
        required=True,
        readonly=True,
        index=True,
        tracking=True,
        group_expand=True,
    )
    line_ids = fields.One2many("collection.promise.line", "promise_id", "Covers", readonly=True)
    settled_on = fields.Date("Kept or Broken On", readonly=True)

    _one_open = models.UniqueIndex(
        "(case_id, currency_id) WHERE state = 'open'",
        "A promise of this customer in this currency is running already.",
    )
    _amount_positive = models.Constraint("CHECK (amount > 0)", "Promise more than nothing.")

    @api.depends("partner_id.name", "amount", "currency_id", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for promise in self:
            promise.display_name = f"{promise.partner_id.name}: {promise._words()}"

    def _words(self):
        """What is promised, such as “120.00 € by 12/04/2026”."""
        self.ensure_one()
        return self.env._(
            "%(amount)s by %(date)s",
            amount=format_amount(self.env, self.amount, self.currency_id),
            date=format_date(self.env, self.date),
        )

    @api.model_create_multi
    def create(self, vals_list):
        """Record promises with what they cover; drafted texts of their cases are dropped.

        Raises ``UserError`` where nothing is due, more is promised than that, or the day is over.
        """
        cases = self.env["collection.case"].browse(vals["case_id"] for vals in vals_list)
        self.check_access("create")
        cases.check_access("write")
        cases._require_open()
        if not self.env.su:
            vals_list = [self._only_spoken(vals) for vals in vals_list]
        facts = cases._gather_facts()
        policies = cases._find_policies()
        vals_list = [
            {**vals, **self._prepare_promise(case, facts[case], policies[case], vals)}
            for case, vals in zip(cases, vals_list, strict=True)
        ]
        promises = super(CollectionPromise, self.sudo()).create(vals_list).with_env(self.env)
        promises._note_made()
        cases._decide_again()
        return promises

    def write(self, vals):
        """A promise is a record: people may add a note, the rest is up to the ledger."""
        if not self.env.su and set(vals) & _RECORDED:
            raise UserError(
                self.env._("What was promised cannot be changed. Cancel it and record a new one.")
            )
        return super().write(vals)

    def _only_spoken(self, vals):
        if set(vals) - _SPOKEN:
            raise UserError(self.env._("This part of a promise is recorded by itself."))
        return vals

    def _prepare_promise(self, case, facts, policy, vals):
        """What a promise of ``case`` covers and when it is late, by the facts of now."""
        currency = self.env["res.currency"].browse(vals["currency_id"])
        day = fields.Date.to_date(vals["date"])
        self._check_spoken(case, currency, facts, day, vals["amount"])
        return {
            "date": day,
            "deadline": day + timedelta(days=policy.promise_grace_days),
            **self._prepare_coverage(case, currency, facts),
        }

    def _check_spoken(self, case, currency, facts, day, amount):
        """Staff may agree on more than the policy offers, but on nothing senseless."""
        due = case._promisable_amounts(facts).get(currency, Decimal(0))
        step = Decimal(str(currency.rounding))
        offer = PromiseOffer(due=due, minimum=step, first=case._today(), latest=day)
        spoken = Decimal(str(currency.round(amount)))
        if refusal := refuse(offer, day, spoken, shown=due):
            raise UserError(explain_refusal(case.env, refusal, currency, offer))

    def _note_made(self):
        for promise in self:
            words = {
                "page": promise.env._("Promise on the customer's page: %s"),
                "staff": promise.env._("Promise told to us: %s"),
                "reply": promise.env._("Promise by text: %s"),
            }[promise.origin]
            promise.case_id._message_log(
                body=words % promise._words(), author_id=promise.made_by_id.id
            )

    def action_cancel(self):
        """Take these promises back, say after a mistake: the follow-up goes on at once."""
        self.check_access("write")
        cases = self.case_id
        if cases.filtered(lambda case: case.state != "closed") - cases._lock_open():
            raise UserError(self.env._("This customer is being worked on. Try again in a moment."))
        self._settle("cancelled")
        cases._decide_again()

    def _judge(self):
        """Settle those of these promises that were kept or broken, by what the ledger says now.

        A constant number of queries, however many promises and cases.
        """
        covered = self._covered()
        by_verdict = dict.fromkeys(Verdict, self.browse())
        for promise in self:
            promise._write_paid(covered[promise].paid)
            stated = Promise(Decimal(str(promise.amount)), promise.deadline, covered[promise])
            by_verdict[judge(stated, promise.case_id._today())] |= promise
        by_verdict[Verdict.KEPT]._settle("kept")
        by_verdict[Verdict.BROKEN]._settle("broken")

    def _settle(self, state):
        """Let those of these promises that are open end as ``state``, with a note on the case."""
        promises = self.sudo().filtered(lambda promise: promise.state == "open")
        if not promises:
            return
        for day, group in promises.grouped(lambda promise: promise.case_id._today()).items():
            group.write({"state": state, "settled_on": day})
        bodies = {}
        for promise in promises:
            note = promise._settled_words(state)
            case_id = promise.case_id.id
            bodies[case_id] = f"{bodies[case_id]} {note}" if case_id in bodies else note
        promises.case_id._message_log_batch(bodies=bodies)

    def _settled_words(self, state):
        sentences = {
            "kept": self.env._("Promise kept: %(promise)s."),
            "broken": self.env._("Promise broken: %(promise)s. Paid since: %(paid)s."),
            "cancelled": self.env._("Promise cancelled: %(promise)s."),
        }
        paid = format_amount(self.env, self.paid_amount, self.currency_id)
        return sentences[state] % {"promise": self._words(), "paid": paid}
