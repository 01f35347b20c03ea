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

FAREWELLS = ("opt_out", "wrong_person")
FAREWELL_WITHIN = timedelta(minutes=5)


class CollectionMessage(models.Model):
    _inherit = "collection.message"

    def _say_farewell(self, kind):
        """Confirm that the number of this reply, which has just been stopped, gets no more texts."""
        if self._may_say_farewell():
            body = self._render_neutral(self._script_of(kind))
            self.sudo().create(self._prepare_automatic(kind, body))._enqueue()

    def _may_say_farewell(self):
        """A stop is confirmed even where nothing is answered by itself; but whoever stops and
        starts again and again is told so once a day."""
        if classify_number(self.number or "", None) is not WayStatus.OPEN:
            return False
        is_first = not self._count_answers(FAREWELLS)
        return is_first or self._count_answers() < self.company_id.collection_auto_replies

    def _render_neutral(self, script):
        """``script`` with our name and nothing else, whatever somebody made of its words."""
        company = self.company_id
        partner_lang = self.case_id._text_lang() if self.case_id else company.partner_id.lang
        lang = get_lang(self.env, partner_lang).code
        values = dict.fromkeys(PLACEHOLDERS, "") | {"text_company": company.name}
        text = plain_spaces(fill(script.with_context(lang=lang).body, values)).strip()
        return cheaper_letters(text) if company.collection_plain_letters else text

    def _is_farewell(self):
        return self.is_automatic and self.answer_kind in FAREWELLS

    def _enqueue(self):
        """Farewells go to the queue at once, past hours, caps and pace."""
        farewells = self.filtered(lambda message: message._is_farewell())
        farewells.sudo()._enqueue_at_once()
        return super(CollectionMessage, self - farewells)._enqueue()

    def _enqueue_at_once(self):
        now = fields.Datetime.now()
        self.write({"queued_at": now, "scheduled_at": now, "released_at": now})
        with_case = self.filtered("case_id")
        with_case._post_on_cases()
        self._queue_sms()
        if with_case:
            with_case._record_contact()

    def _recheck(self):
        """A farewell is judged by its age alone: late, it would be one more text."""
        farewells = self.filtered(lambda message: message._is_farewell())
        limit = fields.Datetime.now() - FAREWELL_WITHIN
        late = farewells.filtered(lambda farewell: farewell.queued_at < limit)
        late._cancel("not_due")
        others = super(CollectionMessage, self - farewells)._recheck()
        return (farewells - late) | others
