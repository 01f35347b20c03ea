"""Writing with a customer: all that was said, and an answer by text, under the contact rules."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import Channel, WayStatus, cheaper_letters, count_segments, plain_spaces

PAGE = 80  # messages
MOST = 1000  # in one answer, whatever the browser asks for

# Ten segments: what carriers join to one text.
MOST_CHARACTERS = 1530


class CollectionCase(models.Model):
    _inherit = "collection.case"

    reply_count = fields.Integer("Replies", compute="_compute_reply_counts")
    unread_reply_count = fields.Integer("Unread Replies", compute="_compute_reply_counts")
    number_fails = fields.Boolean(compute="_compute_number_fails")

    @api.depends("text_ids.inbox_state")
    def _compute_reply_counts(self):
        domain = [("case_id", "in", self.ids), ("direction", "=", "in")]
        groups = self.env["collection.message"]._read_group(
            domain, ["case_id", "inbox_state"], ["__count"]
        )
        for case in self:
            mine = {state: count for of, state, count in groups if of == case}
            case.reply_count = sum(mine.values())
            case.unread_reply_count = mine.get("unread", 0)

    @api.depends("recipient_id.phone_sanitized", "text_ids.address_failed")
    def _compute_number_fails(self):
        failed = self.env["collection.message"]._failed_addresses(self)
        for case in self:
            key = case.company_id, Channel.SMS.value, case._address(Channel.SMS)
            case.number_fails = key in failed

    def action_view_replies(self):
        """Open what the customer answered."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "collection_sms.collection_reply_action"
        )
        domain = [("direction", "=", "in"), ("case_id", "=", self.id)]
        return {**action, "domain": domain, "context": {}}

    def action_try_number_again(self):
        """Text this customer's number again: somebody knows that it is right."""
        self.check_access("write")
        numbers = [case._address(Channel.SMS) for case in self]
        self.env["collection.message"]._failed_texts(numbers).action_try_address_again()

    def get_conversation(self, limit=PAGE):
        """All messages of this case, the latest ``limit``, as the conversation shows them.

        Beside ``texts``, ``has_earlier`` and ``last_id`` (the newest): ``number_fails``, ``hint``
        (why no text can be sent, in words; empty where one can), ``note`` (how else to answer) and
        ``leaves`` (UTC; when a text written now would leave; empty for at once).
        """
        self.ensure_one()
        limit = min(limit, MOST)
        messages = self.env["collection.message"]
        messages = messages.search([("case_id", "=", self.id)], limit=limit + 1)
        hint = self._why_no_text()
        return {
            **messages._prepare_conversation(limit),
            "number_fails": self.number_fails,
            "hint": hint,
            "note": self._explain_email(),
            "leaves": "" if hint else self._departure_of_answer(),
        }

    def preview_answer(self, body):
        """``{"segments": …, "characters": …, "leaves": …}`` of a text with these words."""
        self.ensure_one()
        counted = count_segments(self._words_of_answer(body))
        return {
            "segments": counted.count,
            "characters": counted.length,
            "leaves": self._departure_of_answer(),
        }

    def send_answer(self, body, last_seen_id=0):
        """Text ``body`` to the customer when the contact rules allow it, in the user's name.

        ``last_seen_id``: the newest message that the user has seen. Returns the conversation; what
        was unread in it is answered. Raises ``UserError`` for no words, for a customer who cannot
        be texted, and where a colleague has answered what the user had not seen answered.
        """
        self.ensure_one()
        self.check_access("write")
        words = self._words_of_answer(body)
        if not words:
            raise UserError(self.env._("The answer is empty."))
        if len(words) > MOST_CHARACTERS:
            raise UserError(self.env._("A text has at most %s characters.", MOST_CHARACTERS))
        if not self._lock_with_others():
            raise UserError(
                self.env._("Somebody is working on this customer right now. Try again in a moment.")
            )
        self._refuse_second_answer(last_seen_id)
        if hint := self._why_no_text():
            raise UserError(hint)
        self._text_answer(words)
        return self.get_conversation()

    def _text_answer(self, words):
        """Queue the answer, and take what it answers out of the inbox."""
        values = self._prepare_answer_text(words)
        self.env["collection.message"].sudo().create(values)._enqueue()
        for reply in self._unread_replies():
            reply.write({"inbox_state": "answered", "assigned_id": self.env.uid})
        self._decide_again()

    def _prepare_answer_text(self, words):
        """Values of a text that a person writes to the customer: on no level, naming no invoice."""
        reply = self._latest_reply()
        return {
            "case_id": self.id,
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "state": "queued",
            "channel": Channel.SMS.value,
            "number": self._number_to_answer(reply),
            "body": words,
            "reply_to_id": reply.id,
            "approved_by_id": self.env.uid,
        }

    def _latest_reply(self):
        domain = [("case_id", "=", self.id), ("direction", "=", "in")]
        return self.env["collection.message"].sudo().search(domain, limit=1)

    def _unread_replies(self):
        domain = [("case_id", "=", self.id), ("inbox_state", "=", "unread")]
        return self.env["collection.message"].search(domain)

    def _number_to_answer(self, reply):
        """Who writes from another number than the one we know is answered there."""
        is_text = reply.channel == Channel.SMS and reply.number
        return reply.number if is_text else self._address(Channel.SMS)

    def _words_of_answer(self, body):
        words = plain_spaces(body or "").strip()
        return cheaper_letters(words) if self.company_id.collection_plain_letters else words

    def _departure_of_answer(self):
        """When a text written now would leave, as UTC text; empty for at once."""
        frame = self._contact_frames()[self]
        rows = self._read_contacts([frame]).get(self.partner_id.id, ())
        before = [row for row in rows if row.made or row.at < frame.at]
        contact = self._count_contacts(frame, before)
        text = self.env["collection.message"].sudo().new(self._prepare_answer_text(""))
        opens = text._opens(contact)
        return fields.Datetime.to_string(opens) if opens > fields.Datetime.now() else ""

    def _refuse_second_answer(self, last_seen_id):
        """Tell the user of an answer by a colleague that they have not seen."""
        domain = [
            ("case_id", "=", self.id),
            ("id", ">", last_seen_id),
            ("direction", "=", "out"),
            ("approved_by_id", "not in", (False, self.env.uid)),
            ("level_id", "=", False),
        ]
        if answer := self.env["collection.message"].sudo().search(domain, limit=1):
            raise UserError(
                self.env._(
                    "%(user)s has just answered: “%(words)s”",
                    user=answer.approved_by_id.name,
                    words=answer.body,
                )
            )

    def _why_no_text(self):
        """Why nobody can text this customer, in words for staff; empty where one can."""
        self.ensure_one()
        if self.partner_id.with_company(self.company_id).collection_excluded:
            return self.env._("“No Follow-up” is set on this customer: nobody texts them.")
        frame = self._contact_frames()[self]
        if frame.rule is None:
            return self.env._("No contact rule applies to this customer, so nobody contacts them.")
        if Channel.SMS in frame.unconsented:
            return self.env._("The contact rule asks for consent to texts, and none is on record.")
        number = self._number_to_answer(self._latest_reply())
        return self._why_not_textable(self._text_status(number), number)

    def _explain_email(self):
        """How to answer a reply that came by email: the chatter writes emails."""
        if self._latest_reply().channel != Channel.EMAIL:
            return ""
        return self.env._("The last reply came by email. “Send message” on the case answers it so.")

    def _text_status(self, number):
        """Whether texts to ``number`` of this customer may and can be sent."""
        stopped = self._stopped_channels()[self]
        blacklist = self.env["phone.blacklist"].sudo()
        is_listed = blacklist.search_count([("number", "=", number)], limit=1)
        if is_listed or Channel.SMS.value in stopped:
            return WayStatus.OPTED_OUT
        failed = self.env["collection.message"]._failed_texts([number])
        if failed.filtered(lambda text: text.company_id == self.company_id):
            return WayStatus.FAILED
        if number != self._address(Channel.SMS):
            return WayStatus.OPEN
        return self._way_status(Channel.SMS, self._address(Channel.SMS), stopped, ())

    def _why_not_textable(self, status, number):
        reasons = {
            WayStatus.OPTED_OUT: self.env._("This customer wants no texts. Call or email them."),
            WayStatus.FAILED: self.env._(
                "Texts do not arrive at %s. Call or email the customer.", number
            ),
            WayStatus.MISSING: self.env._("This customer has no phone number."),
            WayStatus.INVALID: self.env._("%s is no phone number that texts can reach.", number),
            WayStatus.LANDLINE: self.env._("%s is a landline: call instead.", number),
        }
        return reasons.get(status, "")
