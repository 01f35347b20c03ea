"""The customer's signature on the page: a name, a tick, the time and the address it came from."""

from odoo import fields
from odoo.tools import LazyTranslate

from ..engine import SignatureRefusal, refuse_signature

_lt = LazyTranslate(__name__)

LONGEST_NAME = 100

# What is ticked differs: each concern has a sentence of its own on that.
NO_NAME_WORDS = _lt("Please write your name.")

# Which field of the form a refusal is about.
FIELD_OF_SIGNATURE_REFUSAL = {
    SignatureRefusal.NO_NAME: "name",
    SignatureRefusal.NOT_TICKED: "tick",
}


def require_signature(form, refused):
    """Raise ``refused``, the exception of whoever asks, with what ``form`` lacks to be signed."""
    if refusal := refuse_signature(_name(form), form.get("tick") == "yes"):
        raise refused(refusal)


def signature_values(form, ip_address):
    """Values of the agreement that the customer has signed with ``form``, now."""
    return {
        "accepted_name": _name(form),
        "accepted_on": fields.Datetime.now(),
        "ip_address": ip_address,
    }


def _name(form):
    """The name that was written; the database takes no zero characters."""
    return (form.get("name") or "").replace("\x00", "").strip()[:LONGEST_NAME]
