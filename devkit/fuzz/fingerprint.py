"""Has anything in the database changed? Every row of every table counts, but for a few."""

from dataclasses import dataclass

import psycopg2

# Written by servers and jobs at any time, whoever asks for what.
UNSTABLE_TABLES = {"ir_logging", "bus_bus", "bus_presence", "mail_presence", "res_device_log"}
# When something was looked at last, not what it says.
UNSTABLE_COLUMNS = ("checked_at", "look_at", "look_mark", "write_date", "write_uid", "last_seen")


@dataclass(frozen=True)
class Change:
    """A row that is new, gone, or says something else."""

    table: str
    kind: str  # added, changed, removed
    row: dict  # as it is now, or its key where it is gone

    def __str__(self):
        told = {name: value for name, value in self.row.items() if value not in (None, False)}
        return f"{self.table}: {self.kind} {str(told)[:400]}"


class Database:
    """The database of a running server, looked at from outside."""

    def __init__(self, setup, name):
        self._connection = psycopg2.connect(
            dbname=name, host=setup.cluster.socket_folder, user="odoo"
        )
        self._connection.autocommit = True

    def close(self) -> None:
        """Let the database be dropped."""
        self._connection.close()

    def fingerprint(self) -> dict[str, dict[str, str]]:
        """``{table: {key of a row: its hash}}``; without an id, the hash is the key."""
        return {table: self._rows(table) for table in self._tables()}

    def changes(self, before) -> list[Change]:
        """What differs from a fingerprint that was taken earlier."""
        after = self.fingerprint()
        found = []
        for table in sorted({*before, *after}):
            found += self._differences(table, before.get(table, {}), after.get(table, {}))
        return found

    def books(self) -> list[tuple]:
        """What all journal entries say."""
        return self._query(
            "SELECT m.id, m.name, m.state, m.amount_total, m.partner_id, l.account_id, l.debit,"
            " l.credit, l.amount_residual, l.date_maturity, l.reconciled FROM account_move m"
            " JOIN account_move_line l ON l.move_id = m.id ORDER BY l.id"
        )

    def _differences(self, table, before, after):
        new = [key for key, hashed in after.items() if before.get(key) != hashed]
        for key in new:
            yield Change(table, "changed" if key in before else "added", self._row(table, key))
        for key in before.keys() - after.keys():
            yield Change(table, "removed", {"key": key})

    def _tables(self):
        found = self._query(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        return sorted({table for (table,) in found} - UNSTABLE_TABLES)

    def _rows(self, table):
        return dict(self._query(f"SELECT {_KEY}, {_HASH} FROM {table} t", [list(UNSTABLE_COLUMNS)]))

    def _row(self, table, key):
        ((row,),) = self._query(
            f"SELECT to_jsonb(t) FROM {table} t WHERE {_KEY} = %s LIMIT 1", [key]
        ) or [({"key": key},)]
        return row

    def _query(self, statement, values=None):
        with self._connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall()


_KEY = "COALESCE(to_jsonb(t)->>'id', md5(t::text))"
_HASH = "md5((to_jsonb(t) - %s::text[])::text)"
