import logging
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..engine import (
    Channel,
    LineStatus,
    count_segments,
    standing_hold,
    still_goes,
    still_true,
    without_draft,
)
from .bulk_rows import insert_rows
from .collection_level import PREFERRED
from .res_partner import CHANNELS

_logger = logging.getLogger(__name__)

STATES = [
    ("draft", "To approve"),
    ("queued", "Queued"),
    ("sending", "Sending"),
    ("sent", "Sent"),
    ("delivered", "Delivered"),
    ("undelivered", "Not delivered"),
    ("refused", "Refused"),
    ("unknown", "Unknown"),
    ("cancelled", "Not sent"),
    ("received", "Received"),
]

CANCEL_REASONS = [
    ("discarded", "Discarded by a person"),
    ("settled", "Paid or settled in the meantime"),
    ("not_due", "No longer due"),
    ("changed", "The balance changed in the meantime"),
    ("held", "Put on hold in the meantime"),
    ("opted_out", "Opted out in the meantime"),
    ("address", "The number or address changed in the meantime"),
    ("no_consent", "No consent is on record"),
]

# A gateway call ends after seconds. A row claimed longer ago belongs to a process that died.
ABANDONED_AFTER = timedelta(minutes=15)


class CollectionMessage(models.Model):
    """One text, email, call or letter, out or in. The row stays when the queue's is long gone."""

    _name = "collection.message"
    _description = "Collection Message"
    _order = "id desc"

    uuid = fields.Char(
        default=lambda self: uuid4().hex,
        required=True,
        readonly=True,
        copy=False,
        help="Shared with the SMS queue and passed to the carrier.",
    )
    direction = fields.Selection(
        [("out", "Sent to the customer"), ("in", "Received")], default="out", required=True
    )
    channel = fields.Selection(CHANNELS, default=Channel.SMS.value, required=True, readonly=True)
    state = fields.Selection(STATES, default="queued", required=True, readonly=True, index=True)
    cancel_reason = fields.Selection(CANCEL_REASONS, readonly=True)
    failure = fields.Char(readonly=True, help="What the carrier said.")
    address_failed = fields.Boolean(
        readonly=True, help="Nothing more is sent to this number, email or address."
    )
    case_id = fields.Many2one("collection.case", readonly=True, ondelete="cascade", index=True)
    partner_id = fields.Many2one(
        "res.partner", "Customer", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    user_id = fields.Many2one(related="case_id.user_id", store=True, string="Responsible")
    level_id = fields.Many2one("collection.level", readonly=True, ondelete="restrict")
    topic = fields.Char("About", compute="_compute_topic")
    round = fields.Integer(
        readonly=True, default=1, help="Counts the texts of this level in the case."
    )
    number = fields.Char(readonly=True, index="btree_not_null")
    email = fields.Char(readonly=True, index="btree_not_null")
    address = fields.Text(readonly=True, help="What the envelope says.")
    body = fields.Text(required=True)
    is_edited = fields.Boolean("Edited by Hand", readonly=True)
    segments = fields.Integer(compute="_compute_segments", store=True)
    alphabet = fields.Char(compute="_compute_segments", store=True)
    characters = fields.Integer(compute="_compute_segments", store=True)
    due_amounts = fields.Json(readonly=True)
    amount_due = fields.Monetary(readonly=True, help="Net amount named, in company currency.")
    currency_id = fields.Many2one(related="company_id.currency_id")
    line_ids = fields.One2many("collection.message.line", "message_id", readonly=True)
    mail_message_id = fields.Many2one(
        "mail.message", readonly=True, ondelete="set null", index="btree_not_null"
    )
    approved_by_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    claimed_at = fields.Datetime(readonly=True)
    sent_on = fields.Datetime(readonly=True)

    _uuid_unique = models.Constraint("UNIQUE (uuid)", "This text is recorded already.")
    _once_per_rung = models.UniqueIndex(
        "(case_id, level_id, round) WHERE direction = 'out' AND state != 'cancelled'",
        "This text has been created already.",
    )
    _one_draft = models.UniqueIndex(
        "(case_id) WHERE state = 'draft'", "A text of this case waits for approval already."
    )

    @api.depends("partner_id.display_name", "channel")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["channel"]._description_selection(self.env))
        for message in self:
            names = labels[message.channel], message.sudo().partner_id.display_name
            message.display_name = " · ".join(name for name in names if name)

    @api.depends("body", "channel")
    def _compute_segments(self):
        for message in self:
            message.update(_size(message.body, message.channel))

    @api.depends("level_id.name")
    @api.depends_context("lang")
    def _compute_topic(self):
        for message in self:
            message.topic = message._topic()

    def _topic(self):
        """What this text is about, in a few words; for extension."""
        return self.sudo().level_id.name or ""

    def _prepare_off_ladder(self, case, script, figures=None):
        """Values of a text to ``case`` on no level of the ladder: ``script`` with ``figures``."""
        channel = case._quick_channel() or Channel.SMS
        reader = case.with_context(collection_channel=channel.value)
        return {
            "case_id": case.id,
            "partner_id": case.partner_id.id,
            "company_id": case.company_id.id,
            "state": "queued",
            **case._address_values(channel),
            "body": reader._render_script(script, figures)[case.id],
        }

    def write(self, vals):
        """People may reword a text until it is approved; all else is a record."""
        if not self.env.su:
            self._check_rewording(vals)
            vals = {**vals, "is_edited": True}
        return super().write(vals)

    def _check_rewording(self, vals):
        if set(vals) - {"body"} or any(message.state != "draft" for message in self):
            raise UserError(self.env._("Only the words of a text to approve can be changed."))
        if not (vals.get("body") or "").strip():
            raise UserError(self.env._("The text is empty. Discard it if it should not be sent."))

    def action_open_case(self):
        """Open the case of this text."""
        self.ensure_one()
        return self.case_id.get_formview_action()

    @api.model
    def _cases_with_draft(self, cases):
        """Those of ``cases`` that have a text waiting for approval."""
        return self.search([("case_id", "in", cases.ids), ("state", "=", "draft")]).case_id

    @api.model
    def _create_texts(self, texts):
        """Create the texts of ``{case: Text}``: drafts, or queued where no approval is needed."""
        bodies = self._render_texts(texts)
        rounds = self._next_rounds(texts)
        messages = insert_rows(
            self.sudo(),
            [
                self._prepare_text(case, choice, bodies[case], rounds[case])
                for case, choice in texts.items()
            ],
        )
        choices = zip(messages, texts.values(), strict=True)
        insert_rows(
            self.env["collection.message.line"].sudo(),
            [
                {"message_id": message.id, **line}
                for message, choice in choices
                for line in self._prepare_lines(choice)
            ],
        )
        return messages.sudo(self.env.su)

    def _prepare_text(self, case, choice, body, round_):
        """Values of one text."""
        return {
            "uuid": uuid4().hex,
            "case_id": case.id,
            "partner_id": case.partner_id.id,
            "company_id": case.company_id.id,
            "user_id": case.user_id.id,
            "state": "draft" if choice.rung.approve_first else "queued",
            "round": round_,
            **self._prepare_content(case, choice, body),
        }

    def _prepare_content(self, case, choice, body):
        """Those values of a text that a changed balance changes."""
        return {
            **case._address_values(choice.channel),
            "level_id": choice.rung.id,
            "body": body,
            **_size(body, choice.channel),
            "due_amounts": named_amounts(choice.due),
            "amount_due": float(choice.due.company_amount),
        }

    def _prepare_lines(self, choice):
        """Values of what a text says about each line."""
        levels = {step.line_id: step.rung.id for step in choice.steps}
        return [
            {
                "move_line_id": line.id,
                "move_id": line.invoice_id,
                "level_id": levels.get(line.id),
                "currency_id": line.currency_id,
                "amount": float(line.amount),
                "due_date": line.due,
            }
            for line in choice.due.lines
        ]

    def _render_texts(self, texts):
        """Return ``{case: body}`` for ``{case: Text}``, one rendering per level and channel."""
        bodies = {}
        alike = {}
        for case, choice in texts.items():
            alike.setdefault((choice.rung.id, choice.channel.value), []).append(case.id)
        for (level_id, channel), case_ids in alike.items():
            template = self.env["collection.level"].browse(level_id).template_id
            cases = self.env["collection.case"].browse(case_ids)
            readers = cases.with_context(collection_channel=channel)
            figures = readers._figures_of_due({case: texts[case].due for case in cases})
            rendered = readers._render_script(template, figures)
            bodies.update({case: rendered[case.id] for case in cases})
        return bodies

    def _next_rounds(self, texts):
        """Return ``{case: round}`` of the next text at the level that ``{case: Text}`` names."""
        domain = [("case_id", "in", [case.id for case in texts]), ("direction", "=", "out")]
        groups = self._read_group(domain, ["case_id", "level_id"], ["round:max"])
        latest = {(case.id, level.id): round_ for case, level, round_ in groups}
        return {case: latest.get((case.id, text.rung.id), 0) + 1 for case, text in texts.items()}

    def _cancel(self, reason):
        self.sudo().write({"state": "cancelled", "cancel_reason": reason})
        self.case_id._look_again()  # what was not sent is no contact

    def _opted_out(self):
        """Those of these texts whose number has opted out since they were written."""
        texts = self.filtered(lambda message: message.channel == Channel.SMS)
        # Core's search would look at each number anew; ours are as it keeps them.
        query = SQL(
            "SELECT number FROM phone_blacklist WHERE active AND number = ANY(%s)",
            texts.mapped("number"),
        )
        self.env["phone.blacklist"].flush_model(["active", "number"])
        opted_out = {number for (number,) in self.env.execute_query(query)}
        return texts.filtered(lambda text: text.number in opted_out)

    def _outdated(self):
        """Return ``{reason: texts}`` of those of these texts that must not be sent any more.

        Facts are gathered anew: a text may wait in the queue while the customer pays.
        """
        texts = self.filtered("level_id")
        texts -= texts._unchanged_since_written()
        facts = texts.case_id._gather_facts()
        outdated = {}
        for text in texts:
            if reason := text._why_outdated(without_draft(facts[text.case_id])):
                outdated[reason] = outdated.get(reason, self.browse()) + text
        return outdated

    def _unchanged_since_written(self):
        """Those of these texts that say what the latest look at their case has found, and of which
        nothing has changed since that decides.

        Whatever is known anew is written on the case. A row of the transaction that wrote the text
        tells that nothing was; the mark tells it of the ledger.
        """
        now = fields.Datetime.now()
        quiet = self.filtered(
            lambda text: (
                text.case_id.write_date == text.create_date
                and text.case_id.look_at
                and text.case_id.look_at > now
            )
        )
        marks = quiet.case_id._read_marks() if quiet else {}
        return quiet.filtered(lambda text: text.case_id.look_mark == marks.get(text.case_id.id))

    def _why_outdated(self, facts):
        named = {
            line.move_line_id.id: (Decimal(str(line.amount)), line.due_date)
            for line in self.line_ids
        }
        open_ids = {line.id for line in facts.lines if line.status is not LineStatus.SETTLED}
        if not open_ids & set(named):
            return "settled"
        if standing_hold(facts, self.case_id._today()) or not self._still_goes(facts):
            return "held"
        if self.level_id.delay < 0 and any(
            day < self.case_id._today() for _, day in named.values()
        ):
            return "not_due"
        amounts = {int(key): Decimal(value) for key, value in (self.due_amounts or {}).items()}
        return None if still_true(facts, named, amounts) else "changed"

    def _still_goes(self, facts):
        """Whether a message at this level would go by the same channel today."""
        asked = self.level_id.channel
        insisted = Channel(asked) if asked and asked != PREFERRED else None
        return still_goes(facts, Channel(self.channel), insisted)

    @api.model
    def _resolve_abandoned(self):
        """Mark messages ``unknown`` whose process died between the carrier and the database.

        They may have been sent, so they are never sent again by themselves: the delivery report
        resolves them, or a person does.
        """
        limit = fields.Datetime.now() - ABANDONED_AFTER
        abandoned = self.sudo().search([("state", "=", "sending"), ("claimed_at", "<", limit)])
        # Another process may be at the same, and knows as much.
        mine = abandoned.try_lock_for_update()
        mine._apply_state("unknown", self.env._("The server stopped while sending."))


def named_amounts(due):
    """What ``due`` comes to by currency, as it is kept: ``{currency id: amount}``, in words."""
    return {str(currency): str(amount) for currency, amount in due.amounts}


def _size(body, channel):
    """How long a message is on the customer's phone; of other channels nobody asks."""
    counted = count_segments(body if body and channel == Channel.SMS else "")
    return {
        "segments": counted.count,
        "alphabet": counted.alphabet,
        "characters": counted.length,
    }
