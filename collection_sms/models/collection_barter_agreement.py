"""What was agreed on in kind, in words and on paper."""

from odoo import api, models


class CollectionBarter(models.Model):
    _inherit = "collection.barter"

    _agreement_report = "collection_sms.collection_barter_agreement_report"
    _agreement_mail = "collection_sms.mail_template_barter_agreement"

    def _terms_sentences(self):
        """The terms one by one, in the language of the context."""
        self.ensure_one()
        case = self.case_id
        invoices = self.line_ids.move_id or case._barter_invoices(self.currency_id)
        names = {"customer": self.partner_id.name, "company": self.company_id.name}
        return [
            self.env._("%(customer)s gives %(company)s instead of money:", **names),
            *self._goods()._words(),
            self.env._("It is delivered by %s.", case._format_day(self.date)),
            self.env._("It counts for %s, the oldest first.", ", ".join(invoices.mapped("name"))),
            self.env._(
                "Nothing is owed less before it arrives. %(company)s then books what has arrived "
                "at these values; what does not arrive stays owed in money.",
                **names,
            ),
            self.env._(
                "Until %s days after the delivery date we send no reminders about these invoices.",
                case._find_policies()[case].barter_grace_days,
            ),
        ]

    @api.model
    def _get_sending_domain(self):
        return [("state", "in", ("agreed", "delivered", "ended"))]

    def _page_words(self):
        """What the customer's page says of this barter, in the language of the context."""
        case = self.case_id
        figures = {
            "value": case._isolated_money(self.amount, self.currency_id),
            "received": case._isolated_money(self.received_amount, self.currency_id),
            "day": case._format_day(self.date),
            "until": case._format_day(self.valid_until),
        }
        sentences = {
            "proposed": self.env._(
                "We have your offer of goods or services worth %(value)s, by %(day)s. We will look "
                "at it and answer by %(until)s.",
                **figures,
            ),
            "countered": self.env._(
                "We would take goods or services worth %(value)s, by %(day)s. Our offer stands "
                "until %(until)s.",
                **figures,
            ),
            "agreed": self.env._(
                "Agreed: goods or services worth %(value)s, by %(day)s. Received so far: "
                "%(received)s.",
                **figures,
            ),
        }
        arrived = self.env._(
            "Thank you: goods or services worth %(received)s have arrived. As soon as they are "
            "booked, so much less is owed in money.",
            **figures,
        )
        return sentences.get(self.state, arrived)

    def _typed_offer(self):
        """The latest offer as the customer's form has it, to begin a counter-offer with."""
        offer = self._last_offer()
        typed = {"date": offer.date.isoformat()}
        for number, line in enumerate(offer.line_ids):
            typed[f"what_{number}"] = line.name
            typed[f"quantity_{number}"] = line._plain_quantity()
            typed[f"price_{number}"] = line._plain_price()
        return typed
