from datetime import timedelta

from engine import back_off
from hypothesis import given
from hypothesis import strategies as st


@given(st.integers(1, 10_000), st.integers(0, 2**32))
def test_pauses_grow_to_an_hour_and_a_quarter_at_most(failures, key):
    assert timedelta(minutes=1) <= back_off(failures, key) <= timedelta(minutes=75)
    assert back_off(failures) <= back_off(failures + 1)


def test_the_first_pauses():
    assert [back_off(n).total_seconds() / 60 for n in (1, 2, 3, 7, 100)] == [1, 2, 4, 60, 60]
