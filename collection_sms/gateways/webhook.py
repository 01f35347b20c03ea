"""What carriers tell us: delivery reports and replies, as they came and as we read them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


class Unreadable(ValueError):
    """A webhook that does not say what it should; its words tell a person what is missing."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """One request of a carrier's, raw. ``query`` is what follows the question mark, still encoded;
    the names in ``headers`` are in small letters."""

    method: str
    query: str = ""
    body: bytes = b""
    content_type: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Report:
    """What became of one text, named by our ``uuid`` or by the carrier's reference.

    ``state`` is one of a ``collection.message``, empty if nobody knows what ``status``, the
    carrier's own word, means.
    """

    status: str
    state: str
    uuid: str = ""
    carrier_ref: str = ""
    code: str = ""
    reason: str = ""
    cost: Decimal | None = None
    currency: str = ""
    segments: int | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What a customer wrote ``to`` one of our numbers. ``key``: the carrier's, empty if none.

    ``is_stop``: the carrier has taken it for a stop, whatever the words. ``has_files``: pictures or
    other files came with it, which stay with the carrier.
    """

    number: str
    body: str
    to: str = ""
    key: str = ""
    is_stop: bool = False
    has_files: bool = False
