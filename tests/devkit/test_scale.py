"""How the figures of `bin/bench scale` are shown and judged."""

import pytest

from devkit.scale import carrier, goals, table


def row(name, seconds, *, key=None, count=None, part="a", **more):
    figures = {
        "python": 0.1,
        "database": 0.2,
        "queries": 10,
        "peak_mb": 2.0,
        "seconds": seconds,
        "count": count,
    }
    return {"part": part, "name": name, "key": key, **figures, **more}


def texting(seconds, **more):
    return row("texting", seconds, key="b_text", part="b", count=1000, **{"notes": 4000, **more})


def met(rows):
    return {goal["title"]: goal["met"] for goal in goals.of_book(rows)}


@pytest.mark.parametrize(
    ("figure", "earlier", "times", "expected"),
    [(20, 2, 10, 10), (4, 2, 10, 2), (200, 2, 100, 10), (0, 2, 10, None), (2, 0, 10, None)],
)
def test_growth_per_tenfold(figure, earlier, times, expected):
    assert table.growth(figure, earlier, times) == (expected and pytest.approx(expected))


def test_growth_from_a_hundred_thousand_to_half_a_million():
    assert table.growth(5, 1, 5) == pytest.approx(10)


def test_a_block_shows_what_each_costs_and_how_it_grows():
    lines = table.block([row("run", 3.0, count=1000)], [row("run", 1.5, count=100)], 10).split("\n")
    assert lines[1] == table.PARTS["a"]
    assert lines[2].split() == ["run", "3.000", "0.100", "0.20", "10", "2", "3.000", "x", "2.0"]


def test_a_measurement_that_was_stopped_says_why():
    stopped = {"part": "peer", "name": "other", "stopped": "stopped at 10 invoices"}
    block = table.block([stopped, row("run", 1.0)], [row("run", 1.0), stopped], 10)
    assert block.endswith("stopped at 10 invoices")


def test_a_run_is_judged_by_the_statement_that_decides():
    floor = row("floor", 1.0, key="a_after_floor")
    title = "(a) all texted: run to bare SQL"
    assert met([floor, row("run", 3.0, key="a_after")]) == {title: True}
    assert met([floor, row("run", 3.1, key="a_after")]) == {title: False}


def test_a_busy_machine_shows_beside_and_is_not_judged_by():
    floor = row("floor", 1.0, key="a_after_floor")
    (goal,) = goals.of_book([floor, row("run", 9.0, key="a_after", database=0.5)])
    assert (goal["met"], goal["value"]) == (False, 9.0)
    assert goal["processor"] == pytest.approx(2)  # 0.1 + 0.5 to 0.1 + 0.2
    assert table.goals([goal]).endswith("goal at most 3   (2.000 by processor time)")


def test_what_was_not_measured_is_not_judged():
    assert goals.of_book([row("run", 3.0, key="a_after"), row("floor", 1.0, key="b_orm")]) == []


def test_a_text_is_allowed_time_for_its_notes():
    title = "(b) each text with its notes"
    assert met([texting(2.7)])[title]  # 1.5 + 4 x 0.3 ms
    assert not met([texting(2.8)])[title]
    assert not met([texting(2.7, notes=0)])[title]


def test_milliseconds_are_told_for_the_machine_the_goal_was_set_on():
    title = "(b) the same where the goal was set"
    twice_as_slow = row("odoo", 2.2, key="b_odoo", part="b", count=1000)
    assert met([texting(5.4), twice_as_slow])[title]
    assert not met([texting(5.5), twice_as_slow])[title]


def test_a_text_is_judged_by_the_same_rows_written_by_the_orm():
    floor = row("orm", 1.0, key="b_orm", part="b", count=500)  # 2 ms each
    title = "(b) run to ORM floor, per text"
    assert met([texting(3.0), floor])[title]
    assert not met([texting(3.1), floor])[title]


def test_bookkeeping_is_what_the_requests_alone_do_not_take():
    alone = row("alone", 6.3, key="c_100_16_bare", part="c", count=1000)
    title = "(c) bookkeeping, 100 ms, 16 in flight"
    assert met([alone, row("all", 6.9, key="c_100_16", part="c", count=1000)])[title]
    assert not met([alone, row("all", 7.1, key="c_100_16", part="c", count=1000)])[title]


def test_queries_of_an_idle_run_must_not_grow():
    small, large = row("run", 1.0, key="a_after"), row("run", 2.0, key="a_after", queries=11)
    assert [goal["met"] for goal in goals.of_growth([small], [large])] == [False]
    assert [goal["met"] for goal in goals.of_growth([small], [small])] == [True]


def test_the_carrier_reads_how_much_follows():
    assert carrier.content_length(b"POST /1 HTTP/1.1\r\nContent-Length: 12\r\n\r\n") == 12
    assert carrier.content_length(b"GET /1 HTTP/1.1\r\nHost: x\r\n\r\n") == 0
