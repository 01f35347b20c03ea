"""Two replies of each customer at once, in two processes: both are heard, one counts."""

import pytest

CUSTOMERS = 10


@pytest.fixture
def texted(shared_with_addon):
    """Customers who have been texted; made once."""
    if not shared_with_addon.run("texts")["customers"]:
        shared_with_addon.run("make_books", CUSTOMERS, 1)
        shared_with_addon.run("make_automatic")
        shared_with_addon.run("follow_up", 1)
    return shared_with_addon


def both(texted, *bodies):
    """What became of the replies, after one process received one and another the other."""
    for process in texted.start_together("reply_at_once", bodies):
        assert texted.result(process) == CUSTOMERS
    return texted.run("replies")


def test_two_days_are_two_replies_and_one_promise(texted):
    result = both(texted, "friday", "I will pay tomorrow")
    assert result["replies"] == result["answered"] == 2 * CUSTOMERS
    assert (result["promised"], result["failed"]) == (CUSTOMERS, 0)


def test_two_stops_are_confirmed_once(texted):
    result = both(texted, "STOP", "Stop please")
    assert result["stopped"] == result["farewells"] == CUSTOMERS
    assert (result["replies"], result["failed"]) == (4 * CUSTOMERS, 0)
