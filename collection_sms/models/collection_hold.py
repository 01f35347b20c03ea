from odoo import api, fields, models

from .bulk_rows import insert_rows
from .hold_explanation import HOLD_REASONS, explain


class CollectionHold(models.Model):
    """One stretch of time in which a customer was not contacted, and why.

    Written whenever the standing of a case changes; never edited.
    """

    _name = "collection.hold"
    _description = "Hold"
    _order = "id desc"
    _rec_name = "reason"

    case_id = fields.Many2one(
        "collection.case", required=True, readonly=True, ondelete="cascade", index=True
    )
    partner_id = fields.Many2one(
        related="case_id.partner_id", store=True, index=True, string="Customer"
    )
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    user_id = fields.Many2one(related="case_id.user_id", store=True, string="Responsible")
    country_id = fields.Many2one(related="case_id.country_id", store=True)
    policy_id = fields.Many2one("collection.policy", readonly=True, ondelete="set null")
    currency_id = fields.Many2one(related="company_id.currency_id")
    reason = fields.Selection(HOLD_REASONS, required=True, readonly=True, index=True)
    figure = fields.Json(readonly=True)
    rule_id = fields.Many2one("collection.contact.rule", readonly=True, ondelete="set null")
    explanation = fields.Char(compute="_compute_explanation")
    amount_due = fields.Monetary(readonly=True, help="Due when the hold began, net of credits.")
    started_at = fields.Datetime("From", required=True, readonly=True)
    until = fields.Datetime(
        readonly=True, help="When the follow-up may go on by itself. Empty: not by itself."
    )
    ended_at = fields.Datetime("Ended", readonly=True)

    _one_current = models.UniqueIndex(
        "(case_id) WHERE ended_at IS NULL", "A case is held for one reason at a time."
    )

    @api.depends("reason", "figure", "until")
    @api.depends_context("lang")
    def _compute_explanation(self):
        for hold in self:
            hold.explanation = explain(hold.case_id, hold.reason, hold.figure, hold.until)

    @api.model
    def _follow(self, cases):
        """Record how the holds of ``cases`` have changed since they were last followed."""
        domain = [("case_id", "in", cases.ids), ("ended_at", "=", False)]
        current = {hold.case_id.id: hold for hold in self.sudo().search(domain)}
        over, begun = self.sudo(), []
        for case in cases:
            hold = current.get(case.id, self.browse())
            if hold.reason == case.hold_reason:
                hold._update(case)
                continue
            over += hold
            if case.hold_reason:
                begun.append(self._prepare_hold(case))
        over.write({"ended_at": fields.Datetime.now()})
        over.flush_recordset()  # the index allows one current hold per case
        insert_rows(self.sudo(), begun)

    def _prepare_hold(self, case):
        return {
            "case_id": case.id,
            # Known here: computed after the rows are made, they would be written once more.
            "partner_id": case.partner_id.id,
            "company_id": case.company_id.id,
            "user_id": case.user_id.id,
            "country_id": case.country_id.id,
            "reason": case.hold_reason,
            "policy_id": case.policy_id.id,
            "amount_due": case.amount_due,
            "started_at": fields.Datetime.now(),
            **self._prepare_figures(case),
        }

    def _prepare_figures(self, case):
        """What a hold says of its case besides the reason."""
        figure = case.hold_figure or {}
        return {"figure": figure, "rule_id": figure.get("rule"), "until": case.next_contact}

    def _update(self, case):
        """A hold that goes on may have other figures by now."""
        if self and (self.until, self.figure or {}) != (case.next_contact, case.hold_figure or {}):
            self.write(self._prepare_figures(case))

    def action_open_case(self):
        """Open the case that is, or was, held."""
        self.ensure_one()
        return self.case_id.get_formview_action()
