"""What a process was doing when it was killed."""

from dataclasses import dataclass

DECIDING = "Collections: follow up"
RELEASING = "Collections: send at the allowed time"
SENDING = "SMS: SMS Queue Manager"
# From the least to the most that can go wrong.
_DANGER = (
    "idle", "deciding", "releasing", "claiming", "claimed", "between two texts", "settling",
    "at the carrier",
)  # fmt: skip


@dataclass(frozen=True)
class Moment:
    """What was to be seen while everything stood still. ``jobs``: {process: scheduled action};
    ``ports``: {process: its connections to the carrier that wait for an answer};
    ``claimed``: texts that are on their way by the database; ``asked``: those of them that the
    carrier has been asked to carry; ``to_send``, ``to_release``: whether there is anything in the
    queue, or planned for now."""

    jobs: dict[int, str]
    ports: dict[int, set[int]]
    claimed: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()
    to_send: bool = True
    to_release: bool = True


def phase(moment: Moment, pid: int) -> str:
    """What the process ``pid`` was doing."""
    job = moment.jobs.get(pid, "")
    if job == SENDING:
        return _phase_of_sending(moment, pid)
    if job == RELEASING:
        return "releasing" if moment.to_release else "idle"
    return "deciding" if job == DECIDING else "idle"


def _phase_of_sending(moment, pid):
    if moment.ports.get(pid):
        return "at the carrier"
    if not moment.claimed:
        return "claiming" if moment.to_send else "idle"
    if not moment.asked:
        return "claimed"
    return "between two texts" if moment.claimed - moment.asked else "settling"


def worst(phases) -> str:
    """The one of ``phases`` in which most can go wrong; empty where there is none."""
    return max(phases, key=_DANGER.index, default="")
