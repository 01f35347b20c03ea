"""Whether and from when on the contact rules allow to reach a customer."""

from dataclasses import replace
from datetime import datetime, time, timezone
from zoneinfo import ZoneInfo

from .caps import Contacted, spare, tightest
from .decisions import Decision, Due, Hold, HoldReason
from .facts import Channel, Contact, Facts
from .hours import is_open, next_opening

# A letter disturbs nobody at night, and no cap we know of counts it.
FREE = frozenset({Channel.LETTER})


def contact_hold(
    contact: Contact | None, due: Due, channel: Channel, drafted: bool = False
) -> Hold | None:
    """Why nobody may contact this customer at ``contact.at``, or None.

    ``drafted``: a person approves the words first, and hours are kept when they leave.
    """
    if contact is None:
        return None
    if contact.rule is None:
        return Hold(HoldReason.NO_RULE, due)
    figure = {"rule": contact.rule, "channel": channel.value}
    if channel in contact.unconsented:
        return Hold(HoldReason.NO_CONSENT, due, figure=figure)
    if channel in FREE:
        return None
    return _full(contact, due, figure) or (None if drafted else _closed(contact, due, figure))


def _full(contact: Contact, due: Due, figure: dict) -> Hold | None:
    cap = tightest(contact.caps, contact.contacts, contact.at)
    if not cap:
        return None
    figure |= {"cap": cap.id, "maximum": cap.maximum, "hours": cap.period.total_seconds() // 3600}
    return Hold(HoldReason.CONTACT_CAP, due, figure=figure, at=opening(contact))


def _closed(contact: Contact, due: Due, figure: dict) -> Hold | None:
    if is_open(contact.hours, contact.zones, contact.at):
        return None
    figure |= {"zones": list(contact.zones)}
    opens = opening(contact)
    reason = HoldReason.OUTSIDE_HOURS if opens else HoldReason.NO_COMMON_HOUR
    return Hold(reason, due, figure=figure, at=opens)


def opening(contact: Contact, after: datetime | None = None) -> datetime | None:
    """The first instant at or after ``after`` (default: now) at which hours and caps allow one more
    contact. None: not within a month."""
    instant = max(after or contact.at, contact.at)
    for cap in contact.caps:
        instant = max(instant, spare(cap, contact.contacts, instant))
    return next_opening(contact.hours, contact.zones, instant)


def next_instant(facts: Facts, decision: Decision) -> datetime | None:
    """When the customer may be contacted next, as far as that is known today."""
    at, day = getattr(decision, "at", None), getattr(decision, "until", None)
    if at or day is None or facts.contact is None:
        return at
    home = ZoneInfo(facts.contact.home)
    morning = datetime.combine(day, time(), home).astimezone(timezone.utc)
    allowed = facts.contact.hours and opening(facts.contact, morning)
    return allowed or morning


def after_contact(contact: Contact | None) -> Contact | None:
    """The same once the customer has been contacted."""
    if contact is None:
        return None
    return replace(contact, contacts=(*contact.contacts, Contacted(contact.at)))
