"""What changed from one offer to the next, in words."""

from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import format_amount

from ..engine import Goods, compare_goods


class CollectionBarterOffer(models.Model):
    _inherit = "collection.barter.offer"

    changes = fields.Text(
        compute="_compute_changes", help="What is different from the offer that this one answers."
    )
    is_accepted = fields.Boolean(compute="_compute_is_accepted")

    @api.depends("barter_id.accepted_offer_id")
    def _compute_is_accepted(self):
        for offer in self:
            offer.is_accepted = offer == offer.barter_id.accepted_offer_id

    @api.depends("version", "date", "amount", "line_ids", "barter_id.offer_ids")
    @api.depends_context("lang")
    def _compute_changes(self):
        for offer in self:
            before = offer._previous()
            offer.changes = "\n".join(offer._changes_since(before)) if before else False

    def _previous(self):
        return self.barter_id.offer_ids.filtered(lambda offer: offer.version == self.version - 1)

    def _changes_since(self, before):
        """Say what is different from the offer ``before``, one line for each difference."""
        words = [
            self._change_words(change) for change in compare_goods(before._goods(), self._goods())
        ]
        if before.currency_id.compare_amounts(before.amount, self.amount):
            sums = [format_amount(self.env, o.amount, o.currency_id) for o in (before, self)]
            words.append(self.env._("In total: %(before)s → %(after)s", **_pair(*sums)))
        if before.date != self.date:
            days = [self.case_id._format_day(offer.date) for offer in (before, self)]
            words.append(self.env._("Delivered by: %(before)s → %(after)s", **_pair(*days)))
        return words or [self.env._("The same goods, value and date.")]

    def _goods(self):
        """The lines as the engine knows them."""
        return [
            Goods(
                name=line.name,
                quantity=Decimal(line._plain_quantity()),
                price=Decimal(line._plain_price()),
            )
            for line in self.line_ids
        ]

    def _change_words(self, change):
        before, after = change.before, change.after
        if not after:
            return self.env._("No longer: %s", self._goods_words(before))
        if not before:
            return self.env._("New: %s", self._goods_words(after))
        figures = []
        if before.quantity != after.quantity:
            figures.append(f"{before.quantity:f} → {after.quantity:f}")
        if before.price != after.price:
            figures.append(f"{self._price_words(before)} → {self._price_words(after)}")
        return self.env._("%(goods)s: %(figures)s", goods=after.name, figures=", ".join(figures))

    def _goods_words(self, goods):
        return self.env._(
            "%(quantity)s × %(name)s at %(price)s",
            quantity=f"{goods.quantity:f}",
            name=goods.name,
            price=self._price_words(goods),
        )

    def _price_words(self, goods):
        return format_amount(self.env, float(goods.price), self.currency_id)


def _pair(before, after):
    return {"before": before, "after": after}
