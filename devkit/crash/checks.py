"""What must be true after any number of kills, once everything has come to rest."""

from collections import Counter
from dataclasses import dataclass, field

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


def findings(accepted: list[dict], books: Books) -> list[str]:
    """What is wrong, in words; ``accepted``: the carrier's record."""
    known = {text.uuid: text for text in books.texts}
    return [
        *_twice(accepted, known),
        *_not_recorded(accepted, known),
        *_recorded_only(accepted, books),
        *(words for text in books.texts for words in _unfinished(text)),
        *(f"{number} is due and has neither a text nor a reason" for number in books.silent),
        *(f"Line {line} counts as spoken about, but no text is" for line in books.unspoken),
        *(f"{uuid} is in Odoo's queue and is no text of ours" for uuid in books.orphans),
    ]


def _twice(accepted, known):
    counts = Counter((one["uuid"], one["number"]) for one in accepted)
    for (uuid, number), count in counts.items():
        if count > 1:
            yield f"{uuid} to {number} was accepted {count} times"
    texts = {uuid: known[uuid] for uuid, _number in counts if uuid in known}
    rungs = Counter((text.case, text.level, text.round) for text in texts.values() if text.level)
    for (case, level, round_), count in rungs.items():
        if count > 1:
            yield f"Case {case} got {count} texts of level {level}, round {round_}"


def _not_recorded(accepted, known):
    for one in accepted:
        text = known.get(one["uuid"])
        if not text:
            yield f"{one['uuid']} was accepted, and there is no such text"
        elif text.state not in ARRIVED:
            yield f"{text.uuid} was accepted ({one['how']}), and is recorded as {text.state}"


def _recorded_only(accepted, books):
    seen = {one["uuid"] for one in accepted}
    for text in books.texts:
        if text.state in ARRIVED - {"unknown"} and text.uuid not in seen:
            yield f"{text.uuid} is recorded as {text.state}, and the carrier has not accepted it"


def _unfinished(text):
    """What is wrong with a text after everything has come to rest."""
    if text.state in _ON_ITS_WAY:
        yield f"{text.uuid} is {text.state} for ever"
        return
    if text.state == "cancelled" and not text.reason:
        yield f"{text.uuid} was cancelled without a reason"
    if text.state == "unknown" and not text.is_asked:
        yield f"{text.uuid} is unknown, and nobody is asked to look"
    if not text.is_in_chatter:
        yield f"{text.uuid} is {text.state}, and not in the chatter"
    if text.shown_as in _SHOWN_AS_WAITING:
        yield f"{text.uuid} is {text.state}, and the chatter shows it as {text.shown_as}"
    if text.queue in _IN_QUEUE:
        yield f"{text.uuid} is {text.state}, and its row in the queue is {text.queue}"
