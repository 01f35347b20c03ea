"""Automatic answers to replies: at most one to each, and few in a day."""

from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain

from ..engine import Channel

# What can be answered; the script of each is ``sms_template_reply_…``.
ANSWERS = [
    ("opt_out", "Texts stopped"),
    ("wrong_person", "Sorry to the wrong person"),
    ("opt_in", "Texts again"),
    ("stopped", "Calls, emails or letters stopped"),
    ("help", "Who we are"),
    ("balance", "What is due"),
    ("nothing_due", "Nothing is due"),
    ("pay", "Where to pay"),
    ("plan", "Paying in parts"),
    ("barter", "Goods instead of money"),
    ("promise", "Promise noted"),
    ("promise_when", "On which day?"),
    ("promise_refused", "Not possible as promised"),
    ("dispute", "Looking into an invoice"),
    ("hardship", "In difficulty"),
    ("already_paid", "Looking for the payment"),
    ("call_me", "We call back"),
]

# Two machines that answer each other must come to an end. A company may choose fewer.
MOST_ANSWERS = 5
ANSWERS_WITHIN = timedelta(hours=24)


class CollectionMessage(models.Model):
    _inherit = "collection.message"

    answer_kind = fields.Selection(ANSWERS, "Automatic Answer", readonly=True)

    _one_automatic_answer = models.UniqueIndex(
        "(reply_to_id) WHERE is_automatic AND reply_to_id IS NOT NULL",
        "This reply has been answered by itself already.",
    )

    def _topic(self):
        labels = dict(self._fields["answer_kind"]._description_selection(self.env))
        return labels.get(self.answer_kind) or super()._topic()

    def _answer(self, kind, figures=None, **about):
        """Queue the automatic answer ``kind`` to this reply, whose case is locked.

        ``figures``: as ``_render_script`` takes them; ``about``: further values of the text.
        Returns whether the customer is answered: where that is not allowed, a person has to.
        """
        if not self._may_answer():
            return False
        case = self.case_id
        body = case._render_script(self._script_of(kind), figures)[case.id]
        self.sudo().create({**self._prepare_automatic(kind, body), **about})._enqueue()
        return True

    def _script_of(self, kind):
        return self.env.ref(f"collection_sms.sms_template_reply_{kind}").sudo()

    def _prepare_automatic(self, kind, body):
        """Values of a text that answers this reply and that nobody wrote."""
        return {
            "reply_to_id": self.id,
            "is_automatic": True,
            "answer_kind": kind,
            "case_id": self.case_id.id,
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "state": "queued",
            "channel": Channel.SMS.value,
            "number": self.number,
            "body": body,
        }

    def _may_answer(self):
        """Whether this reply may be answered by itself: wanted, not too often, and reachable."""
        company = self.company_id
        return bool(
            company.collection_auto_reply
            and self._count_answers() < company.collection_auto_replies
            and self.case_id._takes_answers()
        )

    def _count_answers(self, which=()):
        """How many automatic answers (``which``: a domain) this customer got lately, whatever the
        company."""
        since = fields.Datetime.now() - ANSWERS_WITHIN
        to_customer = Domain("number", "=", self.number)
        if self.partner_id:
            to_customer |= Domain("partner_id", "=", self.partner_id.id)
        automatic = Domain([("is_automatic", "=", True), ("state", "!=", "cancelled")])
        lately = automatic & Domain("queued_at", ">", since) & Domain(which)
        return self.sudo().search_count(lately & to_customer)
