"""Answer the offers of all customers as the page or our staff do, each in a transaction of its own.

The argument is a list of two acts: the first of two processes does the one, the second the other.
Prints what came of each: "done", or why it was refused.
"""
# ruff: noqa: F821

import json
import os
from datetime import timedelta

from odoo.addons.collection_sms.models.offer_refusal import OfferRefused
from odoo.exceptions import UserError
from odoo.service.model import retrying

BARRIER = 20261120
(acts,) = json.loads(os.environ["SCRIPT_ARGUMENTS"])
roles = env.registry.cursor()
roles.execute("SELECT pg_try_advisory_lock(%s)", [BARRIER + 1])
act = acts[not roles.fetchone()[0]]
number = acts.index(act) if acts[0] != acts[1] else os.getpid() % 1000
SIGNED = {"name": "Aoife", "tick": "yes"}
cases = env["collection.case"].search([("state", "!=", "closed")], order="id")
forms = {}
for case in cases:
    barter = case.barter_ids[:1]
    language = barter.with_context(lang=case._text_lang())
    forms[case] = {"version": str(barter.offer_version), "digest": language._digest(), **SIGNED}
cr = env.cr


def accept(case):
    """What the page does."""
    page = case.with_context(lang=case._text_lang())
    page._accept_offer(page.barter_ids[:1].sudo(), forms[case], "127.0.0.1")


def propose(case):
    """What the page does with a form; each process offers something else."""
    form = {
        "currency": str(case.currency_id.id),
        "round": "2",
        "what_0": f"Chair {number}",
        "quantity_0": "1",
        "price_0": "1",
        "date": str(case._today() + timedelta(days=7)),
        **SIGNED,
    }
    case._offer_from_page(form, [], "127.0.0.1")


def counter(case):
    """What our staff do."""
    env["collection.barter.offer"].create(
        {
            "case_id": case.id,
            "currency_id": case.currency_id.id,
            "date": case._today() + timedelta(days=9),
            "answers": 1,
            "line_ids": [(0, 0, {"name": "Oak table", "price_unit": 1, "tax_ids": False})],
        }
    )


def take_back(case):
    """What our staff do."""
    case.barter_ids[:1].action_take_back()


def answer(case):
    """One request."""
    try:
        retrying(lambda: globals()[act](case), env)
    except OfferRefused as refused:
        cr.rollback()
        return refused.refusal.value
    except UserError as refused:
        cr.rollback()
        return str(refused)
    return "done"


cr.rollback()
with env.registry.cursor() as other:
    other.execute("SELECT pg_advisory_xact_lock_shared(%s)", [BARRIER])
print(json.dumps([answer(case) for case in cases]))
