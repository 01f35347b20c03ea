"""Promises to pay on a case: what may be promised, and what came of it."""

from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from psycopg2.errors import LockNotAvailable, UniqueViolation

from ..engine import Promised, PromiseOffer, Refusal, minimum_amount, refuse, what_is_due
from .collection_case_facts import sum_credits
from .form_values import read_amount, read_day, read_whole

# How long a customer waits while the case is being worked on; a batch takes seconds.
LOCK_TIMEOUT = "8s"


class CollectionCase(models.Model):
    _inherit = "collection.case"

    promise_ids = fields.One2many("collection.promise", "case_id", "Promises", readonly=True)
    promise_count = fields.Integer("Number of Promises", compute="_compute_promise_count")

    @api.depends("promise_ids")
    def _compute_promise_count(self):
        groups = self.env["collection.promise"]._read_group(
            [("case_id", "in", self.ids)], ["case_id"], ["__count"]
        )
        counts = dict(groups)
        for case in self:
            case.promise_count = counts.get(case, 0)

    def action_view_promises(self):
        """Open the promises of this case."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "collection_sms.collection_promise_action"
        )
        return {**action, "domain": [("case_id", "in", self.ids)], "context": {}}

    def action_record_promise(self):
        """Record a promise that the customer made in person or on the phone."""
        self.ensure_one()
        self._require_open()
        if not self._unpromised_amounts(self._gather_facts()[self]):
            raise UserError(self.env._("Nothing is due that is not promised already."))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "collection_sms.collection_promise_wizard_action"
        )
        return {**action, "context": {"default_case_id": self.id}}

    def _agreement_facts(self):
        """Return ``{case: facts by name}``, with the promises."""
        facts = super()._agreement_facts()
        promises = self._running_promises().grouped("case_id")
        return {
            case: facts[case] | {"promises": tuple(map(_promised, promises.get(case, ())))}
            for case in self
        }

    def _running_promises(self):
        domain = [("case_id", "in", self.ids), ("state", "=", "open")]
        return self.env["collection.promise"].sudo().search(domain)

    def _judge_agreements(self):
        """Settle the promises of these cases that were kept or broken; the caller has a lock."""
        if promises := self._running_promises():
            promises._judge()
        return super()._judge_agreements()

    def _settle_agreements(self):
        """Settle what is still open on closed cases: paid or credited means kept."""
        if promises := self._running_promises():
            kept = promises.filtered(
                lambda promise: promise.case_id.outcome in ("paid", "credited")
            )
            kept._settle("kept")
            (promises - kept)._settle("cancelled")
        return super()._settle_agreements()

    def _open_credits(self):
        """Return ``{(customer id, company id, currency id): amount}`` as the engine is told."""
        return {
            (*key, credit.currency_id): credit.amount
            for key, rows in self._read_open_lines().items()
            for credit in sum_credits(rows)
        }

    def _promisable_lines(self, facts):
        """Return ``{currency: [OpenLine, …]}`` of what has come due and can be promised."""
        lines = {}
        today = self._today()
        for line in what_is_due(facts, today).lines:
            if line.due <= today:
                currency = self.env["res.currency"].browse(line.currency_id)
                lines.setdefault(currency, []).append(line)
        return lines

    def _promisable_amounts(self, facts):
        """Return ``{currency: Decimal}``: what has come due, net of credits."""
        net = dict(what_is_due(facts, self._today()).amounts)
        lines = self._promisable_lines(facts)
        return {currency: net[currency.id] for currency in lines if currency.id in net}

    def _unpromised_amounts(self, facts):
        """Return ``{currency: Decimal}``: what has come due and nobody has promised yet."""
        promised = {promise.currency_id for promise in facts.promises}
        amounts = self._promisable_amounts(facts)
        return {key: amount for key, amount in amounts.items() if key.id not in promised}

    def _promise_offers(self, facts=None):
        """Return ``{currency: PromiseOffer}``: what this customer may promise on the page.

        ``facts``: those gathered in this transaction already.
        """
        self.ensure_one()
        policy = self._find_policies()[self]
        if not self._may_promise(policy):
            return {}
        facts = facts or self._gather_facts()[self]
        today = self._today()
        return {
            currency: PromiseOffer(
                due=due,
                minimum=minimum_amount(
                    due, policy.promise_minimum_share, Decimal(str(currency.rounding))
                ),
                first=today,
                latest=today + timedelta(days=policy.promise_days),
            )
            for currency, due in self._unpromised_amounts(facts).items()
        }

    def _may_promise(self, policy):
        """Whether ``policy`` offers promises, and not too many were broken in this case."""
        limit = policy.promise_max_broken
        broken = len(self.promise_ids.filtered(lambda promise: promise.state == "broken"))
        return bool(policy.active and policy.promise_days and (not limit or broken < limit))

    def _page_values(self):
        """Values of the customer's page, with what is promised and what may be."""
        values = super()._page_values()
        return {
            **values,
            "promises": self._running_promises(),
            "promise_offers": self._promise_offers(values["facts"]),
            "promise_round": len(self.promise_ids),
            "promise_form": {},
        }

    def _promise_from_page(self, form, ip_address):
        """Record what the customer's form says; return why not (``Refusal``), or None if done.

        ``form``: the strings ``date``, ``amount``, ``currency``, and what the page showed: the
        amount ``due`` and the ``round``, the number of promises so far.
        """
        self.ensure_one()
        if not self._wait_for_lock():
            return Refusal.BUSY
        currency = self.env["res.currency"].browse(read_whole(form.get("currency"))).exists()
        day, amount = read_day(form.get("date")), read_amount(form.get("amount"), currency)
        if running := self._running_promises().filtered(lambda p: p.currency_id == currency):
            # The same form once more, by a second tap or a reload: what it asks for is done.
            same = (running.date, Decimal(str(running.amount))) == (day, amount)
            return None if same else Refusal.RUNNING
        offer = self._promise_offers().get(currency)
        if not offer:
            return Refusal.NOT_OFFERED
        if form.get("round") != str(len(self.promise_ids)):
            return Refusal.CHANGED
        refusal = refuse(offer, day, amount, read_amount(form.get("due"), currency))
        return refusal or self._record_page_promise(currency, amount, day, ip_address)

    def _wait_for_lock(self):
        """Lock this case; False if others keep it too long.

        A second tap has to wait for the first, to show what came of it. Where that one changed the
        case, PostgreSQL then reports a conflict, and Odoo answers the request anew.
        """
        try:
            with self.env.cr.savepoint():
                self.env.cr.execute(SQL("SET LOCAL lock_timeout = %s", LOCK_TIMEOUT))
                self.env.cr.execute(
                    SQL("SELECT id FROM collection_case WHERE id = %s FOR UPDATE", self.id)
                )
        except LockNotAvailable:
            return False
        return True

    def _record_page_promise(self, currency, amount, day, ip_address):
        vals = {
            "case_id": self.id,
            "currency_id": currency.id,
            "amount": float(amount),
            "date": day,
            "origin": "page",
            "made_by_id": self.recipient_id.id,
            "ip_address": ip_address,
        }
        try:
            with self.env.cr.savepoint():
                self.env["collection.promise"].create(vals)
        except UniqueViolation:
            return Refusal.RUNNING
        return None


def _promised(promise):
    """A running promise as the engine knows it."""
    return Promised(
        currency_id=promise.currency_id.id,
        amount=Decimal(str(promise.amount)),
        day=promise.date,
        deadline=promise.deadline,
    )
