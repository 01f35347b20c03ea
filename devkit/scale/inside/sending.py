"""Sending texts that are in the queue through a stub carrier."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import local

from odoo.addons.collection_sms.gateways.carrier import Verdict
from odoo.addons.collection_sms.gateways.http import outgoing
from odoo.addons.collection_sms.gateways.transport import open_session, send

LATENCIES = (1, 100)  # milliseconds
IN_FLIGHT = (1, 16, 32)
# Texts of one measurement: so many seconds of waiting at most, and so many texts.
SECONDS_OF_WAITING = 10
MOST_TEXTS = 2000


@contextmanager
def carrier():
    """A stub carrier in a process of its own; yields its port."""
    command = [sys.executable, "-m", "devkit.scale.carrier"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes) as process:
        yield int(process.stdout.readline())
        process.stdin.close()


def how_many(latency, in_flight, there_are):
    """How many texts to measure with."""
    return min(there_are, MOST_TEXTS, int(SECONDS_OF_WAITING * in_flight * 1000 / latency))


def make_gateway(env):
    """Let a gateway carry the company's texts. Before there are any, and with a run after it: a
    setting that changes lets all cases be looked at anew, and all texts that wait be judged."""
    env["collection.gateway"].create(
        {
            "name": "Stub",
            "company_id": env.company.id,
            "preset": "json",
            "url": "http://127.0.0.1:9/1",
            "body_format": "json",
            "json_template": '{"to": "{number}", "text": "{text}", "uuid": "{uuid}"}',
            "success_regex": '"id"',
            "ref_path": "id",
        }
    )
    env.company.sms_provider = "collection_gateway"
    env["collection.case"]._cron_follow_up()
    env.cr.commit()


def use_gateway(env, _clock, port):
    """Let that gateway lead to the carrier at ``port``."""
    gateway = env["collection.gateway"].search([("company_id", "=", env.company.id)])
    return {
        "gateway": gateway.id,
        "address": f"http://127.0.0.1:{port}",
        "several": "in_flight" in gateway._fields,
    }


def set_gateway(gateway, address, latency, in_flight):
    """Let ``gateway`` have so much latency (ms) and, if it can, so many texts in flight."""
    gateway.url = f"{address}/{latency}"
    if "in_flight" in gateway._fields:
        gateway.in_flight = in_flight


def through_queue(env, clock, chosen, latency, in_flight, count):
    """Send ``count`` texts the way the scheduled action does."""
    set_gateway(env["collection.gateway"].browse(chosen["gateway"]), chosen["address"], latency,
                in_flight)  # fmt: skip
    uuids = queue_again(env, count)
    with clock:
        _empty_queue(env)
    domain = [("uuid", "in", uuids), ("state", "=", "sent")]
    return {"texts": env["collection.message"].search_count(domain), "asked": len(uuids)}


def queue_again(env, count):
    """Put ``count`` texts into the queue as if no carrier had been asked, and nothing else."""
    env.cr.execute("UPDATE sms_sms SET state = 'collection_scheduled' WHERE state = 'outgoing'")
    env.cr.execute(
        """SELECT text.uuid FROM collection_message text JOIN sms_sms sms ON sms.uuid = text.uuid
            WHERE text.direction = 'out' AND sms.state = 'collection_scheduled'
         ORDER BY text.id LIMIT %s""",
        [count],
    )
    uuids = [uuid for (uuid,) in env.cr.fetchall()]
    env.cr.execute(
        """UPDATE sms_sms SET state = 'outgoing', to_delete = FALSE, failure_type = NULL
            WHERE uuid = ANY(%s)""",
        [uuids],
    )
    env.cr.execute(
        """UPDATE collection_message SET state = 'queued', released_at = NOW() AT TIME ZONE 'UTC'
            WHERE uuid = ANY(%s)""",
        [uuids],
    )
    env.cr.commit()
    env.invalidate_all()
    return uuids


def take_back(env, _clock):
    """Let what has been sent wait in the queue again."""
    env.cr.execute(
        """UPDATE collection_message text
              SET state = 'queued', claimed_at = NULL, sent_on = NULL, carrier_ref = NULL,
                  gateway_id = NULL, failure = NULL, attempts = 0
             FROM sms_sms sms
            WHERE sms.uuid = text.uuid AND text.state = 'sent'"""
    )
    env.cr.execute(
        """UPDATE sms_sms SET state = 'collection_scheduled', to_delete = FALSE
            WHERE uuid IN (SELECT uuid FROM collection_message WHERE state = 'queued')"""
    )
    env.cr.execute(
        """UPDATE mail_notification SET notification_status = 'ready'
            WHERE notification_status = 'pending'"""
    )


def _empty_queue(env):
    queue = env["sms.sms"]
    waiting = [("state", "=", "outgoing"), ("to_delete", "!=", True)]
    left = queue.search_count(waiting)
    while left:
        queue._process_queue()
        env.cr.commit()
        still = queue.search_count(waiting)
        if still == left:
            raise AssertionError(f"{left} texts stay in the queue")
        left = still


def bare(env, clock, chosen, latency, in_flight, count):
    """The floor: the same requests from as many threads on kept connections, and no records."""
    gateway = env["collection.gateway"].browse(chosen["gateway"])
    set_gateway(gateway, chosen["address"], latency, in_flight)
    settings = gateway._settings()
    texts = env["collection.message"].search([("direction", "=", "out")], limit=count)
    requests = [outgoing(gateway, text.uuid, text.number, text.body) for text in texts]
    env.cr.rollback()
    mine = local()

    def ask(request):
        if not hasattr(mine, "session"):
            mine.session = open_session()
        return send(settings, request, mine.session).verdict

    with clock, ThreadPoolExecutor(in_flight) as pool:
        verdicts = list(pool.map(ask, requests))
    return {"texts": verdicts.count(Verdict.ACCEPTED)}
