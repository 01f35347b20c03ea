"""Whole Odoo processes on a database of their own: what no test inside one Odoo can show."""

import json
import select
import subprocess
from pathlib import Path

import psycopg2
import pytest

from devkit import database, environment, test_database

SCRIPTS = Path(__file__).parent / "scripts"
BARRIER = 20261120


class OdooDatabase:
    """A database, and Odoo processes that run scripts in it."""

    def __init__(self, setup, name):
        self.setup = setup
        self.name = name

    def run(self, script, *arguments):
        """Run a script of this folder to its end; return the JSON it printed last."""
        return self.result(self.start(script, *arguments))

    def start(self, script, *arguments):
        """Start a script of this folder in an Odoo process of its own."""
        code = (SCRIPTS / f"{script}.py").read_text()
        command = self.setup.odoo_command(
            "shell", "-d", self.name, "--no-http", "--log-level=error"
        )
        process = subprocess.Popen(
            command,
            env=self.setup.environ(SCRIPT_ARGUMENTS=json.dumps(arguments)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        process.stdin.write(code)
        process.stdin.close()
        process.stdin = None
        return process

    def start_together(self, script, *arguments):
        """Two processes that both wait at a lock, the barrier of the script, which is opened."""
        connection = psycopg2.connect(
            dbname=self.name, host=self.setup.cluster.socket_folder, user="odoo"
        )
        with connection, connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [BARRIER])
            processes = [self.start(script, *arguments) for _ in range(2)]
            while not _both_wait(cursor):
                select.select([], [], [], 0.1)
                assert all(process.poll() is None for process in processes)
        connection.close()
        return processes

    @staticmethod
    def result(process):
        """Wait for a process; return the JSON it printed last."""
        output, errors = process.communicate()
        assert process.returncode == 0, errors
        return json.loads(output.splitlines()[-1])


def _both_wait(cursor):
    cursor.execute("SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    return cursor.fetchone()[0] == 2


@pytest.fixture(scope="session")
def setup():
    """Odoo and PostgreSQL, running."""
    with environment.ready("test") as ready:
        yield ready


@pytest.fixture
def with_addon(setup):
    """A fresh database with the addon installed."""
    with test_database.prepared(setup) as name:
        yield OdooDatabase(setup, name)


@pytest.fixture(scope="module")
def shared_with_addon(setup):
    """A fresh database with the addon installed, for all tests of a module."""
    with test_database.prepared(setup) as name:
        yield OdooDatabase(setup, name)


@pytest.fixture
def without_addon(setup):
    """A fresh database with all that the addon depends on, but not the addon."""
    with test_database.prepared(setup):
        name = "collection_test_lifecycle"
        database.duplicate(setup, test_database.BASE, name)
        yield OdooDatabase(setup, name)
        database.drop(setup, name)
