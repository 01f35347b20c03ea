"""Why goods or services cannot be offered or agreed on, in words that a customer reads."""

from odoo.tools import LazyTranslate, format_amount

from ..engine import BarterRefusal, OfferRefusal, SignatureRefusal, UploadRefusal
from .request_refusal import FIELD_OF_REQUEST_REFUSAL, explain_request_refusal
from .signature import FIELD_OF_SIGNATURE_REFUSAL, NO_NAME_WORDS

_lt = LazyTranslate(__name__)

_SENTENCES = {
    OfferRefusal.BUSY: _lt("We are just updating your account. Please try again in a moment."),
    OfferRefusal.NOT_OFFERED: _lt("This is not possible here at the moment. Please talk to us."),
    OfferRefusal.TOO_MANY: _lt(
        "We have written to each other a lot about this. Please call us, that is easier now."
    ),
    OfferRefusal.CHANGED: _lt("Something has changed in the meantime. Please look again."),
    OfferRefusal.OLD_VERSION: _lt("There is a newer offer. Please look at it before you accept."),
    OfferRefusal.OVER: _lt("This offer is not open any more. Please look again."),
    OfferRefusal.EXPIRED: _lt("This offer has expired. Please make a new one, or talk to us."),
    OfferRefusal.OWN: _lt("This is your own offer: we will answer it soon."),
    OfferRefusal.NO_GOODS: _lt("Please tell us what you would like to give."),
    OfferRefusal.NO_WHAT: _lt("Please describe what you would like to give."),
    OfferRefusal.NO_QUANTITY: _lt("Please tell us how many, as a number above zero."),
    OfferRefusal.NO_PRICE: _lt("Please tell us what one is worth, as a number above zero."),
    OfferRefusal.NAME_TOO_LONG: _lt("This is too long. 200 characters fit in here."),
    OfferRefusal.NO_DATE: _lt("Please choose the day of the delivery."),
    OfferRefusal.TOO_LONG: _lt("This text is too long. 2,000 characters fit in here."),
    BarterRefusal.NOT_OFFERED: _lt("This is not possible here at the moment. Please talk to us."),
    BarterRefusal.OPEN: _lt("Something has changed in the meantime. Please look again."),
    BarterRefusal.RUNNING: _lt("Something is agreed on already. To change it, please talk to us."),
    BarterRefusal.NOTHING_DUE: _lt("Nothing is due any more. Thank you."),
    BarterRefusal.PAST: _lt("This day is over. Please choose today or a later one."),
    BarterRefusal.TOO_LATE: _lt("This is too late for us. The latest day is %(latest)s."),
    BarterRefusal.NO_VALUE: _lt("Please tell us what one is worth, as a number above zero."),
    BarterRefusal.TOO_MUCH: _lt(
        "This comes to %(asked)s with taxes. Goods or services may settle up to %(most)s of what "
        "is due."
    ),
    SignatureRefusal.NO_NAME: NO_NAME_WORDS,
    SignatureRefusal.NOT_TICKED: _lt("Please tick the box to agree."),
}

# Which field of the form a refusal is about; that of goods is followed by the number of the line.
FIELD_OF_OFFER_REFUSAL = {
    OfferRefusal.NO_GOODS: "what",
    OfferRefusal.NO_WHAT: "what",
    OfferRefusal.NAME_TOO_LONG: "what",
    OfferRefusal.NO_QUANTITY: "quantity",
    OfferRefusal.NO_PRICE: "price",
    OfferRefusal.NO_DATE: "date",
    OfferRefusal.TOO_LONG: "words",
    BarterRefusal.PAST: "date",
    BarterRefusal.TOO_LATE: "date",
    BarterRefusal.NO_VALUE: "price",
    BarterRefusal.TOO_MUCH: "price",
    **FIELD_OF_SIGNATURE_REFUSAL,
    **{kind: FIELD_OF_REQUEST_REFUSAL[kind] for kind in UploadRefusal},
}


class OfferRefused(Exception):
    """Goods cannot be offered or agreed on: ``refusal`` says why, ``limits`` what would be
    possible in ``currency``, ``row`` which line of the form is meant, ``value`` what was asked for
    with taxes."""

    def __init__(self, refusal, currency=None, limits=None, row=None, value=0):
        super().__init__(refusal.value)
        self.refusal = refusal
        self.currency = currency
        self.limits = limits
        self.row = row
        self.value = value

    @property
    def field(self):
        """The name of the field of the form that has to be looked at again, or None."""
        name = FIELD_OF_OFFER_REFUSAL.get(self.refusal)
        return name if self.row is None else f"{name}_{self.row}"

    def explain(self, env):
        """One sentence for the customer, in the language of ``env``."""
        if isinstance(self.refusal, UploadRefusal):
            return explain_request_refusal(env, self.refusal)
        sentence = env._(_SENTENCES[self.refusal])
        if not self.limits:
            return sentence
        return sentence % {
            "asked": format_amount(env, float(self.value), self.currency),
            "most": format_amount(env, float(self.limits.most), self.currency),
            "latest": env["collection.case"]._format_day(self.limits.latest),
        }
