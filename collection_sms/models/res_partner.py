from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import Channel

CHANNELS = [
    (Channel.SMS.value, "Text message"),
    (Channel.EMAIL.value, "Email"),
    (Channel.PHONE.value, "Phone call"),
    (Channel.LETTER.value, "Letter"),
]

HOURS = [
    ("any", "Any time"),
    ("morning", "Morning"),
    ("afternoon", "Afternoon"),
    ("evening", "Evening"),
]

# What a run reads of each customer and company; not all other figures of that kind with it.
_GROUP = "collection"


class ResPartner(models.Model):
    _inherit = "res.partner"

    collection_policy_id = fields.Many2one(
        "collection.policy",
        company_dependent=True,
        prefetch=_GROUP,
        context={"active_test": False},
        help="Overrides the policy that the rules of the policies would choose.",
    )
    collection_excluded = fields.Boolean(
        "No Follow-up",
        company_dependent=True,
        prefetch=_GROUP,
        help="Never contact this customer about debts.",
    )
    collection_contact_rule_id = fields.Many2one(
        "collection.contact.rule",
        "Contact Rule",
        company_dependent=True,
        prefetch=_GROUP,
        help="Empty: the rule of the place where the customer is.",
    )
    collection_contact_id = fields.Many2one(
        "res.partner",
        "Contact for Collections",
        domain="[('commercial_partner_id', '=', commercial_partner_id)]",
        help="Who gets the texts. Empty: the customer.",
    )
    collection_channel = fields.Selection(
        CHANNELS,
        "Preferred Channel",
        default=Channel.SMS.value,
        required=True,
        tracking=True,
        help="Tried first. Where it is not possible, the policy says what follows.",
    )
    collection_hours = fields.Selection(
        HOURS,
        "Best Time",
        default="any",
        required=True,
        tracking=True,
        help="When the customer likes to be reached. Kept where the contact rule has such hours.",
    )
    collection_case_ids = fields.One2many(
        "collection.case",
        "partner_id",
        "Collection Cases",
        groups="collection_sms.collection_sms_group_user",
    )
    collection_case_id = fields.Many2one(
        "collection.case",
        "Open Case",
        compute="_compute_collection_case_id",
        groups="collection_sms.collection_sms_group_user",
    )
    collection_level_id = fields.Many2one(
        "collection.level",
        "Follow-up Level",
        compute="_compute_collection_case_id",
        groups="collection_sms.collection_sms_group_user",
    )
    collection_case_count = fields.Integer(
        compute="_compute_collection_case_count", groups="collection_sms.collection_sms_group_user"
    )

    collection_promise_count = fields.Integer(
        "Promises",
        compute="_compute_collection_promises",
        groups="collection_sms.collection_sms_group_user",
    )
    collection_broken_promises = fields.Integer(
        compute="_compute_collection_promises", groups="collection_sms.collection_sms_group_user"
    )
    collection_plan_count = fields.Integer(
        "Payment Plans",
        compute="_compute_collection_plans",
        groups="collection_sms.collection_sms_group_user",
    )
    collection_broken_plans = fields.Integer(
        compute="_compute_collection_plans", groups="collection_sms.collection_sms_group_user"
    )

    @api.depends("collection_case_ids.state", "collection_case_ids.level_id")
    @api.depends_context("company")
    def _compute_collection_case_id(self):
        cases = self.env["collection.case"].search(
            [
                ("partner_id", "in", self.commercial_partner_id.ids),
                ("company_id", "=", self.env.company.id),
                ("state", "!=", "closed"),
            ]
        )
        by_partner = cases.grouped("partner_id")
        for partner in self:
            partner.collection_case_id = by_partner.get(partner.commercial_partner_id)
            partner.collection_level_id = partner.collection_case_id.level_id

    @api.depends("collection_case_ids")
    def _compute_collection_case_count(self):
        counts = dict(
            self.env["collection.case"]._read_group(
                [("partner_id", "in", self.commercial_partner_id.ids)], ["partner_id"], ["__count"]
            )
        )
        for partner in self:
            partner.collection_case_count = counts.get(partner.commercial_partner_id, 0)

    @api.depends("collection_case_ids.promise_ids.state")
    def _compute_collection_promises(self):
        counts = self._count_by_state("collection.promise")
        for partner in self:
            mine = counts.get(partner.commercial_partner_id, {})
            partner.collection_promise_count = sum(mine.values())
            partner.collection_broken_promises = mine.get("broken", 0)

    @api.depends("collection_case_ids.plan_ids.state")
    def _compute_collection_plans(self):
        counts = self._count_by_state("collection.plan")
        for partner in self:
            mine = counts.get(partner.commercial_partner_id, {})
            partner.collection_plan_count = sum(mine.values())
            partner.collection_broken_plans = mine.get("broken", 0)

    def _count_by_state(self, model):
        """Return ``{customer: {state: number}}`` of the agreements in ``model``."""
        domain = [("partner_id", "in", self.commercial_partner_id.ids)]
        counts = {}
        for partner, state, count in self.env[model]._read_group(
            domain, ["partner_id", "state"], ["__count"]
        ):
            counts.setdefault(partner, {})[state] = count
        return counts

    def write(self, vals):
        """Let the cases of these recipients be looked at again when they prefer another channel."""
        result = super().write(vals)
        if "collection_channel" in vals:
            domain = [("recipient_id", "in", self.ids), ("state", "!=", "closed")]
            self.env["collection.case"].sudo().search(domain)._lock_open()._decide_again()
        return result

    def action_view_collection_promises(self):
        """Open the promises of this customer."""
        return self._view_of_customer("collection_sms.collection_promise_action")

    def action_view_collection_plans(self):
        """Open the payment plans of this customer."""
        return self._view_of_customer("collection_sms.collection_plan_action")

    def _view_of_customer(self, action):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(action)
        domain = [("partner_id", "=", self.commercial_partner_id.id)]
        return {**action, "domain": domain, "context": {}}

    def action_view_collection_cases(self):
        """Open the cases of this customer, or the only one."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "collection_sms.collection_case_action"
        )
        domain = [("partner_id", "=", self.commercial_partner_id.id)]
        cases = self.env["collection.case"].search(domain)
        if len(cases) == 1:
            return {**action, "views": [(False, "form")], "res_id": cases.id, "context": {}}
        return {**action, "domain": domain, "context": {}}

    def action_collection_follow_up(self):
        """Follow up these customers now."""
        cases = self.env["collection.case"]._refresh(self)
        if not cases:
            raise UserError(self.env._("Nothing to follow up: these customers owe nothing due."))
        return cases.action_follow_up_now()
