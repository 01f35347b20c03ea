"""The work of the scheduled actions in jobs of OCA's queue_job, with its runner and two workers."""

import json
import os
import re
import signal
import threading

import pytest
from conftest import OdooDatabase

from devkit import jobs, test_database, waiting
from tests.gateways.carrier_server import carrier

CUSTOMERS = 520  # two batches
IN_FLIGHT = 8  # of one worker, as a gateway hands texts over unless it is told otherwise
SECONDS = 60


class Gate:
    """A carrier that counts the texts it is asked for, and answers once the gate is open."""

    def __init__(self):
        self.asked = []
        self.opened = threading.Event()

    def __call__(self, server, connection, request):
        (uuid,) = re.findall(rb"[0-9a-f]{32}", request[0] + request[1])
        self.asked.append(uuid.decode())
        self.opened.wait(SECONDS)
        content = json.dumps({"id": uuid.decode()})
        connection.sendall(
            f"HTTP/1.1 200 OK\r\nContent-Length: {len(content)}\r\n\r\n{content}".encode()
        )


@pytest.fixture(scope="module")
def gate():
    return Gate()


@pytest.fixture(scope="module")
def books(shared_with_addon, gate):
    """Customers who are due, a carrier, and a server with a job runner."""
    name = shared_with_addon.name
    books = OdooDatabase(test_database.add_bridge(shared_with_addon.setup, name), name)
    books.run("make_books", CUSTOMERS, 1)
    books.run("make_automatic")
    with carrier(gate) as server:
        books.run("use_carrier", server.url)
        with jobs.served(books.setup.python, name, books.setup.environ()):
            yield books


def test_all_are_followed_up_once(books):
    # Two batches, and what plans the next run.
    assert books.run("in_jobs", "collection.case", "_cron_follow_up") == {"done": 3}
    assert books.run("texts") == {"states": {"queued": CUSTOMERS}, "customers": CUSTOMERS}


def test_a_worker_killed_while_sending_sends_nothing_twice_and_the_rest_goes_on(books, gate):
    sending = books.start("in_jobs", "sms.sms", "_process_queue")
    waiting.until(lambda: len(gate.asked) >= 2 * IN_FLIGHT, SECONDS, "Two workers do not send")
    query = "SELECT worker_pid FROM queue_job WHERE state = 'started' LIMIT 1"
    (pid,) = books.setup.cluster.query(query, books.name)
    os.kill(int(pid), signal.SIGKILL)
    _let_the_runner_find_it(books, pid)
    gate.opened.set()
    assert books.result(sending) == {"done": 5}
    states = books.run("texts")["states"]
    assert set(states) == {"sent", "sending"}
    # What is in doubt is one batch of the worker that was killed; nothing is asked for twice.
    assert 1 <= states["sending"] <= 128
    assert sum(states.values()) == CUSTOMERS
    assert states["sent"] < len(gate.asked) == len(set(gate.asked)) <= CUSTOMERS


def _let_the_runner_find_it(books, pid):
    """The runner looks after jobs of dead workers after ten seconds, and when a job changes."""
    books.setup.cluster.query(
        "UPDATE queue_job SET date_enqueued = date_enqueued - INTERVAL '1 minute' "
        f"WHERE worker_pid = {pid}",
        books.name,
    )
