"""Ask the engine about cases and apply what it says, in bulk."""

import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.service.model import retrying
from odoo.tools import plaintext2html, split_every
from psycopg2 import OperationalError

from ..engine import (
    HandOff,
    Hold,
    HoldReason,
    Notice,
    Text,
    afterwards,
    decide,
    next_instant,
    without_draft,
)
from .bulk_rows import update_rows
from .collection_case_survey import NOTHING_FOUND
from .collection_message import named_amounts

_logger = logging.getLogger(__name__)

BATCH_SIZE = 1000

# A run looks at all cases: it is not repeated for each of a thousand caps that end one by one.
_REST = timedelta(minutes=5)

# Holds that belong to the ordinary course of the ladder, or that have a state of their own.
_STATE_OF_HOLD = {
    HoldReason.MINIMUM_GAP: "active",
    HoldReason.GOOD_PAYER: "active",
    HoldReason.AWAITING_APPROVAL: "approval",
    HoldReason.IN_REVIEW: "review",
}


class CollectionCase(models.Model):
    _inherit = "collection.case"

    @api.model
    def _cron_follow_up(self):
        """Scheduled action: refresh all cases, decide, draft or queue texts.

        Commits after every batch, so that what is queued stays queued whatever happens later.
        Cases are taken in the order in which they were last looked at: a run that ends early is
        carried on by the next one.
        """
        retrying(self.env["collection.message"]._resolve_abandoned, self.env)
        survey = self._survey_or_skip()
        self._commit_batch(0)
        opened = self._open_in_batches(survey.unopened)
        self._follow_up_batches(survey.to_look_at + opened)
        self._wake_follow_up()

    def _open_in_batches(self, pairs):
        """Open cases for ``pairs`` of customer id and company id; returns their ids."""
        opened = []
        for batch in split_every(BATCH_SIZE, pairs):
            opened += self.sudo()._open(batch).ids
            self._commit_batch(0)
        return opened

    @api.model
    def _follow_up_batches(self, case_ids):
        """Follow up these cases, batch by batch, for as long as the scheduled action may run.

        Several processes may do so at the same time: each takes the batches that no other has.
        """
        since = fields.Datetime.now()
        self.env["ir.cron"]._commit_progress(remaining=len(case_ids))
        for batch in split_every(BATCH_SIZE, case_ids):
            self.browse(batch)._follow_up_batch(since)
            if not self._commit_batch(len(batch)):
                # Odoo goes on at once only where something wakes its workers.
                self.env.ref("collection_sms.ir_cron_follow_up").sudo()._trigger()
                break

    def _commit_batch(self, processed):
        """Commit, and forget what was read for the batch; returns the seconds left."""
        left = self.env["ir.cron"]._commit_progress(processed)
        self.env.invalidate_all()
        return left

    @api.model
    def _wake_follow_up(self):
        """Let the scheduled action run when the next customer may be contacted."""
        now = fields.Datetime.now()
        domain = [("state", "!=", "closed"), ("next_contact", ">", now)]
        if following := self.search(domain, order="next_contact", limit=1):
            cron = self.env.ref("collection_sms.ir_cron_follow_up").sudo()
            cron._trigger(at=max(following.next_contact, now + _REST))

    def _survey_or_skip(self):
        """Survey all customers and close what is settled, unless another process is at it."""
        try:
            with self.env.cr.savepoint():
                self.sudo()._follow_partners()
                survey = self.sudo()._survey()
                self.sudo().browse(survey.settled)._close()
                return survey
        except OperationalError:
            _logger.info("Another process is refreshing the collection cases.")
            self.env.invalidate_all(flush=False)
            return NOTHING_FOUND

    def _follow_up_batch(self, since=None):
        """Follow up those of these cases that no other process is working on.

        ``since``: cases that were looked at after it are left out.
        """
        try:
            with self.env.cr.savepoint():
                cases = self._lock_open()
                if since:
                    cases = cases.filtered(lambda case: not _is_after(case.checked_at, since))
                cases._follow_up()
        except OperationalError:
            # Somebody changed these cases a moment ago; the next run sees how they stand now.
            _logger.info("Collection cases are being worked on elsewhere: %s", self.ids)
            self.env.invalidate_all(flush=False)
        except Exception as error:
            # One customer's data must not keep all others from being contacted.
            self.env.invalidate_all(flush=False)
            if len(self) > 1:
                middle = len(self) // 2
                self[:middle]._follow_up_batch(since)
                self[middle:]._follow_up_batch(since)
            else:
                _logger.exception("Follow-up failed for the collection case %s", self.ids)
                self._record_failure(error)

    def _record_failure(self, error):
        """Show on the case that it could not be followed up, and why."""
        if self.hold_reason != HoldReason.FAILED:
            self._remind(self.env._("The follow-up failed: see what is wrong"), str(error))
        values = {
            "state": "held",
            "hold_reason": HoldReason.FAILED.value,
            "hold_figure": {"error": str(error)},
            "next_contact": False,
            "look_at": False,
            "checked_at": fields.Datetime.now(),
        }
        update_rows({self: values})
        self.env["collection.hold"]._follow(self)

    def _lock_open(self):
        """Lock these cases for this transaction; leave out closed ones and those locked already."""
        return self._lock_with_others().filtered(lambda case: case.state != "closed")

    def _lock_with_others(self):
        """Lock these cases and what else is open of their customers; returns those now locked.

        What another company writes to the same customer counts against the same caps, so the
        customer's other cases are locked too, or the case is left out.
        """
        domain = [("partner_id", "in", self.partner_id.ids), ("state", "!=", "closed")]
        others = self.sudo().search(domain) - self.sudo()
        busy = (others - others.try_lock_for_update()).partner_id
        return self.try_lock_for_update().filtered(lambda case: case.partner_id not in busy)

    def _follow_up(self):
        """Decide and act for these cases, which the caller has locked."""
        self._judge_agreements()
        self._withdraw_tasks()
        rows = self._read_open_lines()
        facts = self._keep_drafts_true(self._gather_facts(rows))
        days = self._todays()
        decisions = {case: decide(facts[case], days[case]) for case in self}
        told = self._draft_or_queue(decisions, {case: facts[case].contact for case in self})
        self._hand_off(decisions)
        self.sudo()._attach_lines(rows, _reached(decisions, days))
        self._write_standing(
            {case: afterwards(facts[case], decisions[case], days[case]) for case in self},
            {case: decision.due for case, decision in decisions.items()},
            told,
        )

    def _decide_again(self):
        """Bring state, reason and next contact up to date without contacting anybody."""
        cases = self.filtered(lambda case: case.state != "closed")
        cases._judge_agreements()
        cases._withdraw_tasks()
        facts = cases._keep_drafts_true(cases._gather_facts())
        cases._write_standing(
            facts, {case: decide(facts[case], case._today()).due for case in cases}
        )

    def _decisions(self, ignore_drafts=False):
        """Return ``{case: decision}`` as of now, or as if no text were waiting for approval."""
        facts = self._gather_facts()
        if ignore_drafts:
            facts = {case: without_draft(facts[case]) for case in self}
        return {case: decide(facts[case], case._today()) for case in self}

    def _keep_drafts_true(self, facts):
        """Rewrite drafts whose figures have changed and drop those no longer due.

        Returns the facts without the drafts that were dropped.
        """
        waiting = self.filtered(lambda case: facts[case].awaiting_approval)
        choices = {case: decide(without_draft(facts[case]), case._today()) for case in waiting}
        dropped = waiting._rewrite_drafts(choices)
        return {**facts, **{case: without_draft(facts[case]) for case in dropped}}

    def _rewrite_drafts(self, decisions):
        """Bring the figures of these cases, and the drafts that name them, up to date.

        Returns the cases whose draft is not due any more.
        """
        self._write_due(decisions)
        return self.env["collection.message"]._update_drafts(decisions)

    def _write_due(self, decisions):
        """Record what is due, on the cases where it changed."""
        values = {case: _due_values(decision.due) for case, decision in decisions.items()}
        update_rows({case: vals for case, vals in values.items() if case._differs(vals)})

    def _differs(self, values):
        """Whether any of ``values`` is another one in this case; most nights nothing is."""
        return any((self[name] or False) != (value or False) for name, value in values.items())

    def _draft_or_queue(self, decisions, frames):
        """Create the texts that are due, and queue those that need no approval.

        Returns the cases whose text is queued. ``frames``: those of ``_contact_frames``.
        """
        texts = {case: choice for case, choice in decisions.items() if isinstance(choice, Text)}
        messages = self.env["collection.message"]._create_texts(texts)
        queued = messages.filtered(lambda message: message.state == "queued")
        queued._queue(frames)
        messages._create_notices(
            {case: choice for case, choice in decisions.items() if isinstance(choice, Notice)}
        )
        if texts:
            self.invalidate_recordset()  # texts came in one statement, which no cache knows of
        return set(queued.case_id)

    def _hand_off(self, decisions):
        """Give the cases that are at the end of their ladder to a person, with an activity."""
        for case, decision in decisions.items():
            if isinstance(decision, HandOff):
                summary = self.env._("All texts are sent and the account is still open: review it")
                case._remind(summary)

    def _write_standing(self, facts, dues, told=()):
        """Record what is due of these cases, and where they stand: policy, level, state, hold, next
        contact, next look.

        ``facts``: how they stand now; ``dues``: ``{case: Due}`` to show; ``told``: those of them
        that are told so today.
        """
        policies = self._find_policies()
        marks = self._read_marks() if self else {}
        busy = self._with_agreements()
        days = self._todays()
        decisions = {case: decide(facts[case], days[case]) for case in self}
        for case, decision in decisions.items():
            if isinstance(decision, Hold) and case.hold_reason != decision.reason.value:
                case._remind_of(decision)
        update_rows(
            {
                case: {
                    **_due_values(dues[case]),
                    **case._prepare_standing(facts[case], decision),
                    "look_at": case._next_look(facts[case], decision, days[case], case in busy),
                    "policy_id": policies[case].id,
                    "look_mark": marks.get(case.id),
                    "last_contact": days[case] if case in told else case.last_contact,
                }
                for case, decision in decisions.items()
            }
        )
        self.env["collection.hold"]._follow(self)

    def _prepare_standing(self, facts, decision):
        """Values of this case now that ``decision`` was made on ``facts``."""
        return {
            **_standing(decision),
            "next_contact": _naive(next_instant(facts, decision)),
            # What outranks the person (a pause, hardship) must not take the case back.
            **({"state": "review"} if facts.in_review else {}),
            "level_id": _highest_level(facts),
            "checked_at": fields.Datetime.now(),
        }

    def _remind_of(self, hold):
        """Ask a person for what a hold that is new waits for."""
        if hold.reason is HoldReason.UNRECONCILED_CREDIT:
            self._remind(self.env._("Reconcile first: credits cover what is due"))

    def _remind(self, summary, note=None):
        """Schedule a to-do for whoever is responsible for the case, unless it waits already.

        Returns the activity, new or not. ``note`` is plain text: it may be a customer's.
        """
        self.ensure_one()
        waiting = self.activity_ids.filtered(lambda activity: activity.summary == summary)
        if waiting:
            return waiting[0]
        return self.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=self._today(),
            summary=summary,
            note=note and plaintext2html(note),
            user_id=self.company_id._collection_assignee(self.user_id).id,
        )


def _reached(decisions, days):
    """The levels that lines reach today by ``{case: decision}``: ``{line id: (level id, day)}``.

    What waits for approval reaches none before it is approved.
    """
    return {
        step.line_id: (step.rung.id, days[case])
        for case, decision in decisions.items()
        if isinstance(decision, HandOff)
        or isinstance(decision, Text)
        and not decision.rung.approve_first
        for step in decision.steps
    }


def _is_after(moment, since):
    return bool(moment) and moment > since


def _due_values(due):
    """Values of a case on which ``due`` would be named."""
    return {
        "due_amounts": named_amounts(due),
        "amount_due": float(due.company_amount),
        "oldest_due_date": due.oldest or False,
        "invoice_count": due.invoices,
    }


def _highest_level(facts):
    """Id of the highest rung that an open line has reached."""
    position = max((line.position for line in facts.lines), default=-1)
    return facts.rungs[position].id if facts.rungs and position >= 0 else False


def _standing(decision):
    """Values of a case that stands where ``decision`` says."""
    if isinstance(decision, Hold):
        return {
            "state": _STATE_OF_HOLD.get(decision.reason, "held"),
            "hold_reason": decision.reason.value,
            "hold_figure": _figure(decision),
        }
    return {"state": "active", "hold_reason": False, "hold_figure": False}


def _figure(hold):
    """What is recorded of a hold's figures, its last day among them."""
    return {**hold.figure, **({"until": hold.until.isoformat()} if hold.until else {})}


def _naive(instant):
    """An aware instant as the database keeps it: UTC, whole seconds."""
    return instant and instant.replace(tzinfo=None, microsecond=0)
