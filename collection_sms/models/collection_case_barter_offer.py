"""Offers of goods from the customer's page: made, accepted, declined, taken back. Nothing of what
the form says is trusted."""

from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import NamedTuple

from odoo import fields, models
from odoo.tools import float_repr

from ..engine import (
    GOODS_LIMIT,
    WORDS_LIMIT,
    BarterRefusal,
    Goods,
    OfferRefusal,
    Side,
    refuse_barter,
    refuse_goods,
    refuse_uploads,
)
from .form_values import read_day, read_number, read_text, read_whole
from .offer_refusal import OfferRefused
from .request_upload import describe_uploads, prepare_attachments, sent_files
from .signature import require_signature, signature_values


class _Row(NamedTuple):
    """A line of the form: its number there, the wanted goods that were chosen, or None."""

    number: int
    wanted: object
    goods: Goods


class CollectionCase(models.Model):
    _inherit = "collection.case"

    def _own_barter(self, barter_id):
        """The barter with this id if it is one of this case, else nothing."""
        return self.sudo().barter_ids.filtered(lambda barter: barter.id == barter_id)

    def _offer_from_page(self, form, files, ip_address):
        """Record what the customer offers; replayed, it changes nothing.

        ``form``: the strings ``currency``, ``round`` (the number of offers so far), ``date``,
        ``words``, ``name``, ``tick``, and for each line ``wanted_0``, ``what_0``, ``quantity_0``,
        ``price_0``. ``files``: those of the form, none of them trusted. Raises ``OfferRefused``.
        """
        self.ensure_one()
        if not self._wait_for_lock():
            raise OfferRefused(OfferRefusal.BUSY)
        self.invalidate_recordset(["barter_ids"])
        currency = self.env["res.currency"].browse(read_whole(form.get("currency"))).exists()
        rows = self._read_rows(form)
        self._in_companys_language()._open_barters()._expire()
        barter, words = self._open_barters(), read_text(form.get("words"))
        if barter and _says_the_same(barter._last_offer(), rows, read_day(form.get("date")), words):
            return
        limits = self._limits_from_page(form, barter, currency)
        values = self._read_offer(form, rows, words, currency, limits)
        files = sent_files(files)
        if refusal := refuse_uploads(describe_uploads(files)):
            raise OfferRefused(refusal, currency)
        signature = signature_values(form, ip_address)
        self._record_offer(values, files, barter, signature)

    def _limits_from_page(self, form, barter, currency):
        """What may be offered now; raises ``OfferRefused`` where the page is out of date."""
        if form.get("round") != str(len(self.sudo().barter_ids.offer_ids)):
            raise OfferRefused(OfferRefusal.CHANGED, currency)
        if currency in self._running_barters().currency_id:
            raise OfferRefused(BarterRefusal.RUNNING, currency)
        limits = self._barter_offers().get(currency)
        if not limits or (barter and barter.currency_id != currency):
            raise OfferRefused(OfferRefusal.NOT_OFFERED, currency)
        return limits

    def _read_offer(self, form, rows, words, currency, limits):
        """Values of the offer that the form makes. Raises ``OfferRefused``."""
        if bad := refuse_goods([row.goods for row in rows]):
            number = rows[bad[0]].number if rows else 0
            raise OfferRefused(bad[1], currency, row=number)
        day = read_day(form.get("date"))
        if not day:
            raise OfferRefused(OfferRefusal.NO_DATE, currency)
        if len(words) > WORDS_LIMIT:
            raise OfferRefused(OfferRefusal.TOO_LONG, currency)
        values = {
            "case_id": self.id,
            "currency_id": currency.id,
            "side": "customer",
            "date": day,
            "note": words,
            "line_ids": [fields.Command.create(_goods_values(row)) for row in rows],
        }
        draft = self.env["collection.barter.offer"].sudo().new(values)
        value = Decimal(float_repr(draft.amount, currency.decimal_places))
        if refusal := refuse_barter(limits, day, value):
            row = rows[0].number if refusal is BarterRefusal.TOO_MUCH else None
            raise OfferRefused(refusal, currency, limits, row, value)
        require_signature(form, partial(OfferRefused, currency=currency))
        return values

    def _read_rows(self, form):
        """The lines of the form that somebody has filled in, as ``_Row``."""
        wanted = self._barter_wanted(self._find_policies()[self]).grouped("id")
        rows = [self._read_row(form, number, wanted) for number in range(GOODS_LIMIT)]
        return [row for row in rows if row]

    def _read_row(self, form, number, wanted):
        """One line of the form, or None for an empty one. What was chosen from the wanted goods
        comes before what is typed."""
        what, quantity, price = (
            read_text(form.get(f"{key}_{number}")) for key in ("what", "quantity", "price")
        )
        chosen = wanted.get(read_whole(form.get(f"wanted_{number}")))
        if not (chosen or what or price):
            return None
        name = ": ".join(filter(None, [chosen and chosen.name, what]))
        figures = (
            self._read_figure(quantity, "Product Unit"),
            self._read_figure(price, "Product Price"),
        )
        return _Row(number, chosen, Goods(name, *figures))

    def _read_figure(self, text, usage):
        """A number as it is kept: what is nothing with so many decimals is nothing; or None."""
        number = read_number(text)
        step = Decimal(1).scaleb(-self.env["decimal.precision"].precision_get(usage))
        return None if number is None else number.quantize(step, ROUND_HALF_UP)

    def _record_offer(self, values, files, barter, signature):
        case = self._in_companys_language()
        offer = (
            case.env["collection.barter.offer"]
            .sudo()
            .create(
                {
                    **values,
                    "answers": barter.offer_version,
                    "signed_name": signature["accepted_name"],
                    "ip_address": signature["ip_address"],
                    "made_by_id": self.recipient_id.id,
                }
            )
        )
        # What the customer sent is kept as it came: no image library opens it here.
        attachments = self.env["ir.attachment"].sudo().with_context(image_no_postprocess=True)
        offer._keep_files(attachments.create(prepare_attachments(files, offer.barter_id)))

    def _accept_offer(self, barter, form, ip_address):
        """Agree to our offer as it was shown; replayed, it changes nothing.

        ``form``: ``version`` and ``digest`` of what was read, ``name``, ``tick``. Raises
        ``OfferRefused`` where it is not signed, or does not stand as shown any more.
        """
        if not self._wait_for_lock():
            raise OfferRefused(OfferRefusal.BUSY)
        barter.invalidate_recordset()
        version = read_whole(form.get("version"))
        if barter.state == "agreed" and barter.accepted_offer_id.version == version:
            return
        if refusal := barter._refuse_to_agree(version, Side.CUSTOMER):
            raise OfferRefused(refusal)
        if not barter._is_as_shown(form):
            raise OfferRefused(OfferRefusal.CHANGED)
        limits = self._barter_limits_now(barter.currency_id)
        value = Decimal(float_repr(barter.amount, barter.currency_id.decimal_places))
        if refusal := refuse_barter(limits, barter.date, value):
            raise OfferRefused(refusal, barter.currency_id, limits, value=value)
        require_signature(form, OfferRefused)
        theirs = barter.with_env(self._in_companys_language().env).sudo()
        signature = signature_values(form, ip_address)
        agreed_by = signature["accepted_name"]
        theirs._agree(theirs._last_offer(), agreed_by=agreed_by, **signature)

    def _require_standing(self, barter, version):
        if refusal := barter._refuse_answer(version, Side.CUSTOMER):
            raise OfferRefused(refusal)

    def _decline_offer(self, barter, form):
        """Note that the customer does not want our offer. Raises ``OfferRefused``."""
        if not self._wait_for_lock():
            raise OfferRefused(OfferRefusal.BUSY)
        barter.invalidate_recordset()
        if barter.state == "declined":
            return
        self._require_standing(barter, read_whole(form.get("version")))
        case = self._in_companys_language()
        theirs = barter.with_env(case.env).sudo()
        sentence = case.env._("The customer declined our offer in %(name)s.")
        theirs._end_talks("declined", ("countered",), sentence)
        case._remind(case.env._("Our offer was declined: see what else is possible"))

    def _withdraw_offer(self, barter):
        """Take the customer's own offer back. Raises ``OfferRefused``."""
        if not self._wait_for_lock():
            raise OfferRefused(OfferRefusal.BUSY)
        barter.invalidate_recordset()
        if barter.state not in ("proposed", "withdrawn"):
            raise OfferRefused(OfferRefusal.CHANGED)
        case = self._in_companys_language()
        theirs = barter.with_env(case.env).sudo()
        sentence = case.env._("The customer took the offer in %(name)s back.")
        theirs._end_talks("withdrawn", ("proposed",), sentence)


def _goods_values(row):
    return {
        "product_id": row.wanted and row.wanted.product_id.id,
        "category_id": row.wanted and row.wanted.category_id.id,
        "name": row.goods.name,
        "quantity": float(row.goods.quantity),
        "price_unit": float(row.goods.price),
    }


def _says_the_same(offer, rows, day, words):
    """The same form once more, by a second tap or a reload: what it offers is on record."""
    said = [(line.name, line.quantity, line.price_unit) for line in offer.line_ids]
    says = [(row.goods.name, row.goods.quantity, row.goods.price) for row in rows]
    return (
        offer.side == "customer"
        and (offer.date, offer.note or "") == (day, words)
        and said == [(name, float(number or 0), float(price or 0)) for name, number, price in says]
    )
