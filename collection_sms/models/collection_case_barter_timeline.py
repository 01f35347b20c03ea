"""Goods or services on the timeline of the customer's page and on the statement of account."""

from odoo import models

from ..engine import Event
from .collection_barter import FRUITLESS, OPEN


class CollectionCase(models.Model):
    _inherit = "collection.case"

    def _timeline_events(self):
        """What was offered and agreed on in kind, what has arrived, and what came of it."""
        events = [
            event for barter in self._told_on_timeline() for event in self._events_of_barter(barter)
        ]
        return super()._timeline_events() + events

    def _told_on_timeline(self):
        """The barters of this case; one that staff recorded and took back was none."""
        barters = self.sudo().barter_ids.sorted("id")
        return barters.filtered(lambda barter: barter.state != "cancelled" or barter.accepted_on)

    def _events_of_barter(self, barter):
        talked_of = barter.state in (*OPEN, *FRUITLESS)
        return [
            *(self._event_of_offer(offer) for offer in barter.offer_ids.sorted("version")),
            *([] if talked_of else [self._event_of_agreement(barter)]),
            *self._events_of_deliveries(barter),
            *self._events_of_ending(barter),
        ]

    def _event_of_offer(self, offer):
        words = self.env._("You offered goods or services instead of money")
        if offer.side == "us":
            words = self.env._("We offered to take goods or services")
        amount = self._format_money(offer.amount, offer.currency_id)
        return Event(self._local_day(offer.made_on), "barter", words, amount)

    def _event_of_agreement(self, barter):
        words = self.env._(
            "Agreed: goods or services instead of money, by %s", self._format_day(barter.date)
        )
        amount = self._format_money(barter.amount, barter.currency_id)
        return Event(self._local_day(barter.accepted_on or barter.made_on), "barter", words, amount)

    def _events_of_deliveries(self, barter):
        """What has arrived, by its bills, and what is still to come."""
        bills = barter.bill_ids.filtered(lambda bill: bill._is_barter_bill()).sorted("id")
        events = [
            Event(
                bill.invoice_date or bill.date,
                "goods",
                self.env._("Your goods or services have arrived"),
                self._format_money(
                    bill.amount_total - bill.collection_barter_refunded, bill.currency_id
                ),
            )
            for bill in bills
        ]
        return events + ([self._event_of_what_is_left(barter)] if barter.state == "agreed" else [])

    def _event_of_what_is_left(self, barter):
        left = max(barter.amount - barter.received_amount, 0.0)
        amount = self._format_money(left, barter.currency_id)
        if barter.date < self._today():
            words = self.env._("Goods or services are still to be delivered")
            return Event(barter.date, "broken", words, amount)
        words = self.env._("Your delivery of goods or services")
        return Event(barter.date, "barter", words, amount, coming=True)

    def _events_of_ending(self, barter):
        words = self._words_of_ending(barter)
        kind = "kept" if barter.state == "delivered" else "barter"
        return [Event(barter.ended_on, kind, words)] if words else []

    def _words_of_ending(self, barter):
        """How ``barter`` ended, or None while it goes on."""
        if barter.state == "withdrawn" and barter._last_offer().side == "us":
            return self.env._("We took our offer back")
        return {
            "delivered": self.env._("All of it has arrived. Thank you"),
            "ended": self.env._("Nothing more is to be delivered. The rest is owed in money"),
            "refused": self.env._("We could not take what you offered"),
            "declined": self.env._("You did not take our offer"),
            "withdrawn": self.env._("You took your offer back"),
            "expired": self.env._("The offer of goods or services has expired"),
            "cancelled": self.env._("The agreement on goods or services was cancelled"),
        }.get(barter.state)

    def _statement_agreements(self):
        """What is to come in kind, or is there and not yet taken off the invoices."""
        over = (*OPEN, *FRUITLESS, "cancelled")
        awaited = self.sudo().barter_ids.filtered(
            lambda barter: barter.state not in over and barter._is_awaited()
        )
        return super()._statement_agreements() + [
            self.env._(
                "Barter %(name)s: goods or services worth %(amount)s by %(day)s, %(received)s "
                "received.",
                name=barter.name,
                amount=self._format_money(barter.amount, barter.currency_id),
                day=self._format_day(barter.date),
                received=self._format_money(barter.received_amount, barter.currency_id),
            )
            for barter in awaited.sorted("id")
        ]
