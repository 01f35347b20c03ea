"""How customers want to be reached: which wishes a form may ask for, and whether it is stale."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum


class WishRefusal(str, Enum):
    """Why wishes cannot be recorded."""

    BUSY = "busy"
    CHANGED = "changed"
    LANGUAGE = "language"
    CHANNEL = "channel"
    HOURS = "hours"


@dataclass(frozen=True, slots=True)
class Wishes:
    """Language code, channel and hours, as a form spells them."""

    language: str
    channel: str
    hours: str

    @property
    def key(self) -> str:
        """One string that tells these wishes from others."""
        return "/".join((self.language, self.channel, self.hours))


@dataclass(frozen=True, slots=True)
class WishOffer:
    """What may be chosen."""

    languages: Collection[str]
    channels: Collection[str]
    hours: Collection[str]


def refuse_wishes(
    offer: WishOffer, now: Wishes, wanted: Wishes, shown: str | None
) -> WishRefusal | None:
    """Why ``wanted`` cannot be recorded, or None if it can.

    ``now``: what is recorded; ``shown``: the key of what the customer saw. Asking for what is
    recorded already is never refused: it is the same form once more.
    """
    if wanted.language not in offer.languages:
        return WishRefusal.LANGUAGE
    if wanted.channel not in offer.channels:
        return WishRefusal.CHANNEL
    if wanted.hours not in offer.hours:
        return WishRefusal.HOURS
    return None if wanted == now or shown == now.key else WishRefusal.CHANGED
