"""Times the follow-up and the sending of texts in one process, then in jobs of OCA's queue_job.

Arguments: customers (default 2000), invoices per customer (default 5), workers (default 2). Half of
the customers are texted each way. Prints seconds, and jobs or texts per second.
"""
# ruff: noqa: F821

import os
import sys
import time

from devkit import books, jobs

customers, each, workers = (int(v) for v in (*sys.argv[1:], *(2000, 5, 2)[len(sys.argv) - 1 :]))
Case, Sms, Message = env["collection.case"], env["sms.sms"], env["collection.message"]
IDLE_JOBS = 200


def report(title, seconds, count, what):
    """Print what ``count`` pieces of work took."""
    print(f"{title:<44} {seconds:8.2f} s {count / seconds:8.0f} {what}/s", flush=True)


def in_one_process(action):
    """Seconds that ``action`` takes here."""
    started = time.monotonic()
    action()
    env.cr.commit()
    return time.monotonic() - started


def in_jobs(action):
    """Seconds until the jobs that ``action`` queues are done, all of them well."""
    done = jobs.run(env, action)
    assert set(done) == {"seconds", "done"}, done
    return done["seconds"]


def send_all():
    """Empty the SMS queue, batch by batch, as its scheduled action does."""
    while Sms.search_count([("state", "=", "outgoing")]):
        Sms._process_queue()


def queue_idle_jobs():
    """Jobs that do nothing."""
    for _number in range(IDLE_JOBS):
        env["queue.job"].with_delay()._test_job()


def text(title, half, run, send):
    """Text one half of the customers while the other half is left alone; print what it took."""
    env["res.partner"].browse(made).collection_excluded = True
    env["res.partner"].browse(half).collection_excluded = False
    seconds = run(Case._cron_follow_up)
    queued = Message.search_count([("state", "=", "queued")])
    report(f"{title}: follow-up", seconds, queued, "texts")
    report(f"{title}: sending", run(send), queued, "texts")
    assert not Message.search_count([("state", "=", "queued")])


env.company.sms_provider = "collection_sandbox"
books.contact_at_any_hour(env)
env["collection.level"].search([]).approve_first = False
made = list(books.make(env, customers, each, overdue=60))
env.cr.commit()
print(f"{customers * each} open invoices of {customers} customers")
text("one process", made[::2], in_one_process, send_all)
with jobs.served(sys.executable, env.cr.dbname, os.environ, workers):
    report("jobs that do nothing", in_jobs(queue_idle_jobs), IDLE_JOBS, "jobs")
    text(f"jobs, {workers} workers", made[1::2], in_jobs, Sms._process_queue)
