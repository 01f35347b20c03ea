from engine import is_news
from hypothesis import given
from hypothesis import strategies as st

STATES = ("unknown", "sent", "refused", "undelivered", "delivered")


def after(reports, state="sending"):
    for told in reports:
        state = told if is_news(state, told) else state
    return state


@given(
    st.lists(st.sampled_from(STATES), min_size=1).flatmap(
        lambda r: st.tuples(st.just(r), st.permutations(r + r))
    )
)
def test_duplicates_and_order_of_reports_do_not_matter(reports):
    once, shuffled = reports
    assert after(once) == after(shuffled)


def test_delivered_is_the_last_word():
    assert after(["delivered", *STATES]) == "delivered"


def test_what_was_never_sent_stays_so():
    assert not is_news("cancelled", "delivered")
    assert not is_news("draft", "sent")
