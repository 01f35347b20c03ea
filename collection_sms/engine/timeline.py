"""What has happened between a customer and a company, and what comes next, in order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Event:
    """One thing on the timeline, in words that the customer reads.

    ``kind`` is for the looks of it: payment, credit, promise, kept, broken, due, and what others
    add. ``amount`` is formatted already, or empty. ``coming``: it is expected, not past.
    """

    day: date
    kind: str
    words: str
    amount: str = ""
    coming: bool = False


@dataclass(frozen=True, slots=True)
class Timeline:
    """What is past and what comes, each with the earliest first."""

    past: tuple[Event, ...] = ()
    coming: tuple[Event, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.past or self.coming)


def arrange(events: Iterable[Event], most: int) -> Timeline:
    """The latest ``most`` events of the past, and the next ``most`` of those to come.

    Events of one day stay in the order in which they are given.
    """
    in_order = sorted(events, key=lambda event: event.day)
    past = [event for event in in_order if not event.coming]
    coming = [event for event in in_order if event.coming]
    return Timeline(tuple(past[-most:]), tuple(coming[:most]))
