"""Goods or services on the customer's page: what may be offered, and what is being talked about."""

from datetime import timedelta

from odoo import models

from ..engine import GOODS_LIMIT, OFFERS_PER_CASE, is_expired
from .collection_barter import OPEN

# So many days the page shows why an offer came to nothing.
TOLD_DAYS = 30


class CollectionCase(models.Model):
    _inherit = "collection.case"

    def _page_values(self):
        """Values of the customer's page, with offers of goods, open ones and those answered."""
        values = super()._page_values()
        barters = self.sudo().barter_ids
        talks = barters.filtered(lambda barter: barter.state in OPEN and not _is_late(barter))
        return {
            **values,
            "open_barters": talks,
            "agreed_barters": barters.filtered(lambda barter: barter.state == "agreed"),
            "told_barters": self._told_barters(barters),
            "barter_offers": {} if talks else self._barter_offers(values["facts"]),
            "barter_form": {},
            **self._barter_form_values(),
        }

    def _barter_form_values(self):
        """What the form of an offer needs besides the limits."""
        return {
            "barter_wanted": self._find_policies()[self].barter_wanted_ids,
            "barter_round": len(self.sudo().barter_ids.offer_ids),
            "barter_rows": range(GOODS_LIMIT),
        }

    def _told_barters(self, barters):
        """Offers that came to nothing lately, unless another one followed."""
        since = self._today() - timedelta(days=TOLD_DAYS)
        last = barters.sorted("id")[-1:]
        return last.filtered(
            lambda barter: (
                (barter.state in ("refused", "expired") and barter.ended_on > since)
                or (barter.state in OPEN and _is_late(barter))
            )
        )

    def _barter_offers(self, facts=None):
        """Return ``{currency: BarterLimits}``: what may be offered on the page.

        ``facts``: those gathered in this transaction already.
        """
        self.ensure_one()
        policy = self._find_policies()[self]
        facts = facts or self._gather_facts()[self]
        if not policy.barter_offered or len(self.sudo().barter_ids.offer_ids) >= OFFERS_PER_CASE:
            return {}
        running = self._running_barters().currency_id
        offers = {
            currency: policy._barter_limits(due, currency, self.company_id, self._today())
            for currency, due in self._promisable_amounts(facts).items()
            if policy.active and currency not in running
        }
        return {currency: limits for currency, limits in offers.items() if limits.most > 0}

    def _describe_barter_limits(self, limits, currency):
        """What the form says of ``limits``, in the language of the context."""
        return self.env._(
            "Tell us what you could give instead of money: up to %(most)s of what is due, taxes "
            "included. We look at it and answer within %(days)s days.",
            most=self._isolated_money(limits.most, currency),
            days=self._find_policies()[self].barter_offer_days,
        )


def _is_late(barter):
    return is_expired(barter._last_offer()._standing(), barter.case_id._today())
