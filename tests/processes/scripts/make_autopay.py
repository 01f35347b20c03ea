"""Plans whose first installment is charged to a saved card today."""
# ruff: noqa: F821

import json

from odoo.addons.collection_sms.engine import PlanChoice, Rhythm

env["ir.config_parameter"].set_param("account_payment.enable_portal_payment", "True")
provider = env["payment.provider"].search([("code", "=", "demo")], limit=1)
provider.write({"state": "test", "is_published": True})
# Odoo makes the journal's payment method when it is first asked for: not by two at once.
journals = env["account.journal"]
provider.journal_id = journals.search(
    [("type", "=", "bank"), ("company_id", "=", provider.company_id.id)], limit=1
)
env["collection.case"]._refresh()
plans = env["collection.plan"]
for case in env["collection.case"].search([("state", "!=", "closed")]):
    ((currency, offer),) = case._plan_offers().items()
    choice = PlanChoice(2, Rhythm.MONTHLY, case._today())
    plan = plans.create(case._prepare_plan(currency, offer, choice, state="requested"))
    plan._start(("requested",))
    token = env["payment.token"].create(
        {
            "provider_id": provider.id,
            "payment_method_id": provider.payment_method_ids[:1].id,
            "partner_id": case.partner_id.id,
            "provider_ref": "card",
            "payment_details": "1111",
            "demo_simulated_state": "done",
            "collection_plan_id": plan.id,
        }
    )
    plan.write({"autopay": True, "token_id": token.id})
    plans += plan
env.cr.commit()
print(json.dumps(len(plans)))
