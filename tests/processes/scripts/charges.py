"""Print the states of all automatic payments, what they came to, and how many a person looks up."""
# ruff: noqa: F821

import json

charges = env["payment.transaction"].search([("collection_installment_id", "!=", False)])
states = {state: len(found) for state, found in charges.grouped("state").items()}
asked = env["mail.activity"].search_count([("res_model", "=", "collection.case")])
print(json.dumps({"states": states, "booked": len(charges.payment_id), "asked": asked}))
