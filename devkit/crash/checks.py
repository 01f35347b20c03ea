"""What must be true after any number of kills, once everything has come to rest."""

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

# A text that a carrier has accepted is recorded as one of these: it may have arrived.
ARRIVED = {"sent", "delivered", "undelivered", "unknown"}
_ON_ITS_WAY = {"draft", "queued", "sending"}
_IN_QUEUE = {"outgoing", "process", "collection_scheduled"}
_SHOWN_AS_WAITING = {"ready", "process"}


@dataclass(frozen=True)
class Text:
    """A row of ours: one text to a customer."""

    uuid: str
    number: str
    case: int
    level: int | None
    round: int
    state: str
    reason: str | None  # why it was cancelled
    is_asked: bool  # whether its case has an activity for a person
    is_in_chatter: bool
    shown_as: str | None  # how the chatter shows it
    queue: str | None  # state of its row in Odoo's queue, unless that is to be deleted


@dataclass(frozen=True)
class Books:
    """What the database holds in the end. ``silent``: numbers of customers who are due and have
    neither a text nor a reason. ``unspoken``: lines that count as spoken about, and no text is.
    ``orphans``: rows of Odoo's queue that belong to no text."""

    texts: list[Text]
    silent: list[str] = field(default_factory=list)
    unspoken: list[int] = field(default_factory=list)
    orphans: list[str] = field(default_factory=list)


class Finding(NamedTuple):
    """Something that is wrong, and with which text, customer or line."""

    what: str
    which: str = ""


def findings(accepted: list[dict], books: Books) -> list[Finding]:
    """What is wrong; ``accepted``: the carrier's record."""
    known = {text.uuid: text for text in books.texts}
    return [
        *_twice(accepted, known),
        *_not_recorded(accepted, known),
        *_recorded_only(accepted, books),
        *(words for text in books.texts for words in _unfinished(text)),
        *(Finding("due, and has neither a text nor a reason", one) for one in books.silent),
        *(Finding("a line that counts as spoken about in no text", one) for one in books.unspoken),
        *(Finding("in Odoo's queue, and no text of ours", one) for one in books.orphans),
    ]


def _twice(accepted, known):
    counts = Counter((one["uuid"], one["number"]) for one in accepted)
    for (uuid, number), count in counts.items():
        if count > 1:
            yield Finding(f"accepted {count} times", f"{uuid} to {number}")
    texts = {uuid: known[uuid] for uuid, _number in counts if uuid in known}
    rungs = Counter((text.case, text.level, text.round) for text in texts.values() if text.level)
    for (case, level, round_), count in rungs.items():
        if count > 1:
            rung = f"case {case}, level {level}, round {round_}"
            yield Finding(f"{count} texts accepted for one rung", rung)


def _not_recorded(accepted, known):
    for one in accepted:
        text = known.get(one["uuid"])
        if not text:
            yield Finding("accepted, and there is no such text", one["uuid"])
        elif text.state not in ARRIVED:
            yield Finding(f"{one['how']}, and recorded as {text.state}", text.uuid)


def _recorded_only(accepted, books):
    seen = {one["uuid"] for one in accepted}
    for text in books.texts:
        if text.state in ARRIVED - {"unknown"} and text.uuid not in seen:
            yield Finding(f"recorded as {text.state}, and not accepted", text.uuid)


def _unfinished(text):
    """What is wrong with a text after everything has come to rest."""
    if text.state in _ON_ITS_WAY:
        yield Finding(f"{text.state} for ever", text.uuid)
        return
    if text.state == "cancelled" and not text.reason:
        yield Finding("cancelled without a reason", text.uuid)
    if text.state == "unknown" and not text.is_asked:
        yield Finding("unknown, and nobody is asked to look", text.uuid)
    if not text.is_in_chatter:
        yield Finding(f"{text.state}, and not in the chatter", text.uuid)
    if text.shown_as in _SHOWN_AS_WAITING:
        yield Finding(f"{text.state}, and shown as {text.shown_as}", text.uuid)
    if text.queue in _IN_QUEUE:
        yield Finding(f"{text.state}, and {text.queue} in Odoo's queue", text.uuid)
