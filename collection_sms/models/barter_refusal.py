"""Why a barter, a delivery or a netting is refused, in words that staff read."""

from odoo.tools import LazyTranslate, format_amount, format_date

from ..engine import BarterRefusal, DeliveryRefusal, OfferRefusal

_lt = LazyTranslate(__name__)

_SENTENCES = {
    BarterRefusal.NOT_OFFERED: _lt("The policy of this customer takes no goods or services."),
    BarterRefusal.OPEN: _lt("An offer is open already. Answer it, or take it back first."),
    BarterRefusal.RUNNING: _lt(
        "A barter of this customer in this currency is running already. End or cancel it first."
    ),
    BarterRefusal.NOTHING_DUE: _lt("Nothing is due in this currency."),
    BarterRefusal.PAST: _lt("The delivery date is over. Choose today or a later day."),
    BarterRefusal.TOO_LATE: _lt("This is too late: the policy takes deliveries until %(latest)s."),
    BarterRefusal.NO_VALUE: _lt("Write down what will be delivered, and its value."),
    BarterRefusal.TOO_MUCH: _lt(
        "This is more than the policy takes: goods may settle %(most)s of the %(due)s that are due."
    ),
    DeliveryRefusal.NOTHING: _lt("Write down how much has arrived."),
    DeliveryRefusal.NEGATIVE: _lt("A quantity that has arrived cannot be negative."),
    DeliveryRefusal.TOO_MUCH: _lt(
        "This is more than was agreed on and is not delivered yet. Look again at what is recorded."
    ),
    OfferRefusal.OVER: _lt("This offer is not open any more."),
    OfferRefusal.EXPIRED: _lt("This offer has expired. Make a new one."),
    OfferRefusal.OLD_VERSION: _lt("There is a newer offer. Look at it before you accept."),
    OfferRefusal.OWN: _lt("This is our own offer: the customer accepts it on the page."),
    DeliveryRefusal.FUTURE: _lt("Record a delivery when it has arrived, not before."),
    DeliveryRefusal.NO_NOTE: _lt("Write down what was not as agreed."),
}


def explain_barter(env, refusal, currency=None, limits=None):
    """Return one sentence; figures come from ``limits``."""
    sentence = env._(_SENTENCES[refusal])
    if not limits:
        return sentence
    return sentence % {
        "most": format_amount(env, float(limits.most), currency),
        "due": format_amount(env, float(limits.due), currency),
        "latest": format_date(env, limits.latest),
    }
