"""Customers of whom each has an open offer of ours, or none and two that came to nothing.

Prints how many there are.
"""
# ruff: noqa: F821

import json
import os
from datetime import timedelta

(offered,) = json.loads(os.environ["SCRIPT_ARGUMENTS"])
env["collection.policy"].search([]).write({"barter_offered": True, "barter_share": 100})
env["collection.case"]._refresh()
cases = env["collection.case"].search([("state", "!=", "closed")])
for case in cases:
    # The third proposal of a case rests nothing: it need not change the case at all.
    for _number in range(1 if offered else 2):
        offer = env["collection.barter.offer"].create(
            {
                "case_id": case.id,
                "currency_id": case.currency_id.id,
                "date": case._today() + timedelta(days=7),
                "line_ids": [(0, 0, {"name": "Oak chair", "price_unit": 1, "tax_ids": False})],
            }
        )
        if not offered:
            offer.barter_id.action_take_back()
env.cr.commit()
print(json.dumps(len(cases)))
