"""Let all customers who were texted reply, each reply in a transaction of its own.

The argument is a list of two replies: the first of two processes receives the one, the second the
other. Prints how many were received.
"""
# ruff: noqa: F821

import json
import os
from functools import partial

from odoo.service.model import retrying

BARRIER = 20261120
(bodies,) = json.loads(os.environ["SCRIPT_ARGUMENTS"])
roles = env.registry.cursor()
roles.execute("SELECT pg_try_advisory_lock(%s)", [BARRIER + 1])
body = bodies[not roles.fetchone()[0]]
messages = env["collection.message"]
texts = messages.search([("direction", "=", "out"), ("is_automatic", "=", False)], order="id")
company = texts.company_id
numbers = texts.mapped("number")
env.cr.rollback()
with env.registry.cursor() as other:
    other.execute("SELECT pg_advisory_xact_lock_shared(%s)", [BARRIER])
for number in numbers:
    retrying(partial(messages._receive, number, body, company), env)
    env.cr.commit()
print(json.dumps(len(numbers)))
