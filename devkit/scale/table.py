"""The figures as a person reads them."""

import math

PARTS = {
    "book": "the book",
    "a": "(a) a run in which nobody is due",
    "b": "(b) a run that texts every customer",
    "c": "(c) sending through a stub carrier",
    "d": "(d) screens, as an ordinary collector",
    "peer": "others, on the same book",
}
_WIDTHS = {"seconds": 9, "Python s": 9, "PG s": 8, "queries": 9, "peak MB": 8, "ms each": 9}
_HEAD = f"{'':<46} " + " ".join(f"{name:>{width}}" for name, width in _WIDTHS.items())


def growth(figure: float, earlier: float, times: float) -> float | None:
    """By how much ``figure`` grows while the book grows tenfold; 10 is in step with the book.

    ``earlier`` is the figure of a book that was smaller by ``times``.
    """
    if figure <= 0 or earlier <= 0 or times <= 1:
        return None
    return (figure / earlier) ** (1 / math.log10(times))


def heading(size: int, customers: int) -> str:
    """Before the figures of one book."""
    return f"\n{size:,} open invoices of {customers:,} customers"


def block(rows: list[dict], earlier: list[dict] = (), times: float = 1) -> str:
    """The figures of one book, and how they have grown since the ``earlier`` one."""
    before = {row["name"]: row for row in earlier}
    lines = [_HEAD + ("   x per tenfold" if before else "")]
    part = None
    for row in sorted(rows, key=lambda row: list(PARTS).index(row["part"])):
        if row["part"] != part:
            part = row["part"]
            lines.append(PARTS[part])
        lines.append(line(row) + _growth(row, before.get(row["name"]), times))
    return "\n".join(lines)


def line(row: dict) -> str:
    """The figures of one measurement."""
    if "stopped" in row:
        return f"  {row['name']:<44} {row['stopped']}"
    return (
        f"  {row['name']:<44} {row['seconds']:9.3f} {row['python']:9.3f} "
        f"{row['database']:8.2f} {row['queries']:9,d} {row['peak_mb']:8.0f} {_each(row):>9}"
    )


def each(row: dict) -> float | None:
    """Milliseconds for each of what the measurement counts."""
    return row["seconds"] * 1000 / row["count"] if row.get("count") else None


def _each(row):
    return "" if each(row) is None else f"{each(row):.3f}"


def _growth(row, earlier, times):
    if not earlier or "stopped" in row or "stopped" in earlier:
        return ""
    grown = growth(row["seconds"], earlier["seconds"], times)
    return "" if grown is None else f"   x {grown:.1f}"


def goals(found: list[dict]) -> str:
    """Which goals are met, one line each."""
    return "\n".join(map(_goal, found))


def _goal(goal):
    verdict = "pass" if goal["met"] else "MISS"
    busy = goal.get("processor")
    return (
        f"  {verdict}  {goal['title']:<52} {goal['value']:9.3f} {goal['unit']:<11} "
        f"goal {goal['bound']} {goal['limit']:g}"
        + ("" if busy is None else f"   ({busy:.3f} by processor time)")
    )
