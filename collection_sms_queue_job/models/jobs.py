"""What the follow-up and the sending of texts share: batches of records become jobs."""

from odoo.addons.queue_job.job import ENQUEUED, PENDING, identity_exact
from odoo.addons.queue_job.jobrunner.runner import PG_ADVISORY_LOCK_ID
from odoo.tools import split_every

# Records in one job, which is one transaction: some seconds' work.
SIZE = 500


def has_runner(env):
    """Whether a job runner serves this database.

    It holds a lock as long as it does. Without one, jobs would wait for ever and nobody would be
    texted: Odoo's scheduled actions do the work themselves then.
    """
    env.cr.execute(
        """SELECT 1 FROM pg_locks
            WHERE locktype = 'advisory' AND granted AND objsubid = 1
              AND database = (SELECT oid FROM pg_database WHERE datname = CURRENT_DATABASE())
              AND (classid::bigint << 32) | objid::bigint = %s""",
        [PG_ADVISORY_LOCK_ID],
    )
    return bool(env.cr.fetchone())


def waiting(records, method):
    """The jobs (``queue.job``) that have not begun to call ``method`` of such records."""
    domain = [
        ("model_name", "=", records._name),
        ("method_name", "=", method),
        ("state", "in", (PENDING, ENQUEUED)),
    ]
    return records.env["queue.job"].sudo().search(domain)


def enqueue(records, method, size=SIZE):
    """Let jobs call ``method`` on batches of ``records``.

    What waits in a job is left out, whatever batch it is in: the identity key alone knows the
    batch again only as long as no record of the ones before has left the queue.
    """
    known = {id_ for job in waiting(records, method) for id_ in job.records.ids}
    rest = [id_ for id_ in records.ids if id_ not in known]
    for batch in split_every(size, rest):
        delayed = records.browse(batch).with_delay(identity_key=identity_exact)
        getattr(delayed, method)()
