"""Answers to one offer at the same moment, from whole processes: one of them counts."""

import pytest

CUSTOMERS = 8


@pytest.fixture
def books(with_addon):
    with_addon.run("make_books", CUSTOMERS, 1)
    return with_addon


@pytest.fixture
def offers(books):
    assert books.run("make_barters", True) == CUSTOMERS
    return books


def at_once(offers, *acts):
    processes = offers.start_together("barter_at_once", acts)
    results = [offers.result(process) for process in processes]
    return list(zip(*results, strict=True)), offers.run("barters")


def test_accepted_in_two_tabs_at_once_it_is_agreed_on_once(offers):
    answers, barters = at_once(offers, "accept", "accept")
    assert answers == [("done", "done")] * CUSTOMERS
    assert barters == [["agreed", 1, 1, 1]] * CUSTOMERS


def test_accepted_while_staff_offer_something_else(offers):
    answers, barters = at_once(offers, "accept", "counter")
    for answer, barter in zip(answers, barters, strict=True):
        assert answer.count("done") == 1
        assert barter in (["agreed", 1, 1, 1], ["countered", 2, 0, 0])


def test_accepted_while_staff_take_it_back(offers):
    _answers, barters = at_once(offers, "accept", "take_back")
    assert all(barter in (["agreed", 1, 1, 1], ["withdrawn", 1, 0, 0]) for barter in barters)


def test_two_tabs_propose_at_once(books):
    assert books.run("make_barters", False) == CUSTOMERS
    answers, barters = at_once(books, "propose", "propose")
    assert all(sorted(answer) == ["changed", "done"] for answer in answers)
    assert barters == [["proposed", 1, 0, 0]] * CUSTOMERS
