"""Why wishes cannot be recorded, in words that a customer reads."""

from odoo.tools import LazyTranslate

from ..engine import WishRefusal

_lt = LazyTranslate(__name__)

_SENTENCES = {
    WishRefusal.BUSY: _lt("We are just updating your account. Please try again in a moment."),
    WishRefusal.CHANGED: _lt("This has been changed in the meantime. Please look again."),
    WishRefusal.LANGUAGE: _lt("Please choose one of the languages."),
    WishRefusal.CHANNEL: _lt("Please choose how we may reach you."),
    WishRefusal.HOURS: _lt("Please choose one of the times."),
}

# Which field of the form a refusal is about; the others are about the form as a whole.
FIELD_OF_WISH_REFUSAL = {
    WishRefusal.LANGUAGE: "language",
    WishRefusal.CHANNEL: "channel",
    WishRefusal.HOURS: "hours",
}


def explain_wish_refusal(env, refusal):
    """Return one sentence in the language of ``env``."""
    return env._(_SENTENCES[refusal])
