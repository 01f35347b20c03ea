"""Charging saved cards with whole processes: nobody twice, whoever dies or runs at once."""

import pytest

PLANS = 12


@pytest.fixture
def plans(with_addon):
    with_addon.run("make_books", PLANS, 1)
    assert with_addon.run("make_autopay") == PLANS
    return with_addon


def test_killed_after_the_provider_took_the_money(plans):
    killed = plans.start("charge", True)
    killed.communicate()
    assert killed.returncode == 9
    assert plans.run("charges") == {"states": {"done": 1, "draft": 1}, "booked": 1, "asked": 0}
    rest = plans.run("charge", False)
    assert len(rest) == len(set(rest)) == PLANS - 2
    expected = {"states": {"done": PLANS - 1, "draft": 1}, "booked": PLANS - 1, "asked": 1}
    assert plans.run("charges") == expected
    assert plans.run("charge", False) == []


def test_twice_at_once(plans):
    processes = plans.start_together("charge", False)
    sent = [reference for process in processes for reference in plans.result(process)]
    sent += plans.run("charge", False)
    assert len(sent) == len(set(sent)) == PLANS
    expected = {"states": {"done": PLANS}, "booked": PLANS, "asked": 0}
    assert plans.run("charges") == expected
