"""What customers ask for or tell by text and the page has a form for, taken down as requests."""

from datetime import timedelta

from odoo import fields, models

from ..engine import COURTESIES, WAITING_DAYS, WORDS_LIMIT, RequestKind
from .request_words import DAY_PARTS

# Later than that, nobody is called the same day.
_LAST_HOUR = 15
_SATURDAY = 5


class CollectionMessage(models.Model):
    _inherit = "collection.message"

    def _take_hardship(self, _reading):
        return self._take_down(RequestKind.HARDSHIP) and self._answer("hardship")

    def _take_payment(self, _reading):
        """Paid, says the customer: the bank is looked at. The day is that of the text, which a
        person corrects by the words: what a text says of past days is not read."""
        today = self.case_id._today()
        return self._take_down(RequestKind.PAID, date=today) and self._answer("already_paid")

    def _take_call(self, reading):
        """A call is asked for: today or on the next working day, unless a day is named."""
        day, part = self._choose_call(reading)
        asked = {"date": day, "part": part, "number": self.number}
        return self._take_down(RequestKind.CALL, **asked) and self._answer("call_me")

    def _take_dispute(self, _reading):
        """Block the invoice that can be meant; if it may be one of several, all rest for a while
        and a person asks which."""
        invoice = self._find_disputed()
        if not invoice:
            self.case_id._let_rest_for_dispute()
            return False
        lines = [fields.Command.create({"move_id": invoice.id})]
        return self._take_down(
            RequestKind.DISPUTE, reason="other", line_ids=lines
        ) and self._answer("dispute", lambda _reader: {"text_invoice": invoice.name})

    def _take_down(self, kind, **asked):
        """Record a request of ``kind`` with the words of this reply; returns whether it was.

        Not where the page would not offer it, as when one is running already.
        """
        case = self.case_id
        if kind.value not in case._request_offers():
            return False
        self.env["collection.request"].create(
            {
                "case_id": case.id,
                "kind": kind.value,
                "note": self.body[:WORDS_LIMIT],
                "origin": "reply",
                "made_by_id": case.recipient_id.id,
                **asked,
            }
        )
        return True

    def _find_disputed(self):
        """The one invoice that this reply can mean: named in it, or the only one that is open."""
        invoices = self.case_id._disputable_invoices()
        words = self.body.casefold()
        named = invoices.filtered(lambda move: (move.name or "").casefold() in words)
        found = named or invoices
        return found if len(found) == 1 else found.browse()

    def _choose_call(self, reading):
        """The day and the part of it at which to call."""
        case = self.case_id
        now = case._recipients_clock(self.received_at)
        today = case._today()
        found = self._find_day(reading)
        day = found and found.day
        if not day or not today <= day <= today + timedelta(days=WAITING_DAYS):
            day = _next_working_day(today, now.hour >= _LAST_HOUR)
        wish = case.recipient_id.collection_hours
        usual = "afternoon" if day == today else "morning"
        return day, wish if wish in dict(DAY_PARTS) else usual


class CollectionCase(models.Model):
    _inherit = "collection.case"

    def _let_rest_for_dispute(self):
        """Pause this case while a person finds out which invoice is disputed; not endlessly."""
        disputes = [("case_id", "=", self.id), ("direction", "=", "in"), ("intent", "=", "dispute")]
        if self.env["collection.message"].sudo().search_count(disputes) > COURTESIES:
            return
        until = self._today() + timedelta(days=WAITING_DAYS)
        if self.paused_until and self.paused_until >= until:
            return
        reason = self._in_companys_language().env._("The customer disagrees: see the last reply")
        self.sudo().write({"paused_until": until, "pause_reason": reason})


def _next_working_day(today, is_late):
    day = today + timedelta(days=1) if is_late else today
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
    return day
