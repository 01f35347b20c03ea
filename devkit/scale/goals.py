"""What was set as a goal, and whether the figures of one run meet it.

All but the milliseconds are ratios of figures of the same run on the same machine.
"""

from .table import each

MOST, LEAST = "at most", "at least"
# A text, and the notes on the invoices it names.
MS_PER_TEXT, MS_PER_NOTE = 1.5, 0.3
# What the ORM took on the machine the milliseconds were set on: a chatter message, a row of the
# queue, a notification and a tracker by ``create`` in batches of 500.
MS_OF_ODOO_THERE = 1.1


def of_book(rows: list[dict]) -> list[dict]:
    """The goals of one book, of what was measured in it.

    Judged by the clock. ``processor`` is what the value would be by processor time, of a machine
    that has other things to do as well.
    """
    by_clock = {row["key"]: row for row in rows if row.get("key")}
    by_processor = {
        key: {**row, "seconds": row["python"] + row["database"]} for key, row in by_clock.items()
    }
    found = []
    for judge in (_nobody_due, _texting):
        busy = {goal["title"]: goal["value"] for goal in judge(by_processor)}
        found += [{**goal, "processor": busy.get(goal["title"])} for goal in judge(by_clock)]
    return found + _memory(by_clock) + _sending(by_clock)


def of_growth(first: list[dict], last: list[dict]) -> list[dict]:
    """The goals that compare the smallest book with the largest."""
    of = [{row["key"]: row for row in rows if row.get("key")} for rows in (first, last)]
    found = []
    for key, name in (("a_before", "not due yet"), ("a_after", "all texted")):
        if all(key in rows for rows in of):
            more = of[1][key]["queries"] - of[0][key]["queries"]
            found.append(_goal(f"(a) {name}: queries more than of the smallest", more, MOST, 0))
    if all("b_text" in rows for rows in of):
        ratio = each(of[1]["b_text"]) / each(of[0]["b_text"])
        title = "(b) ms per customer, largest to smallest book"
        found.append(_goal(title, ratio, MOST, 1.2, "times"))
    return found


def _goal(title, value, bound, limit, unit=""):
    met = value <= limit if bound == MOST else value >= limit
    return {"title": title, "value": value, "bound": bound, "limit": limit, "unit": unit,
            "met": met}  # fmt: skip


def _nobody_due(rows):
    found = []
    for key, floor, name in (
        ("a_before", "a_before_floor", "not due yet"),
        ("a_after", "a_after_floor", "all texted"),
    ):
        if key in rows and floor in rows and rows[floor]["seconds"]:
            ratio = rows[key]["seconds"] / rows[floor]["seconds"]
            found.append(_goal(f"(a) {name}: run to bare SQL", ratio, MOST, 3, "times"))
    return found


def _texting(rows):
    run, floor = rows.get("b_text"), rows.get("b_orm")
    if not run or not run.get("count"):
        return []
    queries = run["queries"] / run["count"]
    allowed = MS_PER_TEXT + MS_PER_NOTE * run["notes"] / run["count"]
    found = [
        _goal("(b) each text with its notes", each(run), MOST, round(allowed, 2), "ms"),
        _goal("(b) queries per text", queries, MOST, 0.1),
    ]
    if odoo := rows.get("b_odoo"):
        there = each(run) * MS_OF_ODOO_THERE / each(odoo)
        found.append(
            _goal("(b) the same where the goal was set", there, MOST, round(allowed, 2), "ms")
        )
    if floor and floor["seconds"]:
        ratio = each(run) / each(floor)
        found.insert(0, _goal("(b) run to ORM floor, per text", ratio, MOST, 1.5, "times"))
    return found


def _memory(rows):
    run = rows.get("b_text")
    return [_goal("(b) peak memory above start", run["peak_mb"], MOST, 170, "MB")] if run else []


def _sending(rows):
    found = []
    if run := rows.get("c_100_16"):
        rate = run["count"] / run["seconds"]
        found.append(_goal("(c) 100 ms, 16 in flight", rate, LEAST, 130, "texts/s"))
    if run := rows.get("c_100_32"):
        found.append(_goal("(c) 100 ms, 32 in flight", each(run), MOST, 5, "ms per text"))
    for key in ("c_1_1", "c_100_16"):
        run, bare = rows.get(key), rows.get(f"{key}_bare")
        if run and bare:
            _, latency, flight = key.split("_")
            left = each(run) - each(bare)
            title = f"(c) bookkeeping, {latency} ms, {flight} in flight"
            found.append(_goal(title, left, MOST, 0.7, "ms per text"))
    return found
