"""How a customer signs what is agreed on: with a name and a tick."""

from enum import Enum


class SignatureRefusal(str, Enum):
    """What a signature lacks."""

    NO_NAME = "no_name"
    NOT_TICKED = "not_ticked"


def refuse_signature(name: str, ticked: bool) -> SignatureRefusal | None:
    """Why nothing is agreed on yet: it takes a name and a tick."""
    if not name.strip():
        return SignatureRefusal.NO_NAME
    return None if ticked else SignatureRefusal.NOT_TICKED
