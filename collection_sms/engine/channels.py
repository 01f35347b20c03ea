"""Which way a message goes: the customer's preferred one, else the first other that is open.

A customer who stopped messages on the channel they prefer has said no: nothing else takes its
place by itself. What merely cannot be used, a landline or an email that bounced, falls through.
"""

from collections.abc import Mapping
from datetime import date

from .decisions import Due, Hold, HoldReason
from .facts import Channel, Facts, Way, WayStatus

_REASONS: Mapping[tuple[Channel, WayStatus], HoldReason] = {
    (Channel.SMS, WayStatus.MISSING): HoldReason.NUMBER_MISSING,
    (Channel.SMS, WayStatus.INVALID): HoldReason.NUMBER_INVALID,
    (Channel.SMS, WayStatus.LANDLINE): HoldReason.LANDLINE,
    (Channel.PHONE, WayStatus.MISSING): HoldReason.NUMBER_MISSING,
    (Channel.PHONE, WayStatus.INVALID): HoldReason.NUMBER_INVALID,
    (Channel.EMAIL, WayStatus.MISSING): HoldReason.EMAIL_MISSING,
    (Channel.EMAIL, WayStatus.INVALID): HoldReason.EMAIL_INVALID,
    (Channel.LETTER, WayStatus.MISSING): HoldReason.ADDRESS_MISSING,
}


def choose_way(facts: Facts, due: Due, insisted: Channel | None = None) -> Way | Hold:
    """The first way that is open, or why there is none.

    ``insisted``: the channel a follow-up level asks for, which goes before the preferred one.
    """
    tried = _ways_to_try(facts, insisted)
    for way in tried:
        if way.status is WayStatus.OPEN:
            return way
        if way.status is WayStatus.OPTED_OUT and way == facts.ways[0]:
            return _hold(way, (way,), due)
    return _hold(tried[0], tried, due)


def no_way(facts: Facts, due: Due, today: date) -> Hold | None:
    """Why no way is open to a customer on no particular level."""
    way = choose_way(facts, due)
    return way if isinstance(way, Hold) else None


def still_goes(facts: Facts, channel: Channel, insisted: Channel | None = None) -> bool:
    """Whether a message that was to go by ``channel`` would be sent that way today."""
    way = choose_way(facts, Due(), insisted)
    return isinstance(way, Way) and way.channel is channel


def ways_in_order(
    preferred: Channel, fallbacks: tuple[Channel, ...], known: Mapping[Channel, WayStatus]
) -> tuple[tuple[Way, ...], tuple[Way, ...]]:
    """The ways to try, the preferred one first, and those that only a level may ask for."""
    first = (preferred, *(channel for channel in fallbacks if channel is not preferred))
    others = (channel for channel in known if channel not in first)
    return (
        tuple(Way(channel, known[channel]) for channel in first),
        tuple(Way(channel, known[channel]) for channel in others),
    )


def _ways_to_try(facts: Facts, insisted: Channel | None) -> tuple[Way, ...]:
    asked = tuple(way for way in facts.ways + facts.other_ways if way.channel is insisted)
    return asked + tuple(way for way in facts.ways if way not in asked)


def _hold(first: Way, tried: tuple[Way, ...], due: Due) -> Hold:
    figure = {
        "channel": first.channel.value,
        "tried": [[way.channel.value, way.status.value] for way in tried],
    }
    return Hold(_reason(first), due, figure=figure)


def _reason(way: Way) -> HoldReason:
    if way.status is WayStatus.OPTED_OUT:
        return HoldReason.OPTED_OUT
    return _REASONS.get((way.channel, way.status), HoldReason.UNREACHABLE)
