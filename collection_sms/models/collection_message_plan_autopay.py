"""Texts about automatic payment of plans: before a card is charged, and when that failed."""

from odoo import api, fields, models

from ..engine import NoticeKind

CHARGE_FAILED = "charge_failed"


class CollectionMessage(models.Model):
    _inherit = "collection.message"

    notice = fields.Selection(selection_add=[(CHARGE_FAILED, "Automatic payment failed")])

    def _prepare_notice(self, case, plan, notice):
        """Before a charge, the text says what is charged, and that nothing is to be done."""
        part = plan.installment_ids.filtered(lambda part: part.date == notice.day)[:1]
        if notice.kind is not NoticeKind.BEFORE or not plan.autopay or part.transaction_id:
            return super()._prepare_notice(case, plan, notice)
        figures = plan._text_figures(part.left_amount, part.date)
        vals = self._prepare_plan_text(case, plan, "before_autopay", figures)
        return vals | {"notice": notice.kind.value}

    @api.model
    def _is_charge_reported(self, part):
        domain = [
            ("plan_id", "=", part.plan_id.id),
            ("notice", "=", CHARGE_FAILED),
            ("notice_date", "=", part.date),
        ]
        return bool(self.search_count(domain, limit=1))

    @api.model
    def _create_charge_failed(self, part):
        """Queue one text that says that ``part`` could not be charged, with the link.

        Returns it; nothing where the customer cannot be texted, or has been already.
        """
        case, plan = part.case_id, part.plan_id
        if self._is_charge_reported(part) or not plan.has_texts:
            return self.browse()
        if not case._channel_to_tell():
            return self.browse()
        figures = plan._text_figures(part.left_amount, part.date)
        left = plan._left_by_day()[plan][part.date]
        vals = self._prepare_plan_text(case, plan, CHARGE_FAILED, figures)
        about = {"notice_date": part.date, "due_amounts": {str(plan.currency_id.id): str(left)}}
        text = self.create(vals | about)
        text._enqueue()
        return text
