"""Promises made by text: the same rules as on the page, and a second text corrects the first."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from odoo import fields, models

from ..engine import read_date, read_money, refuse
from .date_rules import date_rules
from .promise_refusal import explain_refusal

# Nobody is asked for the day of payment twice within this time.
_ASK_AGAIN = timedelta(days=7)


class CollectionMessage(models.Model):
    _inherit = "collection.message"

    def _take_promise(self, reading):
        """Record that the customer will pay, by the day and the amount that the text says.

        Without an amount it is all that is due. Returns whether the customer is answered and no
        person is needed: who promised otherwise, or owes in several currencies, talks to one.
        """
        case = self.case_id
        earlier = case._running_promises()
        if earlier.filtered(lambda promise: promise.origin != "reply"):
            return False
        offers = case._promise_offers_instead_of(earlier)
        if len(offers) != 1:
            return False
        [(currency, offer)] = offers.items()
        found = self._find_day(reading)
        if not found:
            return self._ask_for_day()
        day, amount = self._own_day(found.day), self._read_amount(found, currency, offer)
        if earlier and (earlier.date, Decimal(str(earlier.amount))) == (day, amount):
            return self._confirm_promise(earlier)
        if refusal := refuse(offer, day, amount, offer.due):
            self._refuse_promise(refusal, currency, offer)
            return False
        return self._confirm_promise(self._record_promise(earlier, currency, amount, day))

    def _find_day(self, reading):
        """The ``FoundDate`` of this reply in the language that it is written in, or None."""
        case = self.case_id
        now = case._recipients_clock(self.received_at)
        return read_date(self.body, reading.lang, now, case._is_day_first(), date_rules())

    def _own_day(self, day):
        """``day``, unless it is the customer's today and over already where the company is."""
        case = self.case_id
        is_today = day == case._recipients_clock(self.received_at).date()
        return max(day, case._today()) if is_today else day

    def _read_amount(self, found, currency, offer):
        """The amount that this reply names beside the day ``found``, else all that is due."""
        said = read_money(self.body, found.span)
        return offer.due if said is None else Decimal(str(currency.round(float(said))))

    def _ask_for_day(self):
        """Ask on which day, unless that was asked lately; returns whether it is asked now."""
        domain = [
            ("case_id", "=", self.case_id.id),
            ("answer_kind", "=", "promise_when"),
            ("queued_at", ">", fields.Datetime.now() - _ASK_AGAIN),
        ]
        asked = self.sudo().search_count(domain, limit=1)
        return not asked and self._answer("promise_when")

    def _refuse_promise(self, refusal, currency, offer):
        """Say what is possible; a person reads it as well."""
        self._answer(
            "promise_refused",
            lambda reader: {"text_refusal": explain_refusal(reader.env, refusal, currency, offer)},
        )

    def _record_promise(self, earlier, currency, amount, day):
        """Record it in place of what an ``earlier`` reply promised; returns the new promise."""
        case = self.case_id
        earlier._settle("cancelled")
        return self.env["collection.promise"].create(
            {
                "case_id": case.id,
                "currency_id": currency.id,
                "amount": float(amount),
                "date": day,
                "note": self.body,
                "origin": "reply",
                "made_by_id": case.recipient_id.id,
            }
        )

    def _confirm_promise(self, promise):
        """Name day and amount; what confirms another day and has not left yet is called off."""
        domain = [
            ("case_id", "=", self.case_id.id),
            ("answer_kind", "=", "promise"),
            ("state", "=", "queued"),
        ]
        self.sudo().search(domain)._call_off("not_due")
        return self._answer("promise", lambda reader: reader._figures_of_promise(promise))


class CollectionCase(models.Model):
    _inherit = "collection.case"

    def _promise_offers_instead_of(self, promises):
        """Return ``{currency: PromiseOffer}`` as if running ``promises`` had not been made.

        Whoever corrects a promise again and again gets no later day by that: days count from when
        the first of them was made.
        """
        facts = self._gather_facts()[self]
        others = tuple(
            promise
            for promise in facts.promises
            if promise.currency_id not in promises.currency_id.ids
        )
        offers = self._promise_offers(replace(facts, promises=others))
        if not promises:
            return offers
        spent = self._today() - self._first_said(promises).made_on.date()
        return {
            currency: replace(offer, latest=offer.latest - spent)
            for currency, offer in offers.items()
        }

    def _first_said(self, promise):
        """The promise by reply that ``promise`` goes back to, corrected since."""
        first = promise
        for earlier in self.promise_ids.sorted("id", reverse=True):
            if earlier.id < first.id:
                if (earlier.origin, earlier.state) != ("reply", "cancelled"):
                    break
                first = earlier
        return first
