"""Times one run of the follow-up that texts every customer, and the queue that sends the texts.

Arguments: customers (default 2000), invoices per customer (default 5). Prints seconds, SQL queries
and peak memory.
"""
# ruff: noqa: F821

import resource
import sys
import time

from devkit import books

customers, each = (int(value) for value in (*sys.argv[1:], 2000, 5)[:2])


def peak_mb():
    """The highest resident memory of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(title, job):
    """Run ``job`` and print what it took; returns the number of queries."""
    env.invalidate_all()
    queries, memory, started = env.cr.sql_log_count, peak_mb(), time.perf_counter()
    job()
    env.cr.commit()
    seconds, queries = time.perf_counter() - started, env.cr.sql_log_count - queries
    print(f"{title:<28} {seconds:8.2f} s {queries:8d} queries {peak_mb() - memory:+8.0f} MB")
    return queries


env.company.sms_provider = "collection_sandbox"
books.contact_at_any_hour(env)
env["collection.level"].search([]).approve_first = False
books.make(env, customers, each, overdue=60)
env.cr.commit()

Case, Sms, Message = env["collection.case"], env["sms.sms"], env["collection.message"]
print(f"{customers * each} open invoices of {customers} customers; {peak_mb():.0f} MB at the start")
queries = measure("first run, texts everybody", Case._cron_follow_up)
texts = Message.search_count([("direction", "=", "out")])
print(f"{'':<28} {texts} texts, {queries / max(texts, 1):.3f} queries per text")
measure("second run, nobody is due", Case._cron_follow_up)


def send_all():
    """Empty the SMS queue, batch by batch, as its scheduled action does."""
    while Sms.search_count([("state", "=", "outgoing")]):
        Sms._process_queue()


measure("sending through the sandbox", send_all)
delivered = Message.search_count([("state", "=", "delivered")])
print(f"{'':<28} {delivered} delivered")
