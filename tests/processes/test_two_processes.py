"""The scheduled action twice, and twice at once: nothing is sent twice, nothing is lost."""

import pytest

CUSTOMERS = 1100  # three batches of the follow-up


@pytest.fixture
def books(with_addon):
    with_addon.run("make_books", CUSTOMERS, 1)
    with_addon.run("make_automatic")
    return with_addon


def test_twice_in_a_row(books):
    first = books.run("follow_up", 2)
    second = books.run("follow_up", 1)
    assert len(first) == len(set(first)) == CUSTOMERS
    assert second == []


def test_twice_at_once(books):
    processes = books.start_together("follow_up", 2)
    carried = [uuid for process in processes for uuid in books.result(process)]
    rest = books.run("follow_up", 1)
    assert len(carried) + len(rest) == CUSTOMERS
    assert len({*carried, *rest}) == CUSTOMERS
    assert books.run("texts") == {"states": {"delivered": CUSTOMERS}, "customers": CUSTOMERS}
