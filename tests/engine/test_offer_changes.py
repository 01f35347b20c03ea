"""What changed between two offers of goods."""

from collections import Counter
from decimal import Decimal

from engine import Goods, GoodsChange, compare_goods
from hypothesis import given
from hypothesis import strategies as st

CHAIRS = Goods("Oak chair", Decimal(4), Decimal(50))
TABLE = Goods("Oak table", Decimal(1), Decimal(200))

goods = st.builds(
    Goods,
    name=st.sampled_from(["Oak chair", "oak  CHAIR", "Oak table", "Printing"]),
    quantity=st.sampled_from([Decimal(1), Decimal(2), Decimal("2.5")]),
    price=st.sampled_from([Decimal(0), Decimal(50)]),
)
offers = st.lists(goods, max_size=5)


def test_a_smaller_quantity_is_one_change():
    fewer = Goods("oak chair ", Decimal(2), Decimal(50))
    assert compare_goods([CHAIRS, TABLE], [TABLE, fewer]) == (GoodsChange(CHAIRS, fewer),)


def test_what_is_new_comes_before_what_is_dropped():
    changes = compare_goods([CHAIRS], [TABLE])
    assert changes == (GoodsChange(None, TABLE), GoodsChange(CHAIRS, None))


def test_of_two_lines_with_one_name_the_one_that_is_the_same_is_no_change():
    more = Goods("Oak chair", Decimal(6), Decimal(50))
    changes = compare_goods([CHAIRS, more], [more])
    assert changes == (GoodsChange(CHAIRS, None),)


@given(offers)
def test_the_same_offer_has_no_changes(lines):
    assert compare_goods(lines, list(reversed(lines))) == ()


@given(offers, offers)
def test_the_changes_lead_from_one_offer_to_the_other(before, after):
    changes = compare_goods(before, after)
    left = Counter(before)
    left.subtract(change.before for change in changes if change.before)
    left.update(change.after for change in changes if change.after)
    assert +left == Counter(after)


@given(offers, offers)
def test_nothing_changes_into_itself(before, after):
    assert all(change.before != change.after for change in compare_goods(before, after))
