from functools import cache

from odoo import api, fields, models

from ..engine import Channel, Rung
from .collection_level import PREFERRED


class CollectionPolicy(models.Model):
    _name = "collection.policy"
    _description = "Collection Policy"
    _inherit = ["mail.thread"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True, tracking=True)
    active = fields.Boolean(
        default=True,
        tracking=True,
        help="Archive a policy to switch it off: its customers are not contacted.",
    )
    sequence = fields.Integer(default=lambda self: self._last_sequence() + 10)
    company_id = fields.Many2one(
        "res.company", help="Leave empty to share the policy between all companies."
    )
    applies_to = fields.Selection(
        [("all", "All customers"), ("company", "Companies"), ("person", "Individuals")],
        default="all",
        required=True,
        tracking=True,
    )
    category_ids = fields.Many2many(
        "res.partner.category",
        string="Customer tags",
        help="Only customers with at least one of these tags. Empty: any customer.",
    )
    country_ids = fields.Many2many(
        "res.country", help="Only customers in these countries. Empty: any country."
    )
    climb = fields.Boolean(
        "One level at a time",
        default=True,
        tracking=True,
        help="However old an invoice is, its first text is the gentle one; each contact goes up "
        "one level. Switch off to start at the level that fits the age of the invoice.",
    )
    minimum_amount = fields.Float(
        digits="Product Price",
        tracking=True,
        help="In company currency. A customer who owes less is not contacted.",
    )
    spare_good_payers = fields.Boolean(
        default=True,
        tracking=True,
        help="No texts before the due date to customers who settled at least three invoices in the "
        "last two years, all of them on time.",
    )
    promise_days = fields.Integer(
        "Latest date",
        default=14,
        required=True,
        tracking=True,
        help="Customers may promise to pay within so many days from today. 0: no promises.",
    )
    promise_minimum_share = fields.Integer(
        "At least (%)",
        default=100,
        required=True,
        tracking=True,
        help="The least that may be promised, in percent of what is due.",
    )
    promise_grace_days = fields.Integer(
        "Grace (days)",
        default=1,
        required=True,
        tracking=True,
        help="A promise is broken when nothing has arrived so many days after its date.",
    )
    promise_max_broken = fields.Integer(
        "Broken promises",
        default=2,
        required=True,
        tracking=True,
        help="After so many broken promises in a case, its page offers no more. 0: no limit.",
    )
    level_ids = fields.One2many("collection.level", "policy_id", string="Levels", copy=True)
    level_count = fields.Integer(compute="_compute_level_count")
    approve_first = fields.Boolean("Every text is approved first", compute="_compute_approve_first")

    _promise_terms = models.Constraint(
        "CHECK (promise_days >= 0 AND promise_grace_days >= 0 AND promise_max_broken >= 0"
        " AND promise_minimum_share BETWEEN 1 AND 100)",
        "Days and numbers of promises cannot be negative; the least to promise is 1 to 100 %.",
    )

    @api.model
    def _last_sequence(self):
        return self.search([], order="sequence desc", limit=1).sequence

    @api.depends("level_ids")
    def _compute_level_count(self):
        for policy in self:
            policy.level_count = len(policy.level_ids)

    @api.depends("level_ids.approve_first", "level_ids.strategy")
    def _compute_approve_first(self):
        for policy in self:
            texts = policy.level_ids.filtered("is_text")
            policy.approve_first = all(texts.mapped("approve_first"))

    def copy_data(self, default=None):
        """Name a copied policy as a copy."""
        return [
            dict(vals, name=self.env._("%s (copy)", policy.name))
            for policy, vals in zip(self, super().copy_data(default), strict=True)
        ]

    def action_send_automatically(self):
        """Let the scheduled action send the texts of these policies without asking."""
        self.level_ids.approve_first = False

    def action_approve_first(self):
        """Let a person approve every text of these policies."""
        self.level_ids.approve_first = True

    def action_view_cases(self):
        """Open the cases that follow this policy."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "collection_sms.collection_case_action"
        )
        return {**action, "domain": [("policy_id", "=", self.id)], "context": {}}

    @api.model
    def _for_partners(self, partners, company):
        """Return ``{partner: policy}`` in ``company``.

        The policy on the customer counts first, then the first policy (by sequence) whose rule
        matches, then the company's default. An archived policy on the customer is returned too:
        the caller sees that it is off.
        """
        candidates = self.search([("company_id", "in", (False, company.id))])

        @cache  # customers who are alike get the same
        def first(*kind):
            default = company.collection_policy_id
            return next((policy for policy in candidates if policy._matches(*kind)), default)

        return {
            partner: partner.collection_policy_id
            or first(partner.is_company, partner.category_id, partner.country_id)
            for partner in partners.with_company(company)
        }

    def _matches(self, is_company, tags, country):
        """Whether the rule of this policy fits such customers; without levels it fits nobody."""
        self.ensure_one()
        if not self.level_ids:
            return False
        kind_fits = self.applies_to == "all" or (self.applies_to == "company") == is_company
        tags_fit = not self.category_ids or bool(self.category_ids & tags)
        country_fits = not self.country_ids or country in self.country_ids
        return kind_fits and tags_fit and country_fits

    def _rungs(self):
        """The ladder as the engine knows it, lowest first; empty for a policy that is off."""
        levels = self.level_ids if self.active else self.level_ids.browse()
        return tuple(
            Rung(
                id=level.id,
                position=position,
                delay=level.delay,
                gap=level.minimum_gap,
                repeat=level.repeat_every,
                hand_off=not level.is_text,
                approve_first=level.approve_first,
                channel=None if level.channel == PREFERRED else Channel(level.channel),
            )
            for position, level in enumerate(levels.sorted("delay"))
        )
