"""Makes Kannel the gateway of the demo company, and customers who get a text through it.

DEMO_KANNEL (JSON): Kannel's address and password; DEMO_BASE_URL: where Odoo is served. Writes to
the file DEMO_ANSWER (JSON) where Kannel sends replies, and the customers with their numbers and
what they are going to answer.
"""
# ruff: noqa: F821

import json
import os
from pathlib import Path

from devkit import kannel_gateway

# Numbers that nobody has: the demo data keeps to those of its own.
PREFIX = "+35386001"
CUSTOMERS = (
    ("Orla Keane", "en_US", "STOP please"),
    ("Fionn Daly", "en_US", "friday"),
    ("Lucía Romero", "es_ES", "¿Cuánto debo?"),
)


def make_customer(key, name, language, number):
    """A customer in Dublin."""
    row = dict.fromkeys(("parent_key", "email", "tags", "note"), "")
    row |= {"key": key, "name": name, "is_company": "0", "lang": language, "phone": number}
    row |= {"street": "4 Ferry Steps", "city": "Dublin", "zip": "D02 X0X0", "country": "IE"}
    return row


def make_invoice(key):
    """An invoice that is ten days late."""
    row = {"customer_key": key, "kind": "invoice", "ref": f"kannel_{key}", "of": "", "flag": ""}
    row |= {"due_offset": "-10", "terms": "immediate", "currency": "EUR"}
    return row | {"product": "Oak side table", "quantity": "1", "unit_price": "240.00"}


demo = env["collection.demo"]
partners = env["res.partner"].with_context(active_test=False)
# Every time new ones: who was texted is left in peace, and who said stop is not texted again.
first = partners.search_count([("phone_sanitized", "=like", f"{PREFIX}%")]) + 1
rows = [
    make_customer(str(first + place), name, language, f"{PREFIX}{first + place:04}")
    for place, (name, language, _reply) in enumerate(CUSTOMERS)
]
reply_url = kannel_gateway.use(env, **json.loads(os.environ["DEMO_KANNEL"]))
customers = demo._create_customers(rows)
demo._create_moves([make_invoice(row["key"]) for row in rows], customers)
env.cr.commit()
env.ref("collection_sms.ir_cron_follow_up").method_direct_trigger()
replies = [
    {"number": customer.phone_sanitized, "reply": reply}
    for customer, (_name, _language, reply) in zip(customers.values(), CUSTOMERS, strict=True)
]
Path(os.environ["DEMO_ANSWER"]).write_text(
    json.dumps({"reply_url": reply_url, "customers": replies})
)
