"""The conversation with a customer as staff see it, and an answer by text from there."""

from odoo import fields, models
from odoo.exceptions import UserError

from ..engine import Channel
from .collection_case_conversation import MOST, PAGE


class CollectionMessage(models.Model):
    _inherit = "collection.message"

    def get_conversation(self, limit=PAGE):
        """The conversation that this message is part of; see the case's ``get_conversation``.

        What nobody knows the customer of is shown with what else came from the same address.
        """
        self.ensure_one()
        if self.case_id:
            return self.case_id.get_conversation(limit)
        limit = min(limit, MOST)
        texts = self.search(self._get_same_address_domain(), limit=limit + 1)
        return {**texts._prepare_conversation(limit), "hint": self._explain_stranger()}

    def send_answer(self, body, last_seen_id=0):
        """Answer the customer of this message by text; see the case's ``send_answer``."""
        self.ensure_one()
        if not self.case_id:
            raise UserError(self._explain_stranger())
        return self.case_id.send_answer(body, last_seen_id)

    def preview_answer(self, body):
        """Length and departure of an answer; see the case's ``preview_answer``."""
        self.ensure_one()
        return self.case_id.preview_answer(body)

    def action_try_number_again(self):
        """Text this customer's number again; see the case's ``action_try_number_again``."""
        self.case_id.action_try_number_again()

    def _explain_stranger(self):
        return self.env._("Nobody knows whose number this is, so there is no case to answer on.")

    def _get_same_address_domain(self):
        address = "email" if self.channel == Channel.EMAIL else "number"
        return [(address, "=", self[address]), ("company_id", "=", self.company_id.id)]

    def _prepare_conversation(self, limit):
        """The latest ``limit`` of these messages as bubbles, oldest first.

        ``self``: newest first, and one more than ``limit`` where there are earlier ones.
        """
        shown = self[:limit].sorted(lambda message: (message._moment(), message.id))
        return {
            "texts": [message._prepare_staff_bubble() for message in shown],
            "has_earlier": len(self) > limit,
            "last_id": max(self.ids, default=0),
        }

    def _moment(self):
        """When a message left, came in, or was written."""
        return self.claimed_at or self.create_date

    def _prepare_staff_bubble(self):
        """What staff see of a message: more than the customer's phone shows."""
        leaves = self.state == "queued" and self.scheduled_at
        return {
            **self._prepare_bubble(),
            "channel": self.channel,
            "channel_label": self._label("channel"),
            "leaves": fields.Datetime.to_string(leaves) if leaves else "",
            "is_automatic": self.is_automatic,
            "author": self.sudo().approved_by_id.name or "",
            "reason": self._label("cancel_reason"),
        }

    def _understood_as(self):
        """What was made of a reply, in a few words: “Promises to pay: Fri 4 Dec”."""
        if self.intent == "unknown":
            return ""
        day = self.case_id._format_weekday(self._promised().date)
        return ": ".join(words for words in (self._label("intent"), day) if words)

    def _promised(self):
        """The promise that was made by this reply, if there is one."""
        is_from_here = self.intent == "promise" and self.case_id
        promises = (
            self.case_id.sudo().promise_ids if is_from_here else self.env["collection.promise"]
        )
        return promises.filtered(
            lambda promise: (promise.origin, promise.note) == ("reply", self.body)
        )[:1]

    def _label(self, name):
        """The value of the selection ``name`` in words."""
        labels = dict(self._fields[name]._description_selection(self.env))
        return labels.get(self[name], "")

    def _topic(self):
        is_answer = self.reply_to_id and not self.is_automatic
        return super()._topic() or (is_answer and self.env._("Answer")) or ""
