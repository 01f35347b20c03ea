"""Customers who owe two companies, each under the caps of a shipped rule, with recent contacts.

Arguments: customers, seed. Every level sends by itself, at any hour. Prints how many there are.
"""
# ruff: noqa: F821

import json
import os
from datetime import timedelta
from random import Random

from odoo import Command, fields

from devkit import books

customers, seed = json.loads(os.environ["SCRIPT_ARGUMENTS"])
random, now = Random(seed), fields.Datetime.now()
made = env["res.partner"].browse(books.make(env, customers, 1))
companies = env.company + books.make_elsewhere(env, made.ids)
companies.write({"sms_provider": books.SANDBOX, "collection_jitter": 0})
env["collection.level"].search([]).write({"approve_first": False, "minimum_gap": 0})

# Who may be contacted at any hour is held by the caps alone.
rules = env["collection.contact.rule"].search([])
for rule in rules:
    rule.window_ids = [
        Command.clear(),
        Command.create({"days": "all", "hour_from": 0, "hour_to": 24}),
    ]
rules.write({"keep_holidays": False, "consent_required": False})
for number, customer in enumerate(made):
    for company in companies:
        customer.with_company(company).collection_contact_rule_id = rules[number % len(rules)]

env["collection.case"]._refresh()
cases = env["collection.case"].search([("partner_id", "in", made.ids)])
channels = list(dict(env["collection.message"]._fields["channel"].selection).keys() - {"letter"})
env["collection.message"].create(
    [
        {
            "case_id": case.id,
            "partner_id": case.partner_id.id,
            "company_id": case.company_id.id,
            "channel": random.choice(channels),
            "state": random.choice(["sent", "delivered", "undelivered", "unknown"]),
            "body": "What was said before",
            "claimed_at": now - timedelta(minutes=random.randrange(1, 8 * 1440)),
        }
        for case in cases
        for _contact in range(random.randrange(4))
    ]
)
env.cr.commit()
print(json.dumps(len(made)))
