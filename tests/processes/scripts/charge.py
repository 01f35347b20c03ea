"""Run the scheduled action that charges installments, at the moment the barrier opens.

``dies``: the process is gone right after the provider has taken the money of the second charge.
Prints the references that this process sent to the provider.
"""
# ruff: noqa: F821

import json
import os

BARRIER = 20261120
(dies,) = json.loads(os.environ["SCRIPT_ARGUMENTS"])
sent = []
Transaction = type(env["payment.transaction"])
charge = Transaction._send_payment_request


def count(transaction):
    """Count what reaches the provider."""
    sent.append(transaction.reference)
    if dies and len(sent) == 2:
        os._exit(9)
    return charge(transaction)


Transaction._send_payment_request = count
with env.registry.cursor() as cr:
    cr.execute("SELECT pg_advisory_xact_lock_shared(%s)", [BARRIER])
env["collection.plan.installment"]._cron_charge()
env.cr.commit()
print(json.dumps(sent))
