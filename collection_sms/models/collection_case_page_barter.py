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
        policy = self._find_policies()[self]
        barters = self.sudo().barter_ids
        talks = self._talks_on_page()
        return {
            **values,
            "open_barters": talks,
            "agreed_barters": barters.filtered(_is_to_be_seen),
            "told_barters": self._told_barters(barters),
            "barter_offers": {} if talks else self._barter_offers(values["facts"], policy),
            "barter_form": {},
            **self._barter_form_values(policy),
        }

    def _talks_on_page(self):
        """The barter of this case that is talked about, while its offer can be accepted."""
        barters = self.sudo().barter_ids
        return barters.filtered(lambda barter: barter.state in OPEN and not _is_late(barter))

    def _barter_form_values(self, policy):
        """What the form of an offer needs besides the limits."""
        return {
            "barter_wanted": self._barter_wanted(policy),
            "barter_days": policy.barter_offer_days,
            "barter_round": len(self.sudo().barter_ids.offer_ids),
            "barter_rows": range(GOODS_LIMIT),
            # What is typed is the value with tax where the company's own prices are.
            "barter_adds_tax": not self.company_id.account_purchase_tax_id.price_include,
        }

    def _barter_wanted(self, policy):
        """What ``policy`` names as wanted, less products that are archived or another company's."""
        companies = self.company_id | self.company_id.parent_ids
        return policy.barter_wanted_ids.filtered(
            lambda wanted: (
                not wanted.product_id
                or (wanted.product_id.active and wanted.product_id.company_id <= companies)
            )
        )

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

    def _barter_offers(self, facts=None, policy=None):
        """Return ``{currency: BarterLimits}``: what may be offered on the page.

        ``facts``, ``policy``: those found in this transaction already.
        """
        self.ensure_one()
        policy = policy or self._find_policies()[self]
        facts = facts or self._gather_facts()[self]
        if not policy.barter_offered or len(self.sudo().barter_ids.offer_ids) >= OFFERS_PER_CASE:
            return {}
        # What has arrived counts from its netting on: until then it would be counted twice.
        running = self.sudo().barter_ids.filtered(_is_to_be_seen).currency_id
        offers = {
            currency: policy._barter_limits(due, currency, self.company_id, self._today())
            for currency, due in self._promisable_amounts(facts).items()
            if policy.active and currency not in running
        }
        return {currency: limits for currency, limits in offers.items() if limits.most > 0}

    def _describe_barter_limits(self, limits, currency, days):
        """What the form says of ``limits``, in the language of the context."""
        return self.env._(
            "Tell us what you could give instead of money: up to %(most)s of what is due, taxes "
            "included. We look at it and answer within %(days)s days.",
            most=self._isolated_money(limits.most, currency),
            days=days,
        )


def _is_to_be_seen(barter):
    """Whether goods are still to come, or have come and are not taken off the invoices yet."""
    if barter.state in ("delivered", "ended"):
        return barter._is_awaited()
    return barter.state == "agreed"


def _is_late(barter):
    return is_expired(barter._last_offer()._standing(), barter.case_id._today())
