"""The one text that still goes to a number that was stopped: it confirms the stop.

It leaves at once, whatever the hour, and within five minutes or not at all: until then a
confirmation is taken as part of the stop (47 CFR 64.1200(a)(12); FCC 12-143, paragraph 11). It
names nobody and nothing owed: whoever holds the phone reads it.
"""

from datetime import timedelta

from odoo import fields, models
from odoo.tools.misc import get_lang

from ..engine import WayStatus, cheaper_letters, classify_number, fill, plain_spaces
from .collection_case_script import PLACEHOLDERS

FAREWELL_WITHIN = timedelta(minutes=5)


class CollectionMessage(models.Model):
    _inherit = "collection.message"

    def _say_farewell(self, kind):
        """Confirm that the number of this reply, stopped just now, gets no more texts."""
        if self._may_say_farewell():
            body = self._render_neutral(self._script_of(kind))
            values = {**self._prepare_automatic(kind, body), "confirms_stop": True}
            self.sudo().create(values)._enqueue()

    def _may_say_farewell(self):
        """A stop is confirmed even where nothing is answered by itself; but whoever stops and
        starts again and again is told so once a day."""
        is_late = self.received_at < fields.Datetime.now() - FAREWELL_WITHIN
        if is_late or classify_number(self.number or "", None) is not WayStatus.OPEN:
            return False
        is_first = not self._count_answers([("confirms_stop", "=", True)])
        return is_first or self._count_answers() < self.company_id.collection_auto_replies

    def _render_neutral(self, script):
        """``script`` with our name and nothing else, whatever somebody made of its words."""
        company = self.company_id
        partner_lang = self.case_id._text_lang() if self.case_id else company.partner_id.lang
        lang = get_lang(self.env, partner_lang).code
        values = dict.fromkeys(PLACEHOLDERS, "") | {"text_company": company.name}
        text = plain_spaces(fill(script.with_context(lang=lang).body, values)).strip()
        return cheaper_letters(text) if company.collection_plain_letters else text

    def _within_pace(self):
        """Farewells wait for nothing."""
        farewells = self.filtered("confirms_stop")
        return farewells + super(CollectionMessage, self - farewells)._within_pace()

    def _recheck(self):
        """Late, a farewell would be one more text to a number that was stopped."""
        limit = fields.Datetime.now() - FAREWELL_WITHIN
        late = self.filtered(
            lambda text: (
                text.confirms_stop
                and min(text.queued_at, text.reply_to_id.received_at or text.queued_at) < limit
            )
        )
        late._cancel("not_due")
        return super(CollectionMessage, self - late)._recheck()
