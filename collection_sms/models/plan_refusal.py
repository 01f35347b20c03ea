"""Why a payment plan cannot be agreed on, in words that a customer reads."""

from odoo.tools import LazyTranslate, format_amount

from ..engine import PlanRefusal, SignatureRefusal, latest_first_day
from .signature import FIELD_OF_SIGNATURE_REFUSAL, NO_NAME_WORDS

_lt = LazyTranslate(__name__)

_SENTENCES = {
    PlanRefusal.BUSY: _lt("We are just updating your account. Please try again in a moment."),
    PlanRefusal.NOT_OFFERED: _lt(
        "This plan is not possible here at the moment. Please talk to us."
    ),
    PlanRefusal.RUNNING: _lt("There is a plan already. To change it, please talk to us."),
    PlanRefusal.CHANGED: _lt(
        "What is due has changed in the meantime. Please look again before you agree."
    ),
    PlanRefusal.NO_COUNT: _lt("Please choose a number of installments."),
    PlanRefusal.TOO_MANY: _lt("These are too many installments. %(maximum)s are possible."),
    PlanRefusal.TOO_SMALL: _lt(
        "The installments would be too small. Each has to be %(minimum)s or more."
    ),
    PlanRefusal.NO_RHYTHM: _lt("Please choose how often you will pay."),
    PlanRefusal.NO_DATE: _lt("Please choose the day of the first installment."),
    PlanRefusal.PAST: _lt("This day is over. Please choose today or a later one."),
    PlanRefusal.FIRST_TOO_LATE: _lt(
        "This is too late for the first installment. The latest day is %(first)s."
    ),
    PlanRefusal.TOO_LONG: _lt(
        "The plan would take too long. All has to be paid within %(days)s days: please choose "
        "fewer installments or a shorter rhythm."
    ),
    SignatureRefusal.NO_NAME: NO_NAME_WORDS,
    SignatureRefusal.NOT_TICKED: _lt("Please tick the box to agree to the plan."),
}

# Which field of the form a refusal is about; the others are about the plan as a whole.
FIELD_OF_REFUSAL = {
    PlanRefusal.NO_COUNT: "count",
    PlanRefusal.TOO_MANY: "count",
    PlanRefusal.TOO_SMALL: "count",
    PlanRefusal.NO_RHYTHM: "rhythm",
    PlanRefusal.NO_DATE: "first",
    PlanRefusal.PAST: "first",
    PlanRefusal.FIRST_TOO_LATE: "first",
    PlanRefusal.TOO_LONG: "count",
    **FIELD_OF_SIGNATURE_REFUSAL,
}


def explain_plan_refusal(env, refusal, currency=None, offer=None):
    """Return one sentence in the language of ``env``; figures come from ``offer``."""
    figures = {}
    if offer:
        figures = {
            "maximum": offer.terms.maximum,
            "minimum": format_amount(env, float(offer.terms.minimum), currency),
            "first": env["collection.case"]._format_day(latest_first_day(offer)),
            "days": offer.terms.days,
        }
    sentence = env._(_SENTENCES[refusal])
    return sentence % figures if figures else sentence


class PlanRefused(Exception):
    """A plan cannot be agreed on; ``refusal`` says why, ``offer`` what would be possible."""

    def __init__(self, refusal, currency=None, offer=None):
        super().__init__(refusal.value)
        self.refusal = refusal
        self.currency = currency
        self.offer = offer

    def explain(self, env):
        """One sentence for the customer, in the language of ``env``."""
        return explain_plan_refusal(env, self.refusal, self.currency, self.offer)
