"""Odoo with the job runner of OCA's queue_job, and scheduled actions whose work becomes jobs."""

import time
from contextlib import contextmanager

from . import serve, waiting
from .paths import LOGS

LOG = LOGS / "job_server.log"
SECONDS = 300
UNFINISHED = ("pending", "enqueued", "started")


@contextmanager
def served(python, name: str, environ: dict, workers: int = 2):
    """Serve a database with so many workers, and a job for each of them, while the block runs."""
    environ = {**environ, **serve.no_proxy(), "ODOO_QUEUE_JOB_CHANNELS": f"root:{workers}"}
    option = "--load=base,web,queue_job"
    with serve.with_workers(python, name, LOG, environ, workers, option):
        yield


def run(env, action) -> dict:
    """Call ``action``, which queues jobs, and wait until all jobs are done.

    Returns ``{state of a job: how many}``, and as "seconds" what it took from the call on.
    """
    from odoo.addons.collection_sms_queue_job.models.jobs import has_runner

    env.cr.commit()
    _until(env, lambda: has_runner(env), "there is a job runner")
    started = time.monotonic()
    action()
    env.cr.commit()
    jobs = env["queue.job"]
    left = [("state", "in", UNFINISHED)]
    _until(env, lambda: not jobs.search_count(left), "all jobs are done")
    seconds = time.monotonic() - started
    return {"seconds": seconds, **dict(jobs._read_group([], ["state"], ["__count"]))}


def _until(env, condition, what):
    """Wait for what other processes commit."""

    def holds():
        env.cr.rollback()
        env.invalidate_all()
        return condition()

    waiting.until(holds, SECONDS, f"Not within {SECONDS} s: {what}; see {LOG}", interval=0.05)
