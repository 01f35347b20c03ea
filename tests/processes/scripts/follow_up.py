"""Run the scheduled action and the SMS queue once, at the moment the barrier opens.

Prints the uuids that this process handed to the carrier.
"""
# ruff: noqa: F821

import json
import os

from odoo.addons.collection_sms.gateways.sandbox import SmsApiSandbox
from psycopg2 import OperationalError

BARRIER = 20261120
(rounds,) = json.loads(os.environ["SCRIPT_ARGUMENTS"])
carried = []
send = SmsApiSandbox._send_sms_batch


def count(api, messages, delivery_reports_url=False):
    """Count what reaches the carrier."""
    carried.extend(number["uuid"] for message in messages for number in message["numbers"])
    return send(api, messages, delivery_reports_url)


def until_done(job):
    """Run a job like the scheduler does: who loses a race for rows starts anew."""
    while True:
        try:
            job()
            env.cr.commit()
            return
        except OperationalError:
            env.cr.rollback()


SmsApiSandbox._send_sms_batch = count
with env.registry.cursor() as cr:
    cr.execute("SELECT pg_advisory_xact_lock_shared(%s)", [BARRIER])
for _round in range(rounds):
    until_done(env["collection.case"]._cron_follow_up)
    while env["sms.sms"].search_count([("state", "=", "outgoing")]):
        until_done(env["sms.sms"]._process_queue)
print(json.dumps(carried))
