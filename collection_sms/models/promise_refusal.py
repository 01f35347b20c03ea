"""Why a promise cannot be made, in words that a customer reads."""

from odoo.tools import LazyTranslate, format_amount

from ..engine import Refusal

_lt = LazyTranslate(__name__)

_SENTENCES = {
    Refusal.BUSY: _lt("We are just updating your account. Please try again in a moment."),
    Refusal.NOT_OFFERED: _lt("A promise is not possible here at the moment. Please talk to us."),
    Refusal.RUNNING: _lt("There is a promise already. To change it, please talk to us."),
    Refusal.CHANGED: _lt(
        "What is due has changed in the meantime. Please look again before you promise."
    ),
    Refusal.NO_DATE: _lt("Please choose the day by which you will pay."),
    Refusal.PAST: _lt("This day is over. Please choose today or a later one."),
    Refusal.TOO_LATE: _lt("This is too late for us. The latest day is %(latest)s."),
    Refusal.NO_AMOUNT: _lt("Please write the amount as a number, such as 120.50."),
    Refusal.TOO_SMALL: _lt("This is too little for us. Please promise at least %(minimum)s."),
    Refusal.TOO_MUCH: _lt("This is more than you owe. %(due)s is due."),
}

# Which field of the form a refusal is about; the others are about the form as a whole.
FIELD_OF_REFUSAL = {
    Refusal.NO_DATE: "date",
    Refusal.PAST: "date",
    Refusal.TOO_LATE: "date",
    Refusal.NO_AMOUNT: "amount",
    Refusal.TOO_SMALL: "amount",
    Refusal.TOO_MUCH: "amount",
}


def explain_refusal(env, refusal, currency=None, offer=None):
    """Return one sentence in the language of ``env``; figures come from ``offer``."""
    figures = {}
    if offer:
        figures = {
            "latest": env["collection.case"]._format_day(offer.latest),
            "minimum": format_amount(env, float(offer.minimum), currency),
            "due": format_amount(env, float(offer.due), currency),
        }
    sentence = env._(_SENTENCES[refusal])
    return sentence % figures if figures else sentence
