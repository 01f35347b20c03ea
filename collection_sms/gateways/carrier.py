"""What a gateway is asked to carry, and what came of it."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum


class Verdict(str, Enum):
    """What is certain about a text after the carrier was asked to take it."""

    ACCEPTED = "accepted"
    REFUSED = "refused"  # for good: the number, the words or our account
    NOT_ACCEPTED = "not_accepted"  # certainly not taken: may be tried again, or elsewhere
    UNKNOWN = "unknown"  # may have been taken: never sent again by itself


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One text. ``number`` is E.164 with its plus, ``uuid`` the key of the text with us."""

    uuid: str
    number: str
    body: str
    sender: str
    report_url: str
    is_unicode: bool
    segments: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What the carrier said to one text. ``retry_after`` in seconds, ``cost`` in ``currency``."""

    verdict: Verdict
    carrier_ref: str = ""
    code: str = ""
    reason: str = ""
    retry_after: int | None = None
    cost: Decimal | None = None
    currency: str = ""
    segments: int | None = None
