"""The measurement of `bin/bench scale` runs to its end and has a figure for every stage.

On a book so small that the figures say nothing: none is looked at.
"""

from devkit.scale import goals, run, table

INVOICES = 100
STAGES = {
    "nothing is due yet: bare SQL",
    "nothing is due yet",
    "opening the cases",
    "texting every customer",
    "the same rows by ORM create",
    "the same rows by COPY",
    "everybody was texted",
    "100 ms, 1 in flight",
    "100 ms, 16 in flight",
    "100 ms, 32 in flight",
    "cases: board",
    "preview of everybody",
}


def test_every_stage_has_figures(with_addon):
    rows = run.measure(with_addon.setup, with_addon.name, INVOICES, {"a", "b", "c", "d"})
    told = table.block(rows) + table.goals(goals.of_book(rows))
    by_name = {row["name"]: row for row in rows}
    assert set(by_name) >= STAGES, told
    assert by_name["texting every customer"]["texts"] == INVOICES // run.EACH
    assert all(name in told for name in STAGES)
