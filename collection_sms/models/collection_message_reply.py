"""Replies of customers: recorded first, understood after, seen by a person where that takes one."""

from odoo import api, fields, models

from ..engine import Channel, international

INBOX_STATES = [("unread", "To answer"), ("answered", "Answered"), ("done", "Nothing to answer")]

INTENTS = [
    ("opt_out", "No more texts"),
    ("opt_in", "Texts again"),
    ("help", "Who are you"),
    ("balance", "How much"),
    ("pay", "Wants to pay"),
    ("plan", "Wants installments"),
    ("promise", "Promises to pay"),
    ("barter", "Offers goods"),
    ("dispute", "Disagrees"),
    ("hardship", "In difficulty"),
    ("already_paid", "Has paid"),
    ("wrong_person", "Wrong person"),
    ("call_me", "Wants a call"),
    ("thanks", "Thanks"),
    ("unknown", "Not understood"),
]


class CollectionMessage(models.Model):
    _inherit = "collection.message"

    intent = fields.Selection(INTENTS, "Understood As", readonly=True)
    inbox_state = fields.Selection(
        INBOX_STATES, "To Do", readonly=True, index="btree_not_null", group_expand=True
    )
    assigned_id = fields.Many2one("res.users", "Assigned To", ondelete="set null")
    to_number = fields.Char("Our Number", readonly=True)
    received_at = fields.Datetime(readonly=True, help="When it came, whenever it was understood.")
    reply_to_id = fields.Many2one(
        "collection.message",
        "Answers",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        help="The customer's text that this one answers.",
    )
    confirms_stop = fields.Boolean(
        readonly=True,
        help="Tells a customer that no more texts will come: it leaves at once, and although they "
        "are stopped.",
    )
    is_automatic = fields.Boolean("Written by Itself", readonly=True)

    _once_received = models.UniqueIndex(
        "(company_id, carrier_ref) WHERE direction = 'in' AND carrier_ref IS NOT NULL",
        "This reply has been received already.",
    )

    @api.model
    def _receive(self, number, body, company, **told):
        """Record a customer's reply, show it on the case it answers, and see what it asks for.

        The case is the one with the latest text to ``number``; without one the reply is kept all
        the same. ``told``: further values that the carrier gave.
        """
        case = self._find_answered_case(number, company)
        if case:
            # Before a row refers to it: two replies at once would wait for each other.
            case._wait_for_lock()
        reply = self.sudo().create(
            {
                "direction": "in",
                "state": "received",
                "number": number,
                "body": body,
                "case_id": case.id,
                "partner_id": case.partner_id.id,
                "company_id": company.id,
                "inbox_state": "unread",
                "received_at": fields.Datetime.now(),
                **told,
            }
        )
        if reply.case_id:
            reply._post_reply()
        reply._understand()
        return reply

    def _find_answered_case(self, number, company):
        """The case of which a reply from ``number`` speaks: that of the last text that went there,
        or as long as there was none the only open one with this number, or nothing.

        Where that case is closed and its customer has another one by now, it is about that.
        """
        cases = self.env["collection.case"].sudo()
        open_ones = [("company_id", "=", company.id), ("state", "!=", "closed")]
        case = self._latest_text_to(number, company).case_id
        if case and case.state == "closed":
            return cases.search([*open_ones, ("partner_id", "=", case.partner_id.id)]) or case
        if case:
            return case
        known = cases.search([*open_ones, ("recipient_id.phone_sanitized", "=", number)])
        return known if len(known) == 1 else cases

    def _latest_text_to(self, number, company):
        """The last text that ``number`` got from ``company``, of which a reply speaks."""
        own = [("case_id", "!=", False), ("company_id", "=", company.id)]
        return self.sudo().search([*self._get_texts_to_domain(number), *own], limit=1)

    def _get_texts_to_domain(self, number):
        """Texts that have left for ``number``."""
        return [
            ("number", "=", number),
            ("channel", "=", "sms"),
            ("direction", "=", "out"),
            ("state", "not in", ("draft", "queued", "cancelled")),
        ]

    def _post_reply(self):
        recipient = self.case_id.recipient_id
        self.mail_message_id = self.case_id.message_post(
            body=self.body,
            author_id=recipient.id,
            message_type="comment",
            subtype_xmlid="mail.mt_note",
        )

    @api.model
    def _receive_from_carrier(self, reply, company, gateway=None, at=None):
        """Record ``reply``, once however often the carrier tells it; returns the new message.

        ``at``: when the carrier told it, if that was not just now.
        """
        ref = reply.key and f"{gateway.id if gateway else ''}:{reply.key}"
        known = [("company_id", "child_of", company.id), ("carrier_ref", "=", ref)]
        if ref and self.sudo().search_count([*known, ("direction", "=", "in")], limit=1):
            return self.browse()
        told = {
            "to_number": reply.to,
            "carrier_ref": ref or False,
            "gateway_id": gateway and gateway.id,
            "received_at": at or fields.Datetime.now(),
        }
        number = international(reply.number, company.country_id.code)
        company = self._company_answered(number, company, gateway)
        received = self._receive(number, self._words_of(reply, company), company, **told)
        if reply.is_stop:
            received._heed_stop({Channel.SMS.value})
        return received

    def _company_answered(self, number, company, gateway):
        """Whose text ``number`` answers: branches may text by a ``gateway`` of a parent."""
        if not gateway:
            return company
        domain = [
            ("company_id", "child_of", company.id),
            ("gateway_id", "=", gateway.id),
            *self._get_texts_to_domain(number),
        ]
        return self.sudo().search(domain, limit=1).company_id or company

    def _words_of(self, reply, company):
        """The words of ``reply``, with a note for whoever reads them that there is more to see."""
        if not reply.has_files:
            return reply.body
        staff = self.with_context(lang=company.partner_id.lang)
        note = staff.env._("(A picture or file came with this. It is at the carrier.)")
        return f"{reply.body}\n{note}".strip()
