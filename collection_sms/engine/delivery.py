"""The states of a text after it left, and which news of a carrier count.

Reports arrive twice, late and in any order: a text only ever moves forward.
"""

_RANK = {
    "queued": 0,
    "sending": 1,
    "unknown": 2,
    "sent": 3,
    "refused": 4,
    "undelivered": 5,
    "delivered": 6,
}


def is_news(known: str, told: str) -> bool:
    """Whether ``told`` says more of a text than the state that is ``known``.

    Whatever is no state of a text on its way, such as ``cancelled``, stays as it is.
    """
    return known in _RANK and _RANK[told] > _RANK[known]
