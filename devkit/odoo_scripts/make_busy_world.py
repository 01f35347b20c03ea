"""Customers who are texted at any hour through a carrier on this machine, by several workers.

Arguments (JSON): `customers`, `invoices`, `url` of the carrier, `patience` (seconds that it may
take), `jitter` (minutes), `copies` of each scheduled action that texts, `later`: every so manieth
customer has time yet (0: nobody), `refreshed`: whether the cases are open already. Every text
leaves by itself, and the ladder ends with a level that is repeated for ever. No other scheduled
action runs.
"""

import json
import sys

from odoo import fields

from devkit import books

options = json.loads(sys.argv[1])
# Rungs that are kept, and after how many days the last of them is repeated.
RUNGS, REPEAT = 3, 7
WORK = (
    "collection_sms.ir_cron_follow_up",
    "collection_sms.ir_cron_release",
    "sms.ir_cron_sms_scheduler_action",
)

env.company.sms_provider = "collection_gateway"
books.contact_at_any_hour(env)
env.company.collection_jitter = options["jitter"]
levels = env["collection.level"].search([])
levels.approve_first = False
for policy in levels.policy_id:
    rungs = policy.level_ids.sorted("delay")
    rungs[RUNGS:].active = False
    rungs[RUNGS - 1].repeat_every = REPEAT
env["collection.gateway"].create(
    {
        "name": "A carrier that counts",
        "preset": "json",
        "url": options["url"],
        "token": "secret",
        "read_timeout": options["patience"],
        "total_timeout": options["patience"] * 2,
    }
)
jobs = env["ir.cron"].concat(*map(env.ref, WORK))
(env["ir.cron"].with_context(active_test=False).search([]) - jobs).active = False
for job in jobs:
    for _number in range(options["copies"]):
        job.copy()
# Nothing runs by itself before it is asked to.
env["ir.cron"].search([]).write(
    {"nextcall": fields.Datetime.add(fields.Datetime.now(), days=300), "failure_count": 0}
)
env["ir.cron.trigger"].search([]).unlink()
made = books.make(env, options["customers"], options["invoices"])
if options["later"]:
    env.cr.execute(
        """UPDATE account_move_line SET date_maturity = CURRENT_DATE + 5
            WHERE partner_id = ANY(%s) AND display_type = 'payment_term'""",
        [made[:: options["later"]]],
    )
if options["refreshed"]:
    env["collection.case"]._refresh()
