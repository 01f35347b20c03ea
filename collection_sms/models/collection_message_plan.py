"""Texts about payment plans: our proposal, our approval, and the installments."""

from decimal import Decimal

from odoo import api, fields, models

from ..engine import Channel, NoticeKind, is_current, notice_hold, still_goes
from .collection_plan import RUNNING

NOTICES = [
    ("proposal", "Plan proposed"),
    ("approved", "Plan approved"),
    (NoticeKind.BEFORE.value, "Before an installment"),
    (NoticeKind.DUE.value, "On the day of an installment"),
    (NoticeKind.MISSED.value, "Installment missed"),
]

# Of these, the text says what is open by ``notice_date``.
_INSTALLMENTS = (*(kind.value for kind in NoticeKind), "charge_failed")
_TRUE_WHILE = {"proposal": ("proposed",), "approved": RUNNING}


class CollectionMessage(models.Model):
    _inherit = "collection.message"

    plan_id = fields.Many2one(
        "collection.plan", readonly=True, ondelete="cascade", index="btree_not_null"
    )
    notice = fields.Selection(NOTICES, "About the Plan", readonly=True)
    notice_date = fields.Date("Installment Of", readonly=True)

    _once_per_notice = models.UniqueIndex(
        "(plan_id, notice, COALESCE(notice_date, DATE '1970-01-01'))"
        " WHERE plan_id IS NOT NULL AND state != 'cancelled'",
        "This text about the plan has been created already.",
    )

    def _topic(self):
        labels = dict(self._fields["notice"]._description_selection(self.env))
        return super()._topic() or labels.get(self.notice, "")

    @api.model
    def _create_notices(self, notices):
        """Queue the texts of ``{case: Notice}`` and record on the installments what they say."""
        plans = self.env["collection.plan"].sudo()
        vals_list = []
        for case, notice in notices.items():
            plan = plans.browse(notice.plan_id)
            vals = self._prepare_notice(case, plan, notice) | case._address_values(notice.channel)
            amounts = {str(plan.currency_id.id): str(notice.amount)}
            vals_list.append(vals | {"notice_date": notice.day, "due_amounts": amounts})
            for part_id, kind in notice.parts:
                plan.installment_ids.browse(part_id).notice = kind.value
        self.sudo().create(vals_list)._enqueue()

    def _prepare_notice(self, case, plan, notice):
        figures = plan._text_figures(notice.amount, notice.day)
        return self._prepare_plan_text(case, plan, notice.kind.value, figures)

    @api.model
    def _render_notices(self, notices):
        """Return ``{case: body}`` for ``{case: Notice}``."""
        plans = self.env["collection.plan"].sudo()
        return {
            case: self._prepare_notice(case, plans.browse(notice.plan_id), notice)["body"]
            for case, notice in notices.items()
        }

    @api.model
    def _create_plan_texts(self, plans, kind):
        """Queue a text of ``kind`` about each of ``plans`` whose customer can be texted."""
        vals_list = []
        for plan in plans.sudo():
            case = plan.case_id
            if case._can_be_told():
                part = plan.installment_ids[:1]
                figures = plan._text_figures(part.amount, part.date)
                vals_list.append(self._prepare_plan_text(case, plan, kind, figures))
        self.sudo().create(vals_list)._enqueue()

    def _prepare_plan_text(self, case, plan, kind, figures):
        """Values of a text about ``plan``, on no level of the ladder."""
        script = self.env.ref(f"collection_sms.sms_template_plan_{kind}")
        values = self._prepare_off_ladder(case, script, figures)
        return values | {"plan_id": plan.id, "notice": kind}

    def _outdated(self):
        """A text about a plan is outdated when the plan is not what the text says."""
        outdated = super()._outdated()
        if not (texts := self.filtered("plan_id")):
            return outdated
        facts = texts.case_id._gather_facts()
        left = texts.plan_id.sudo()._left_by_day()
        for text in texts:
            if reason := text._why_plan_outdated(facts[text.case_id], left[text.plan_id]):
                outdated[reason] = outdated.get(reason, self.browse()) + text
        return outdated

    def _why_plan_outdated(self, facts, left):
        """``left``: ``{day: what is still open of the installments up to it}``."""
        if self.notice not in _INSTALLMENTS:
            is_true = self.plan_id.state in _TRUE_WHILE[self.notice]
            goes = still_goes(facts, Channel(self.channel)) and not facts.customer_excluded
            return "not_due" if not is_true else None if goes else "held"
        today = self.case_id._today()
        if notice_hold(facts, today) or not still_goes(facts, Channel(self.channel)):
            return "held"
        if self.plan_id.state not in RUNNING or not left[self.notice_date]:
            return "settled"
        kinds = {kind.value: kind for kind in NoticeKind}
        if (kind := kinds.get(self.notice)) and not is_current(kind, self.notice_date, today):
            return "not_due"
        said = map(Decimal, self.due_amounts.values())
        return None if left[self.notice_date] in said else "changed"


class CollectionCase(models.Model):
    _inherit = "collection.case"

    def _can_be_told(self):
        """Whether this customer can be written to about a plan, and wants to be."""
        return bool(self._channel_to_tell()) and self._can_be_answered()
