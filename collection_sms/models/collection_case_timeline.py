"""The timeline on the customer's page: what was paid and agreed, and what comes next."""

import pytz
from odoo import models

from ..engine import Event, arrange
from .payment_ledger import received_on_case

# Of the past, and of what is to come.
MOST_EVENTS = 10


class CollectionCase(models.Model):
    _inherit = "collection.case"

    def _page_values(self):
        """The customer's page, with its timeline."""
        return {**super()._page_values(), "timeline": self._timeline()}

    def _timeline(self):
        """The ``Timeline`` of this case, in the language of the context.

        A constant number of queries, however many invoices were paid.
        """
        self.ensure_one()
        return arrange(self._timeline_events(), MOST_EVENTS)

    def _timeline_events(self):
        """What was paid and promised, and what comes due."""
        return [
            *super()._timeline_events(),
            *self._payment_events(),
            *self._promise_events(),
            *self._due_events(),
        ]

    def _payment_events(self):
        """What was matched with the invoices of this case: payments, credit notes, goods."""
        return [self._event_of_payment(item) for item in received_on_case(self, MOST_EVENTS)]

    def _event_of_payment(self, item):
        currency = self.env["res.currency"].browse(item.currency_id)
        kind, words = "payment", self.env._("You paid")
        if item.is_credit_note:
            kind, words = "credit", self.env._("Credited to you")
        elif item.is_goods:
            kind, words = "payment", self.env._("Paid with goods or services")
        return Event(item.day, kind, words, self._format_money(item.amount, currency))

    def _promise_events(self):
        """What was promised and what came of it; a promise taken back was none."""
        promises = self.promise_ids.filtered(lambda promise: promise.state != "cancelled")
        return [event for promise in promises for event in self._events_of_promise(promise)]

    def _events_of_promise(self, promise):
        amount = self._format_money(promise.amount, promise.currency_id)
        by = self.env._("You promised to pay by %s", self._format_day(promise.date))
        events = [Event(self._local_day(promise.made_on), "promise", by, amount)]
        if promise.state == "open":
            words = self.env._("You will pay as promised")
            events.append(Event(promise.date, "promise", words, amount, coming=True))
        elif promise.state == "kept":
            words = self.env._("Promise kept. Thank you")
            events.append(Event(promise.settled_on, "kept", words))
        else:
            words = self.env._("The promised day has passed")
            events.append(Event(promise.date, "broken", words))
        return events

    def _due_events(self):
        """The days on which invoices that are not due yet come due."""
        today = self._today()
        return [
            Event(
                line.date_maturity,
                "due",
                self.env._("%s comes due", line.move_id.name),
                self._format_money(line.amount_residual_currency, line.currency_id),
                coming=True,
            )
            for line in self._page_lines()
            if line.date_maturity > today
        ]

    def _local_day(self, moment):
        """The date of ``moment`` (UTC, without a zone) where the company is."""
        zone = self.company_id.partner_id.tz or self.env.user.tz or "UTC"
        return pytz.utc.localize(moment).astimezone(pytz.timezone(zone)).date()
