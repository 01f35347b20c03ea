"""What the latest barter of each customer has become."""
# ruff: noqa: F821

import json

told = []
for case in env["collection.case"].search([("state", "!=", "closed")], order="id"):
    barter = case.barter_ids.sorted("id")[-1:]
    notes = [body for body in case.message_ids.mapped("body") if "agreed on" in body]
    told.append([barter.state, len(barter.offer_ids), len(barter.item_ids), len(notes)])
print(json.dumps(told))
