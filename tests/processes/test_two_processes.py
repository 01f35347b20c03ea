"""The scheduled action twice, and twice at once: nothing is sent twice, nothing is lost."""

import select

import psycopg2
import pytest

CUSTOMERS = 1100  # three batches of the follow-up
BARRIER = 20261120


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
    processes = _started_together(books)
    carried = [uuid for process in processes for uuid in books.result(process)]
    rest = books.run("follow_up", 1)
    assert len(carried) + len(rest) == CUSTOMERS
    assert len({*carried, *rest}) == CUSTOMERS
    assert books.run("texts") == {"states": {"delivered": CUSTOMERS}, "customers": CUSTOMERS}


def _started_together(books):
    """Two processes that both wait at a lock which is then opened."""
    connection = psycopg2.connect(
        dbname=books.name, host=books.setup.cluster.socket_folder, user="odoo"
    )
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [BARRIER])
        processes = [books.start("follow_up", 2) for _ in range(2)]
        while not _both_wait(cursor):
            select.select([], [], [], 0.1)
            assert all(process.poll() is None for process in processes)
    connection.close()
    return processes


def _both_wait(cursor):
    cursor.execute("SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    return cursor.fetchone()[0] == 2
