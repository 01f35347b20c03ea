from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .res_partner import CHANNELS

PREFERRED = "preferred"

STRATEGIES = [
    ("reminder", "Reminder"),
    ("collaboration", "Collaboration"),
    ("benefit", "Mutual benefit"),
    ("empathy", "Empathy"),
    ("barter", "Barter"),
    ("final", "Final notice"),
    ("review", "Hand-off review"),
]


class CollectionLevel(models.Model):
    _name = "collection.level"
    _description = "Follow-up Level"
    _order = "policy_id, delay, id"

    policy_id = fields.Many2one("collection.policy", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="policy_id.company_id")
    active = fields.Boolean(default=True)
    name = fields.Char(required=True, translate=True)
    strategy = fields.Selection(
        STRATEGIES,
        required=True,
        default="reminder",
        help="What the text builds on. 'Hand-off review' sends nothing: a person takes over.",
    )
    delay = fields.Integer(
        "Days after due date",
        required=True,
        help="The level is due this many days after the due date; negative: before it.",
    )
    minimum_gap = fields.Integer(
        "Minimum days between contacts",
        default=7,
        required=True,
        help="This level waits until the last contact is at least this many days ago.",
    )
    repeat_every = fields.Integer(
        "Repeat every (days)",
        help="While no higher level is due, repeat this one after so many days. 0: never.",
    )
    channel = fields.Selection(
        [(PREFERRED, "As preferred"), *CHANNELS],
        default=PREFERRED,
        required=True,
        help="A level may insist on one way, such as a letter for the final notice. Where that is "
        "not possible, the customer's own and the policy's follow.",
    )
    template_id = fields.Many2one(
        "sms.template",
        string="Script",
        ondelete="restrict",
        index="btree_not_null",
        domain=[("model", "=", "collection.case")],
    )
    approve_first = fields.Boolean(
        default=True,
        help="Draft the text and wait for a person to approve it. Off: send it automatically.",
    )
    is_text = fields.Boolean(compute="_compute_is_text")

    _delay_unique = models.UniqueIndex(
        "(policy_id, delay) WHERE active", "Two levels of one policy cannot be due on the same day."
    )
    _durations = models.Constraint(
        "CHECK (minimum_gap >= 0 AND repeat_every >= 0)", "A number of days cannot be negative."
    )

    @api.depends("strategy")
    def _compute_is_text(self):
        for level in self:
            level.is_text = level.strategy != "review"

    @api.depends("name", "policy_id.name")
    @api.depends_context("collection_level_with_policy")
    def _compute_display_name(self):
        with_policy = self.env.context.get("collection_level_with_policy")
        for level in self:
            name = level.name or ""
            level.display_name = f"{level.policy_id.name}: {name}" if with_policy else name

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_used(self):
        """A level in use says where customers stand: it is archived instead."""
        used = self.env["collection.message"].sudo().search([("level_id", "in", self.ids)], limit=1)
        lines = self.env["account.move.line"].sudo()
        if used or lines.search([("collection_level_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._("Customers have been contacted at this level. Archive it instead.")
            )

    @api.constrains("strategy", "template_id")
    def _check_script(self):
        for level in self:
            if level.is_text and not level.template_id:
                raise ValidationError(
                    self.env._("The level “%s” sends a text and needs a script.", level.name)
                )
            if level.template_id and level.template_id.model != "collection.case":
                raise ValidationError(
                    self.env._(
                        "The script “%s” is not written for collection cases.",
                        level.template_id.name,
                    )
                )

    @api.constrains("approve_first", "strategy", "template_id", "active")
    def _check_tone(self):
        """What goes out without asking has no findings that nobody has answered for."""
        automatic = self.filtered(lambda level: level.is_text and not level.approve_first)
        automatic.template_id._check_may_go_out_alone()
