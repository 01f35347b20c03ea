"""The phone view: conversations as customers see them, one per number and company."""

import re

from odoo import api, fields, models
from odoo.addons.phone_validation.tools.phone_validation import phone_format
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine import Channel
from .res_company import SANDBOX

# Drafts, queued and cancelled texts never left, so no customer has seen them.
_LEFT = ("sent", "delivered", "undelivered", "refused", "unknown", "received")
_PAGE = 80
_MOST = 1000  # Rows of one answer, whatever the browser asks for.
_LOOKS_LIKE_NUMBER = re.compile(r"[\d\s()+./-]+")


class CollectionMessage(models.Model):
    _inherit = "collection.message"

    @api.model
    def phone_threads(self, search="", offset=0, limit=_PAGE):
        """List the numbers that were texted or wrote, the latest conversation first.

        ``search`` is part of a customer's name or of a number, written in any way. Returns
        ``{"threads": [...], "has_more": whether numbers follow after these}``.
        """
        limit = min(limit, _MOST)
        keys = self._phone_keys(search, offset, limit + 1)
        latest = self._latest_texts(keys[:limit])
        partners = latest._phone_partners()
        return {
            "threads": [text._prepare_phone_thread(partners) for text in latest],
            "has_more": len(keys) > limit,
        }

    @api.model
    def phone_conversation(self, number, company_id, limit=_PAGE):
        """Return the latest ``limit`` texts from and to a number, oldest first, and whose it is.

        Raises ``UserError`` if the user may see no text of this number.
        """
        limit = min(limit, _MOST)
        texts = self._phone_texts(number, company_id, limit + 1)
        hint = self._explain_read_only(texts.company_id)
        return {
            **texts[0]._prepare_phone_header(texts._phone_partners()),
            "can_reply": not hint,
            "read_only_hint": hint,
            "case_id": texts.case_id[:1].id,
            "has_earlier": len(texts) > limit,
            "texts": [text._prepare_bubble() for text in texts[:limit].sorted(_moment)],
            **({} if hint else texts[:1]._prepare_play()),
        }

    @api.model
    def phone_reply(self, number, company_id, body):
        """Answer as the customer: record ``body`` as if the phone at ``number`` had sent it.

        Only in a company on the sandbox, and only where there is a text to answer; raises
        ``UserError`` otherwise, and for an empty reply.
        """
        self.check_access("write")
        if not (body or "").strip():
            raise UserError(self.env._("The answer is empty: write what the customer says."))
        company = self._phone_texts(number, company_id, 1).company_id
        if hint := self._explain_read_only(company):
            raise UserError(hint)
        return self._receive(number, body.strip(), company).id

    def _get_phone_domain(self):
        """What is on somebody's phone."""
        texts = Domain("channel", "=", Channel.SMS.value) & Domain("number", "!=", False)
        return texts & Domain("state", "in", _LEFT)

    def _get_phone_search_domain(self, search):
        search = (search or "").strip()
        if not search:
            return Domain.TRUE
        domain = Domain("partner_id", "ilike", search) | Domain("number", "ilike", search)
        if _LOOKS_LIKE_NUMBER.fullmatch(search):
            # A number is stored as +49171…; people also write 0171 …, or 0049 171 ….
            digits = re.sub(r"\D", "", search).lstrip("0")
            domain |= Domain("number", "ilike", digits) if digits else Domain.FALSE
        return domain

    def _phone_keys(self, search, offset, limit):
        """Return ``[(number, company id)]``, the latest first, in one query."""
        domain = self._get_phone_domain() & self._get_phone_search_domain(search)
        query = self._search(domain)
        if query.is_empty():
            return []
        key = self._phone_key_columns(query)
        query.groupby = key
        query.order = SQL(
            "MAX(%s) DESC, MAX(%s.id) DESC", self._moment_column(query), _table(query)
        )
        query.limit, query.offset = limit, offset
        return self.env.execute_query(query.select(key))

    def _latest_texts(self, keys):
        """The last text of each conversation, in the order of ``keys``."""
        numbers = list({number for number, _company_id in keys})
        query = self._search(self._get_phone_domain() & Domain("number", "in", numbers))
        if query.is_empty():
            return self.browse()
        key = self._phone_key_columns(query)
        row_id = SQL("%s.id", _table(query))
        query.order = SQL("%s, %s DESC, %s DESC", key, self._moment_column(query), row_id)
        rows = self.env.execute_query(
            query.select(SQL("DISTINCT ON (%s) %s, %s", key, key, row_id))
        )
        by_key = {(number, company_id): text_id for number, company_id, text_id in rows}
        return self.browse(by_key[tuple(key)] for key in keys)

    def _phone_key_columns(self, query):
        number = self._field_to_sql(query.table, "number", query)
        return SQL("%s, %s", number, self._field_to_sql(query.table, "company_id", query))

    def _moment_column(self, query):
        claimed_at = self._field_to_sql(query.table, "claimed_at", query)
        return SQL("COALESCE(%s, %s.create_date)", claimed_at, _table(query))

    def _phone_texts(self, number, company_id, limit):
        """The latest ``limit`` texts of a conversation, the newest first; at least one."""
        domain = self._get_phone_domain() & Domain(
            [("number", "=", number), ("company_id", "=", company_id)]
        )
        texts = self.search(domain, limit=limit)
        if not number or not texts:
            raise UserError(self.env._("There is no conversation with this number."))
        return texts.sorted(_moment, reverse=True)

    def _explain_read_only(self, company):
        """Why nobody can answer as a customer of ``company``, or an empty string."""
        company = company.sudo()
        if company.sms_provider == SANDBOX:
            return ""
        providers = dict(company._fields["sms_provider"]._description_selection(self.env))
        return self.env._(
            "The SMS provider of %(company)s is “%(provider)s”, so its customers answer from their "
            "own phones. You can type their answers only where the provider is the sandbox.",
            company=company.name,
            provider=providers.get(company.sms_provider, ""),
        )

    def _phone_partners(self):
        """Return ``{(number, company): customer}``: texts of other apps do not say whose it is."""
        domain = self._get_phone_domain() & Domain(
            [("number", "in", self.mapped("number")), ("partner_id", "!=", False)]
        )
        groups = self._read_group(domain, ["number", "company_id"], ["id:max"])
        # Browsed together, to be read together.
        latest = self.browse(latest_id for _number, _company, latest_id in groups)
        return {
            (number, company): text.partner_id
            for (number, company, _latest_id), text in zip(groups, latest, strict=True)
        }

    def _prepare_phone_thread(self, partners):
        """One row of the list of numbers, from the last text of its conversation."""
        return {
            **self._prepare_phone_header(partners),
            "body": self.body[:120],
            "direction": self.direction,
            "moment": fields.Datetime.to_string(_moment(self)[0]),
        }

    def _prepare_phone_header(self, partners):
        """Whose phone it is; ``partners`` as from ``_phone_partners``."""
        partner = partners.get((self.number, self.company_id), self.env["res.partner"])
        return {
            "number": self.number,
            "number_display": phone_format(
                self.number, None, None, force_format="INTERNATIONAL", raise_exception=False
            ),
            # Whoever may read the text may know whom it was for.
            "name": partner.sudo().display_name or "",
            "company_id": self.company_id.id,
            "company": self.company_id.name,
        }

    def _prepare_bubble(self):
        """One text as the conversation shows it."""
        states = dict(self._fields["state"]._description_selection(self.env))
        return {
            "id": self.id,
            "direction": self.direction,
            "body": self.body,
            "moment": fields.Datetime.to_string(_moment(self)[0]),
            "level": self.topic,
            "segments": self.segments,
            "state": self.state,
            "state_label": states[self.state],
            "failure": self.failure or "",
            "understood": self._understood_as(),
        }


def _table(query):
    return SQL.identifier(query.table)


def _moment(text):
    """When a text left or came in; ``sent_on`` would not do, it moves on with the delivery."""
    return text.claimed_at or text.create_date, text.id
