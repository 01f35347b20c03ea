"""Measures one book for `bin/bench scale`, each stage in a process of its own.

Arguments: customers, the parts to measure, a folder for profiles or nothing, the file for the
figures (JSON).
"""
# ruff: noqa: F821

import json
import sys
from pathlib import Path

import psycopg2

from devkit.scale import table
from devkit.scale.inside import floors, follow_up, peers, screens, sending, stage

customers, parts, profiles = int(sys.argv[1]), sys.argv[2].split(","), sys.argv[3]
target = Path(sys.argv[4])
rows = []


def measure(part, name, job, *arguments, key=None, count=None):
    """Measure ``job`` and show its figures; ``count`` names or is what milliseconds are for."""
    profile = profiles and str(Path(profiles) / f"{customers}-{key or job.__name__}.prof")
    figures = stage.run(env.registry, job, *arguments, profile=profile)
    figures["count"] = figures.get(count, count)
    rows.append({"part": part, "name": name, "key": key, **figures})
    print(table.line(rows[-1]), flush=True)
    return rows[-1]


def do(job, *arguments):
    """Run ``job`` in a process of its own; nobody asks how long it takes."""
    return stage.run(env.registry, job, *arguments)


def vacuum():
    """Leave a database as autovacuum keeps it, so that it does not come in between."""
    connection = psycopg2.connect(env.cr._cnx.dsn)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
    connection.close()


def nobody_due(key, name):
    """A run in which nobody is due, and the statement that would have told."""
    measure("a", f"{name}: bare SQL", follow_up.bare_sql, key=f"{key}_floor", count=customers)
    measure("a", name, follow_up.follow_up, key=key, count=customers)


def text_everybody():
    """Open the cases and text; returns the ids of the first and the last text."""
    before = follow_up.rows(env)
    env.cr.commit()
    measure("b", "opening the cases", follow_up.open_cases, key="b_open", count=customers)
    vacuum()
    run = measure("b", "texting every customer", follow_up.follow_up, key="b_text", count="texts")
    after = follow_up.rows(env)
    run["rows"] = {table: after[table][1] - before[table][1] for table in after}
    run["notes"] = follow_up.count_notes(env, before["mail_message"][0])
    env.cr.commit()
    print(f"  {run['texts']:,} texts, {run['notes']:,} notes on invoices", flush=True)
    vacuum()
    return before["collection_message"][0] + 1, after["collection_message"][0]


def write_again(first, last):
    """The rows of the texts by other ways."""
    texts = first, min(last, first + floors.MOST - 1)
    measure("b", "the same rows by ORM create", floors.by_orm, *texts, key="b_orm", count="texts")
    measure("b", "Odoo's own four of them by ORM create", floors.odoos_own_by_orm,
            *texts, key="b_odoo", count="texts")  # fmt: skip
    measure("b", "the same rows by COPY", floors.by_copy, *texts, key="b_copy", count="texts")
    vacuum()


def compose():
    """The same customers by Odoo's own composer, which does not take any number of them."""
    name = "sms.composer, mass mode with log"
    try:
        measure("peer", name, peers.compose, count="texts")
    except stage.Failed as failure:
        *_, words = str(failure).strip().splitlines()
        rows.append({"part": "peer", "name": name, "stopped": f"failed: {words[:80]}"})
        print(table.line(rows[-1]), flush=True)


def send():
    """Through our own gateway and a stub carrier, slow and slower, one and several at a time."""
    with sending.carrier() as port:
        chosen = do(sending.use_gateway, port)
        for latency in sending.LATENCIES:
            for in_flight in sending.IN_FLIGHT if chosen["several"] else sending.IN_FLIGHT[:1]:
                send_some(chosen, latency, in_flight)


def send_some(chosen, latency, in_flight):
    """The requests alone, then the texts with all their records."""
    count = sending.how_many(latency, in_flight, customers)
    name, key = f"{latency} ms, {in_flight} in flight", f"c_{latency}_{in_flight}"
    arguments = chosen, latency, in_flight, count
    measure("c", f"{name}: the requests alone", sending.bare, *arguments, key=f"{key}_bare",
            count="texts")  # fmt: skip
    measure("c", name, sending.through_queue, *arguments, key=key, count="texts")
    do(sending.take_back)


def show_screens():
    """What the web client asks for."""
    do(screens.make_replies)
    collector = do(screens.make_collector)["user"]
    vacuum()
    for screen in screens.SCREENS:
        measure("d", screen, screens.show, collector, screen, key=f"d_{screen}")


def follow():
    """Everybody is texted; what comes of it."""
    do(follow_up.let_days_pass)
    vacuum()
    texts = text_everybody()
    if "b" in parts:
        write_again(*texts)
    if "a" in parts:
        nobody_due("a_after", "everybody was texted")
        nobody_due("a_again", "once more, an hour later")
    if "composer" in parts:
        compose()
    if "c" in parts:
        send()
    if "d" in parts:
        show_screens()


follow_up.prepare(env)
sending.make_gateway(env)
env.invalidate_all()
measure("book", "made by cloning in SQL", follow_up.make_book, customers, key="book",
        count=customers * follow_up.EACH)  # fmt: skip
vacuum()
if "a" in parts:
    nobody_due("a_before", "nothing is due yet")
if parts != ["a"]:
    follow()
target.write_text(json.dumps(rows))
