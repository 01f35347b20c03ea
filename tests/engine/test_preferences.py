import pytest
from engine import Wishes, WishOffer, WishRefusal, refuse_wishes
from hypothesis import given
from hypothesis import strategies as st

OFFER = WishOffer(("en_US", "fr_FR"), ("sms", "email", "phone"), ("any", "morning"))
NOW = Wishes("en_US", "sms", "any")
OTHER = Wishes("fr_FR", "email", "morning")

offered = st.builds(
    Wishes,
    st.sampled_from(OFFER.languages),
    st.sampled_from(OFFER.channels),
    st.sampled_from(OFFER.hours),
)
anything = st.builds(Wishes, st.text(), st.text(), st.text())


@given(now=offered, wanted=offered)
def test_what_is_offered_can_be_had_by_whoever_saw_how_it_stands(now, wanted):
    assert refuse_wishes(OFFER, now, wanted, now.key) is None


@given(now=offered, wanted=anything, shown=st.none() | st.text())
def test_nothing_else_is_ever_recorded(now, wanted, shown):
    if refuse_wishes(OFFER, now, wanted, shown) is None:
        assert wanted.language in OFFER.languages
        assert wanted.channel in OFFER.channels
        assert wanted.hours in OFFER.hours


@pytest.mark.parametrize(
    ("wanted", "refusal"),
    [
        (Wishes("xx_XX", "sms", "any"), WishRefusal.LANGUAGE),
        (Wishes("en_US", "fax", "any"), WishRefusal.CHANNEL),
        (Wishes("en_US", "sms", "3am"), WishRefusal.HOURS),
    ],
)
def test_each_refusal_names_its_field(wanted, refusal):
    assert refuse_wishes(OFFER, NOW, wanted, NOW.key) is refusal


def test_an_old_form_does_not_undo_what_came_after_it():
    assert refuse_wishes(OFFER, OTHER, NOW, NOW.key) is WishRefusal.CHANGED


def test_the_same_form_once_more_is_done_already():
    assert refuse_wishes(OFFER, OTHER, OTHER, NOW.key) is None
