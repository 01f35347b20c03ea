"""Print how many texts each state holds, and how many customers have a text."""
# ruff: noqa: F821

import json

texts = env["collection.message"].search([("direction", "=", "out")])
states = {state: len(found) for state, found in texts.grouped("state").items()}
print(json.dumps({"states": states, "customers": len(texts.partner_id)}))
