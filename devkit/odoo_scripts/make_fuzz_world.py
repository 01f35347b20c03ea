"""Customers, gateways and links for `bin/bench fuzz`, told as JSON in the file that is named.

Every customer of ours owes two invoices. Some have a plan or an offer to answer; each such case is
there twice: for the link that is fuzzed, and for a bystander whose link nobody has. A closed case
has an expired link. Every preset has a gateway, one of which wants signatures.
"""

import json
import sys
import threading
from datetime import timedelta
from pathlib import Path

from odoo import fields
from odoo.addons.collection_sms.engine import PlanChoice, Rhythm
from odoo.addons.collection_sms.models.gateway_presets import presets

from devkit import books

ADDRESS = "http://odoo.test"
TWILIO_SECRET = "twilio-secret"
PUBLIC = ("public", "none")
# Of a gateway's settings, those that name no field of a report or reply.
NO_FIELDS = {"report_url", "reply_url", "report_list", "reply_list", "report_code_prefix"}


def prepare():
    """Let customers pay and barter online, and texts go out by themselves."""
    parameters = env["ir.config_parameter"]
    parameters.set_param("account_payment.enable_portal_payment", "True")
    parameters.set_param("web.base.url", ADDRESS)
    env["payment.provider"].search([("code", "=", "demo")]).write(
        {"state": "test", "is_published": True, "allow_tokenization": True}
    )
    env["collection.policy"].search([]).write({"barter_offered": True, "barter_share": 100})
    env["collection.level"].search([]).approve_first = False
    books.contact_at_any_hour(env)
    env.company.sms_provider = books.SANDBOX


def make_cases():
    """Two cases of each kind, and the one whose link has expired; and one of another company."""
    customers = books.make(env, 2 * len(SET_UPS) + 2, 2)
    books.make_elsewhere(env, customers[-1:])
    env["collection.case"]._cron_follow_up()
    cases = env["collection.case"].search([]).sorted(lambda case: case.partner_id.id)
    elsewhere = cases.filtered(lambda case: case.company_id != env.company)
    cases -= elsewhere
    return cases[1:], elsewhere, cases[0]


def propose(case):
    """A plan that waits for the customer's answer."""
    wizard = env["collection.plan.wizard"].create({"case_id": case.id, "count": 3})
    wizard.action_propose()


def run_plan(case):
    """A plan that was agreed on, for which a card may be saved."""
    ((currency, offer),) = case._plan_offers().items()
    choice = PlanChoice(3, Rhythm.MONTHLY, case._today() + timedelta(days=7))
    plan = env["collection.plan"].create(
        case._prepare_plan(currency, offer, choice, state="requested")
    )
    plan._start(("requested",))


def offer_barter(case):
    """Our offer to take goods."""
    env["collection.barter.offer"].create(
        {
            "case_id": case.id,
            "currency_id": case.currency_id.id,
            "date": case._today() + timedelta(days=7),
            "line_ids": [
                fields.Command.create({"name": "Oak chair", "price_unit": 20, "tax_ids": False})
            ],
        }
    )


def ask(case):
    """A question of the customer's that nobody has answered."""
    form = {"date": str(case._today() + timedelta(days=60)), "round": "0", "words": "Please"}
    case._request_from_page("extension", form, [], "127.0.0.1")


def close(case):
    """Nothing is owed any more: the link expires."""
    for invoice in case.open_line_ids.move_id:
        books._pay(env, invoice)
    case._refresh(case.partner_id)


def make_gateways():
    """One gateway for each carrier, and one whose carrier signs."""
    made = []
    for preset in sorted(presets()):
        gateway = env["collection.gateway"].create({"name": preset, "preset": preset})
        gateway._apply_preset()
        made.append(gateway)
    signing = env["collection.gateway"].create(
        {"name": "Signing", "preset": "json", "signature_header": "X-Signed", "signature_key": "k"}
    )
    return [*made, signing]


def describe(gateway):
    """The secret of a gateway, and the words of its carrier."""
    named = {
        kind: [gateway[name] for name in gateway._fields if name.startswith(f"{kind}_")
               and gateway._fields[name].type == "char" and name not in NO_FIELDS and gateway[name]]
        for kind in ("report", "reply")
    }  # fmt: skip
    states = (gateway.report_states or "").splitlines()
    return {
        "token": gateway.webhook_token,
        "signed": bool(gateway.signature_header),
        "statuses": [line.split("=")[0].strip() for line in states] or ["delivered"],
        **named,
    }


def routes():
    """The addon's routes that are open to everybody, as the running server has them."""
    threading.current_thread().dbname = env.cr.dbname
    told = []
    for rule in env["ir.http"].routing_map().iter_rules():
        routing, function = rule.endpoint.routing, rule.endpoint.func
        if routing["auth"] in PUBLIC and _is_ours(function):
            told.append(
                {
                    "rule": rule.rule,
                    "methods": sorted(rule.methods or ()),
                    "kind": routing["type"],
                    "name": function.__name__,
                }
            )
    return sorted(told, key=lambda route: (route["rule"], route["methods"]))


def _is_ours(function):
    return any(
        function.__name__ in vars(cls) and cls.__module__.startswith("odoo.addons.collection_sms.")
        for cls in type(function.__self__).mro()
    )


# One case has nothing to answer. What can be answered once is there twice.
SET_UPS = (lambda _case: None, propose, run_plan, offer_barter, ask, propose, offer_barter)
prepare()
cases, elsewhere, closed = make_cases()
halves = cases[: len(SET_UPS)], cases[len(SET_UPS) : 2 * len(SET_UPS)]
for half in halves:
    for case, set_up in zip(half, SET_UPS, strict=True):
        set_up(case)
close(closed)
gateways = make_gateways()
env.flush_all()
mine, others = halves
others += elsewhere
texts = env["collection.message"].search([("direction", "=", "out")])
world = {
    "routes": routes(),
    "tokens": mine.mapped("access_token"),
    "expired": closed.expired_token,
    "bystanders": {"case_id": others.ids, "partner_id": others.partner_id.ids},
    "ids": {
        "plan_id": cases.plan_ids.ids,
        "barter_id": cases.barter_ids.ids,
        "request_id": cases.request_ids.ids,
        "invoice_id": cases.open_line_ids.move_id.ids,
        "company_id": [env.company.id, elsewhere.company_id.id],
    },
    "gateways": [describe(gateway) for gateway in gateways],
    "uuids": texts.mapped("uuid"),
    "numbers": texts.mapped("number"),
    "address": ADDRESS,
    "twilio_secret": TWILIO_SECRET,
}
if "sms_twilio_auth_token" in env.company:
    env.company.write({"sms_provider": "twilio", "sms_twilio_auth_token": TWILIO_SECRET})
env["ir.qweb"]._pregenerate_assets_bundles()
env.cr.commit()
Path(sys.argv[1]).write_text(json.dumps(world))
