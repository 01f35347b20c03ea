"""What changed from one offer of goods to the next, for whoever answers it."""

from collections.abc import Sequence
from dataclasses import dataclass

from .offers import Goods


@dataclass(frozen=True, slots=True)
class GoodsChange:
    """Goods of another quantity or price, new ones (``before`` is None) or dropped ones."""

    before: Goods | None
    after: Goods | None


def compare_goods(before: Sequence[Goods], after: Sequence[Goods]) -> tuple[GoodsChange, ...]:
    """How ``after`` differs from ``before``, in the order of ``after``; what is dropped comes last.

    Goods are the same by their name; what appears twice is compared first with what is exactly the
    same, then in order.
    """
    left, right = list(before), []
    for goods in after:
        if goods in left:
            left.remove(goods)
        else:
            right.append(goods)
    changes = []
    for goods in right:
        same = next((old for old in left if _key(old) == _key(goods)), None)
        if same:
            left.remove(same)
        changes.append(GoodsChange(same, goods))
    return (*changes, *(GoodsChange(old, None) for old in left))


def _key(goods: Goods) -> str:
    return " ".join(goods.name.casefold().split())
