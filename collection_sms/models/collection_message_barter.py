"""Texts about offers of goods or services: our offer, and our answer to the customer's."""

from odoo import api, fields, models

NOTICES = [
    ("offer", "Our offer"),
    ("accepted", "Offer accepted"),
    ("refused", "Offer refused"),
]
_TRUE_WHILE = {"accepted": ("agreed", "delivered"), "refused": ("refused",)}


class CollectionMessage(models.Model):
    _inherit = "collection.message"

    barter_offer_id = fields.Many2one(
        "collection.barter.offer",
        "Offer",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
    )
    barter_notice = fields.Selection(NOTICES, "About the Offer", readonly=True)

    _once_per_offer = models.UniqueIndex(
        "(barter_offer_id, barter_notice)"
        " WHERE barter_offer_id IS NOT NULL AND state != 'cancelled'",
        "This text about the offer has been created already.",
    )

    def _topic(self):
        labels = dict(self._fields["barter_notice"]._description_selection(self.env))
        return super()._topic() or labels.get(self.barter_notice, "")

    @api.model
    def _create_barter_text(self, offer, notice):
        """Queue a text about ``offer``; where its customer gets none, a person has to tell it."""
        case = offer.case_id
        if not case._can_be_told():
            case.sudo()._remind(self._summary_of_untold(notice), case._link())
            return
        script = self.env.ref(f"collection_sms.sms_template_barter_{notice}")
        values = self._prepare_off_ladder(case, script, _figures(offer.sudo()))
        about = {"barter_offer_id": offer.id, "barter_notice": notice}
        self.sudo().create(values | about)._enqueue()

    def _summary_of_untold(self, notice):
        return {
            "offer": self.env._("No text to this customer: send the link to our offer otherwise"),
            "accepted": self.env._("No text to this customer: say that we accept the offer"),
            "refused": self.env._("No text to this customer: say that we do not take the offer"),
        }[notice]

    def _outdated(self):
        """A text about an offer is outdated when the offer is not what the text says."""
        outdated = super()._outdated()
        for text in self.filtered("barter_offer_id"):
            if reason := text._why_offer_outdated():
                outdated[reason] = outdated.get(reason, self.browse()) + text
        return outdated

    def _why_offer_outdated(self):
        offer = self.barter_offer_id.sudo()
        if self.barter_notice == "offer":
            is_true = offer.is_standing and offer.valid_until >= self.case_id._today()
        else:
            is_true = offer.barter_id.state in _TRUE_WHILE[self.barter_notice]
        if not is_true:
            return "not_due"
        goes = self.case_id._channel_to_tell() == self.channel
        is_excluded = self.partner_id.with_company(self.company_id).collection_excluded
        return None if goes and not is_excluded else "held"


def _figures(offer):
    """What texts say of an offer: a function of the customer's language."""

    def figures(case):
        return {
            "text_barter_value": case._format_amounts({offer.currency_id.id: offer.amount}),
            "text_barter_date": case._format_day(offer.date),
        }

    return figures
