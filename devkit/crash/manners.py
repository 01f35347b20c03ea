"""How a carrier may behave towards one text."""

from dataclasses import dataclass
from random import Random

# Seconds after which our gateway waits no longer, and what "late" means.
PATIENCE = 1.0
LATE = 1.6


@dataclass(frozen=True)
class Manner:
    """``takes``: whether the text counts as accepted. ``status``: of the answer; 0: the connection
    is reset instead. ``late``: after our patience."""

    name: str
    takes: bool
    status: int
    late: bool = False


GOOD = Manner("accepted", True, 202)
BAD = (
    Manner("accepted, answered too late", True, 202, late=True),
    Manner("accepted, then reset", True, 0),
    Manner("reset, not accepted", False, 0),
    Manner("accepted, then 500", True, 500),
    Manner("500, not accepted", False, 500),
    Manner("429", False, 429),
    Manner("400", False, 400),
)


def choose(random: Random, bad_share: float) -> Manner:
    """The manner towards the next text: a bad one for ``bad_share`` of them."""
    return random.choice(BAD) if random.random() < bad_share else GOOD


def latency(random: Random, mean: float) -> float:
    """Seconds until the answer: mostly short, now and then four times as long."""
    return min(random.expovariate(1 / mean), 4 * mean) if mean else 0.0
