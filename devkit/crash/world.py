"""The database as the harness sees it: time passes in it, work is due, and what came of it."""

import time
from contextlib import contextmanager

import psycopg2

from devkit.postgres import ROLE

from .checks import Books, Text

_PATIENCE = 30
# Claims older than this belong to processes that died: a batch asks the carrier for 30 s at most.
_DEAD_AFTER = "45 seconds"

# Customers of whom nothing is on its way.
_AT_REST = """
    SELECT p.id FROM res_partner p
     WHERE EXISTS (SELECT FROM account_move_line l
                    WHERE l.partner_id = p.id AND l.display_type = 'payment_term')
       AND NOT EXISTS (SELECT FROM collection_message m
                        WHERE m.partner_id = p.id AND m.state IN ('draft', 'queued', 'sending'))
  ORDER BY MD5(p.id::text || %(salt)s) LIMIT %(count)s
"""
# For those customers it is so many days later: everything that happened is longer ago.
_LATER = (
    """UPDATE account_move_line SET date_maturity = date_maturity - %(days)s,
              collection_last_contact = collection_last_contact - %(days)s
        WHERE partner_id = ANY(%(partners)s) AND display_type = 'payment_term'""",
    """UPDATE account_move SET invoice_date_due = invoice_date_due - %(days)s
        WHERE partner_id = ANY(%(partners)s)""",
    """UPDATE collection_case SET last_contact = last_contact - %(days)s
        WHERE partner_id = ANY(%(partners)s)""",
    """UPDATE collection_message_line l SET due_date = l.due_date - %(days)s
         FROM collection_message m
        WHERE m.id = l.message_id AND m.partner_id = ANY(%(partners)s)""",
    """UPDATE collection_message
          SET scheduled_at = scheduled_at - %(days)s * INTERVAL '1 day',
              queued_at = queued_at - %(days)s * INTERVAL '1 day',
              released_at = released_at - %(days)s * INTERVAL '1 day',
              claimed_at = claimed_at - %(days)s * INTERVAL '1 day',
              sent_on = sent_on - %(days)s * INTERVAL '1 day'
        WHERE partner_id = ANY(%(partners)s)""",
)
# For so many texts that wait for their time it has come.
_DUE = """
    UPDATE collection_message SET scheduled_at = NOW() AT TIME ZONE 'UTC' - INTERVAL '1 second'
     WHERE id IN (SELECT id FROM collection_message
                   WHERE state = 'queued' AND released_at IS NULL
                ORDER BY MD5(id::text || %(salt)s) LIMIT %(count)s FOR UPDATE SKIP LOCKED)
"""
_ABANDONED = f"""
    UPDATE collection_message SET claimed_at = claimed_at - INTERVAL '20 minutes'
     WHERE id IN (SELECT id FROM collection_message
                   WHERE state = 'sending'
                     AND claimed_at < NOW() AT TIME ZONE 'UTC' - INTERVAL '{_DEAD_AFTER}'
              FOR UPDATE SKIP LOCKED)
"""
_RESUME = """
    UPDATE collection_gateway SET paused_until = NULL
     WHERE id IN (SELECT id FROM collection_gateway WHERE paused_until IS NOT NULL
              FOR UPDATE SKIP LOCKED)
"""
_TRIGGER = """
    INSERT INTO ir_cron_trigger (cron_id, call_at)
    SELECT id, NOW() AT TIME ZONE 'UTC' - INTERVAL '1 second' FROM ir_cron
     WHERE active AND cron_name = ANY(%(jobs)s)
       AND NOT EXISTS (SELECT FROM ir_cron_trigger t
                        WHERE t.cron_id = ir_cron.id AND t.call_at < NOW() AT TIME ZONE 'UTC')
"""
_CLAIMED = "SELECT uuid FROM collection_message WHERE state = 'sending'"
_TO_SEND = "SELECT EXISTS (SELECT FROM sms_sms WHERE state = 'outgoing')"
_TO_RELEASE = """
    SELECT EXISTS (SELECT FROM collection_message
                    WHERE state = 'queued' AND released_at IS NULL
                      AND scheduled_at <= NOW() AT TIME ZONE 'UTC')
"""
_TEXTS = """
    SELECT m.uuid, m.number, m.case_id, m.level_id, m.round, m.state, m.cancel_reason,
           EXISTS (SELECT FROM mail_activity a
                    WHERE a.res_model = 'collection.case' AND a.res_id = m.case_id),
           m.mail_message_id IS NOT NULL,
           (SELECT n.notification_status FROM mail_notification n
             WHERE n.mail_message_id = m.mail_message_id AND n.notification_type = 'sms' LIMIT 1),
           (SELECT s.state FROM sms_sms s
             WHERE s.uuid = m.uuid AND s.to_delete IS NOT TRUE LIMIT 1)
      FROM collection_message m WHERE m.direction = 'out' AND m.case_id IS NOT NULL
"""
_SILENT = """
    SELECT DISTINCT p.phone_sanitized FROM account_move_line l
      JOIN res_partner p ON p.id = l.partner_id
      JOIN account_account a ON a.id = l.account_id AND a.account_type = 'asset_receivable'
 LEFT JOIN collection_case c ON c.partner_id = p.id AND c.state != 'closed'
     WHERE l.parent_state = 'posted' AND l.amount_residual > 0 AND l.date_maturity < CURRENT_DATE
       AND c.hold_reason IS NULL AND NOT EXISTS (
           SELECT FROM collection_message m WHERE m.case_id = c.id AND m.direction = 'out')
"""
_UNSPOKEN = """
    SELECT l.id FROM account_move_line l
     WHERE l.collection_level_id IS NOT NULL AND NOT EXISTS (
           SELECT FROM collection_message_line s JOIN collection_message m ON m.id = s.message_id
            WHERE s.move_line_id = l.id AND s.level_id = l.collection_level_id)
"""
_ORPHANS = """
    SELECT uuid FROM sms_sms WHERE to_delete IS NOT TRUE
       AND uuid NOT IN (SELECT uuid FROM collection_message)
"""


class World:
    """Statements to the database, each in a transaction of its own; waits for a server that is
    starting."""

    def __init__(self, name, socket_folder, seed):
        self._name = name
        self._socket_folder = socket_folder
        self._salt = seed
        self._connections = {}

    def move_on(self, customers: int, days: int) -> int:
        """Let ``days`` pass for ``customers`` of whom nothing is on its way; returns for how many
        it could."""
        with self._cursor() as cursor:
            cursor.execute(_AT_REST, {"count": customers, "salt": self._new_salt()})
            partners = [partner for (partner,) in cursor.fetchall()]
            for statement in _LATER:
                cursor.execute(statement, {"days": days, "partners": partners})
        return len(partners)

    def let_time_come(self, texts: int) -> None:
        """Let so many planned texts be due, gateways be asked again, and dead claims be old."""
        values = {"count": texts, "salt": self._new_salt()}
        for statement in (_DUE, _ABANDONED, _RESUME):
            self.execute(statement, values)

    def wake(self, *jobs: str) -> None:
        """Let the server run the scheduled actions with these names; copies bear the same."""
        self.execute(_TRIGGER, {"jobs": list(jobs)})
        self.execute("SELECT pg_notify('cron_trigger', %(name)s)", {"name": self._name}, "postgres")

    def claimed(self) -> set[str]:
        """The texts that are on their way to the carrier."""
        return {uuid for (uuid,) in self.execute(_CLAIMED)}

    def to_send(self) -> bool:
        """Whether there is anything in the queue that nobody has claimed."""
        return self.execute(_TO_SEND)[0][0]

    def to_release(self) -> bool:
        """Whether the time of any planned text has come."""
        return self.execute(_TO_RELEASE)[0][0]

    def waiting(self) -> int:
        """How many texts are planned, in the queue or on their way."""
        (row,) = self.execute(
            "SELECT COUNT(*) FROM collection_message WHERE state IN ('queued', 'sending')"
        )
        return row[0]

    def books(self) -> Books:
        """What there is to check in the end."""
        return Books(
            texts=[Text(*row) for row in self.execute(_TEXTS)],
            silent=[number for (number,) in self.execute(_SILENT)],
            unspoken=[line for (line,) in self.execute(_UNSPOKEN)],
            orphans=[uuid for (uuid,) in self.execute(_ORPHANS)],
        )

    def execute(self, statement, values=None, name=None) -> list[tuple]:
        """Rows of one statement. It is repeated where the connection is lost: none of these does
        harm when done twice."""
        deadline = time.monotonic() + _PATIENCE
        while True:
            try:
                with self._cursor(name) as cursor:
                    cursor.execute(statement, values)
                    return cursor.fetchall() if cursor.description else []
            except (psycopg2.OperationalError, psycopg2.InterfaceError):
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    @contextmanager
    def _cursor(self, name=None):
        connection = self._connect(name or self._name)
        try:
            with connection, connection.cursor() as cursor:
                yield cursor
        except (psycopg2.OperationalError, psycopg2.InterfaceError):
            del self._connections[name or self._name]
            raise

    def _connect(self, name):
        if name not in self._connections:
            self._connections[name] = psycopg2.connect(
                dbname=name, host=str(self._socket_folder), user=ROLE
            )
        return self._connections[name]

    def _new_salt(self):
        self._salt += 1
        return str(self._salt)

    def close(self) -> None:
        """Let go of the database."""
        for connection in self._connections.values():
            connection.close()
        self._connections.clear()
