import secrets
from datetime import timezone
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import UserError

from .hold_explanation import HOLD_REASONS, explain_hold
from .res_partner import CHANNELS

TOKEN_BYTES = 12  # 96 random bits, 16 characters in the link

STATES = [
    ("active", "In follow-up"),
    ("approval", "Text to approve"),
    ("held", "On hold"),
    ("review", "With a person"),
    ("closed", "Closed"),
]

OUTCOMES = [
    ("paid", "Paid"),
    ("credited", "Credited"),
    ("written_off", "Written off"),
    ("cancelled", "Invoices cancelled"),
    ("merged", "Merged with another case"),
]


class CollectionCase(models.Model):
    """One episode of one customer owing one company: opened by an invoice that comes due, closed
    when nothing is open any more."""

    _name = "collection.case"
    _description = "Collection Case"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "oldest_due_date, id"
    _mail_post_access = "read"

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, ondelete="restrict", index=True
    )
    recipient_id = fields.Many2one(
        "res.partner",
        compute="_compute_recipient_id",
        store=True,
        help="Who gets the texts: the customer's contact for collections, else the customer.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade", index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        tracking=True,
        index=True,
        domain=[("share", "=", False)],
    )
    partner_category_ids = fields.Many2many(related="partner_id.category_id", string="Tags")
    phone = fields.Char(related="recipient_id.phone")
    preferred_channel = fields.Selection(related="recipient_id.collection_channel")
    preferred_hours = fields.Selection(related="recipient_id.collection_hours")
    country_id = fields.Many2one(related="partner_id.country_id", store=True)
    state = fields.Selection(
        STATES,
        default="active",
        required=True,
        readonly=True,
        index=True,
        tracking=True,
        group_expand=True,
    )
    outcome = fields.Selection(OUTCOMES, readonly=True, tracking=True)
    closed_on = fields.Date(readonly=True)
    policy_id = fields.Many2one("collection.policy", readonly=True, ondelete="set null")
    level_id = fields.Many2one(
        "collection.level",
        readonly=True,
        tracking=True,
        ondelete="set null",
        help="The highest level that any open invoice has reached.",
    )
    amount_due = fields.Monetary(
        readonly=True,
        help="Net of credits, in company currency: what the next text would name.",
    )
    due_amounts = fields.Json(readonly=True)
    balance_display = fields.Char("Balance", compute="_compute_balance_display")
    oldest_due_date = fields.Date(readonly=True)
    days_overdue = fields.Integer(compute="_compute_days_overdue", search="_search_days_overdue")
    invoice_count = fields.Integer("Invoices", readonly=True)
    last_contact = fields.Date(readonly=True)
    next_contact = fields.Datetime(
        readonly=True,
        help="First moment at which the ladder and the contact rules allow to go on. "
        "Empty: not by itself.",
    )
    hold_reason = fields.Selection(HOLD_REASONS, readonly=True, index=True)
    hold_figure = fields.Json(readonly=True)
    hold_explanation = fields.Char("Why Not Now", compute="_compute_hold_explanation")
    paused_until = fields.Date(
        tracking=True, help="No contact before this day. The follow-up goes on by itself then."
    )
    pause_reason = fields.Char(tracking=True)
    checked_at = fields.Datetime("Last Checked", readonly=True)
    access_token = fields.Char(
        default=lambda self: self._new_access_token(), copy=False, readonly=True
    )
    expired_token = fields.Char(
        copy=False, readonly=True, help="The link of a closed case leads to our contact details."
    )
    line_ids = fields.One2many(
        "account.move.line", "collection_case_id", "Receivable Lines", readonly=True
    )
    open_line_ids = fields.Many2many(
        "account.move.line", "Open Invoices", compute="_compute_open_line_ids"
    )
    text_ids = fields.One2many("collection.message", "case_id", "Texts", readonly=True)
    hold_ids = fields.One2many("collection.hold", "case_id", "Holds", readonly=True)
    text_count = fields.Integer(compute="_compute_text_count")
    draft_id = fields.Many2one("collection.message", "Text to Approve", compute="_compute_draft_id")
    draft_level_id = fields.Many2one(
        "collection.level", "Level of the Text", compute="_compute_draft_id"
    )
    draft_channel = fields.Selection(CHANNELS, "Sent By", compute="_compute_draft_id")
    draft_body = fields.Text("Words of the Text", compute="_compute_draft_id")

    _one_open = models.UniqueIndex(
        "(partner_id, company_id) WHERE state != 'closed'",
        "This customer already has an open case.",
    )
    _access_token_unique = models.UniqueIndex("(access_token) WHERE access_token IS NOT NULL")
    _expired_token_unique = models.UniqueIndex("(expired_token) WHERE expired_token IS NOT NULL")
    _next_contact_idx = models.Index("(next_contact) WHERE state != 'closed'")

    @api.depends("partner_id.name")
    def _compute_display_name(self):
        for case in self:
            case.display_name = case.partner_id.display_name or self.env._("New case")

    @api.depends(
        "partner_id.collection_contact_id.active",
        "partner_id.collection_contact_id.commercial_partner_id",
    )
    def _compute_recipient_id(self):
        for case in self:
            case.recipient_id = self._recipient(case.partner_id)

    def _recipient(self, partner):
        """Who gets the texts for ``partner``, a customer."""
        contact = partner.collection_contact_id
        # Somebody who has left must not read of their former employer's debts.
        belongs = contact.active and contact.commercial_partner_id == partner
        return contact if belongs else partner

    def _new_access_token(self):
        return secrets.token_urlsafe(TOKEN_BYTES)

    @api.depends("due_amounts")
    @api.depends_context("lang")
    def _compute_balance_display(self):
        for case in self:
            case.balance_display = case._format_due_amounts()

    @api.depends("oldest_due_date")
    def _compute_days_overdue(self):
        for case in self:
            due = case.oldest_due_date
            case.days_overdue = (case._today() - due).days if due else 0

    def _search_days_overdue(self, operator, value):
        today = fields.Date.context_today(self)
        if operator == "in":
            days = [day and today - relativedelta(days=day) for day in value]
            return [("oldest_due_date", "in", days)]
        mirrored = {">": "<", ">=": "<=", "<": ">", "<=": ">="}
        if operator not in mirrored:
            return NotImplemented
        return [("oldest_due_date", mirrored[operator], today - relativedelta(days=value))]

    @api.depends("hold_reason", "hold_figure", "next_contact")
    @api.depends_context("lang")
    def _compute_hold_explanation(self):
        for case in self:
            case.hold_explanation = explain_hold(case)

    @api.depends("line_ids.amount_residual", "line_ids.parent_state")
    def _compute_open_line_ids(self):
        # A case may go on for years. What has been paid in it is left in the database.
        domain = [
            ("collection_case_id", "in", self.ids),
            ("parent_state", "=", "posted"),
            ("reconciled", "=", False),
        ]
        lines = self.env["account.move.line"].search(domain, order="date_maturity, id")
        by_case = lines.grouped("collection_case_id")
        for case in self:
            case.open_line_ids = by_case.get(case._origin)

    @api.depends("text_ids")
    def _compute_text_count(self):
        counts = dict(
            self.env["collection.message"]._read_group(
                [("case_id", "in", self.ids)], ["case_id"], ["__count"]
            )
        )
        for case in self:
            case.text_count = counts.get(case, 0)

    @api.depends("text_ids.state", "text_ids.body", "text_ids.level_id", "text_ids.channel")
    def _compute_draft_id(self):
        drafts = self.env["collection.message"].search(
            [("case_id", "in", self.ids), ("state", "=", "draft")]
        )
        by_case = drafts.grouped("case_id")
        for case in self:
            case.draft_id = by_case.get(case)
            case.draft_level_id = case.draft_id.level_id
            case.draft_body = case.draft_id.body
            case.draft_channel = case.draft_id.channel

    def write(self, vals):
        """People assign and pause; all else is recorded. A changed pause counts at once."""
        if not self.env.su and set(vals) & self._recorded_fields():
            raise UserError(
                self.env._("Where a case stands follows from the ledger. Pause it, or take over.")
            )
        result = super().write(vals)
        if "paused_until" in vals:
            self._decide_again()
        return result

    def _recorded_fields(self):
        """Names of the fields that nobody but the follow-up writes."""
        return {name for name, field in self._fields.items() if field.store and field.readonly}

    def _today(self):
        """Today's date where the company is."""
        now = fields.Datetime.now().replace(tzinfo=timezone.utc)
        return now.astimezone(ZoneInfo(self._home_zone())).date()

    def _todays(self):
        """Return ``{case: today's date where its company is}``."""
        days = {}
        for cases in self.grouped("company_id").values():
            days.update(dict.fromkeys(cases, cases[0]._today()))
        return days

    def _home_zone(self):
        """The time zone of the company, in which its days begin."""
        return self.company_id.partner_id.tz or self.env.user.tz or "UTC"

    def _mail_get_partner_fields(self, introspect_fields=False):
        return ["recipient_id", "partner_id"]

    def _require_open(self):
        if closed := self.filtered(lambda case: case.state == "closed"):
            raise UserError(
                self.env._(
                    "The case of %s is closed: nothing is owed on it any more.",
                    closed[0].partner_id.display_name,
                )
            )

    def action_follow_up_now(self):
        """Run the follow-up on these cases now; the same rules hold as at night."""
        self._require_open()
        cases = self._lock_open()
        cases._follow_up()
        return cases._notify_follow_up()

    def _notify_follow_up(self):
        """Say in a notification what came of following these cases up."""
        if len(self) == 1 and self.hold_explanation:
            message = self.hold_explanation
        else:
            waiting = self.filtered(lambda case: case.state == "approval")
            texted = self.filtered(lambda case: case.last_contact == case._today())
            message = self.env._(
                "%(total)s cases followed up: "
                "%(waiting)s texts to approve, %(texted)s texted today.",
                total=len(self),
                waiting=len(waiting),
                texted=len(texted),
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "info",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_resume(self):
        """Take the cases back from a person and let the ladder go on."""
        self._require_open()
        self.check_access("write")
        self.sudo().write({"state": "active", "paused_until": False, "pause_reason": False})
        self._decide_again()

    def action_take_over(self):
        """Hand the cases to a person: the ladder rests until somebody resumes it."""
        self._require_open()
        self.check_access("write")
        self.sudo().write({"state": "review"})
        self._decide_again()

    def action_approve_draft(self):
        """Approve the texts that wait on these cases."""
        return self.draft_id.action_approve()

    def action_discard_draft(self):
        """Discard the texts that wait on these cases."""
        self.draft_id.action_discard()

    def action_open_draft(self):
        """Open the text that waits, to change its words."""
        self.ensure_one()
        return self.draft_id.get_formview_action()

    def action_preview(self):
        """Show what the follow-up would do for these cases, without sending."""
        return self.env["collection.preview"]._open_for(self)

    def action_view_invoices(self):
        """Open the invoices this case is about."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account.action_move_out_invoice_type"
        )
        return {**action, "domain": [("id", "in", self.line_ids.move_id.ids)], "context": {}}

    def action_view_texts(self):
        """Open the texts of this case."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "collection_sms.collection_message_action"
        )
        return {**action, "domain": [("case_id", "in", self.ids)], "context": {}}

    def action_open_customer_page(self):
        """Open the page behind the link of this case."""
        self.ensure_one()
        self._require_open()
        return {"type": "ir.actions.act_url", "url": f"/c/{self.access_token}", "target": "new"}
