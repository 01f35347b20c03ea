"""Fills the demo database. `env` is Odoo's environment; DEMO_BASE_URL is where it is served."""
# ruff: noqa: F821

import os
from datetime import timedelta

from odoo import fields

LANGUAGES = ("es_ES", "fr_FR", "de_DE")


def run(job):
    """Run a scheduled action as the scheduler would, and see what it committed."""
    env.ref(job).method_direct_trigger()
    env.cr.commit()


parameters = env["ir.config_parameter"]
parameters.set_param("web.base.url", os.environ["DEMO_BASE_URL"])
parameters.set_param("web.base.url.freeze", "True")
for language in LANGUAGES:
    env["res.lang"]._activate_lang(language)
env["ir.module.module"].search([("state", "=", "installed")])._update_translations(LANGUAGES)

euro = env.ref("base.EUR")
euro.active = True
company = env.company
company.write(
    {
        "name": "Harbour & Pine",
        "street": "7 Timber Quay",
        "city": "Dublin",
        "country_id": env.ref("base.ie").id,
        "currency_id": euro.id,
        "phone": "+353 1 555 0142",
        "email": "accounts@harbour-pine.example.com",
        "collection_user_id": env.ref("base.user_admin").id,
    }
)
company.partner_id.tz = "Europe/Dublin"
env["res.currency.rate"].create(
    {
        "currency_id": env.ref("base.USD").id,
        "company_id": company.id,
        "name": fields.Date.today() - timedelta(days=365),
        "rate": 1.08,
    }
)
demo_provider = env["payment.provider"].search([("code", "=", "demo")])
demo_provider.write({"state": "test", "is_published": True})
env["collection.demo"]._load()

# A real database asks before every text. The demo asks before final notices only.
env["collection.level"].search([("strategy", "!=", "final")]).approve_first = False
env.cr.commit()

run("collection_sms.ir_cron_follow_up")
# One customer pays after her text was queued and before the queue is sent: she gets none.
emily = env["res.partner"].search([("name", "=", "Emily Clarke")])
invoices = env["collection.case"]._refresh(emily).open_line_ids.move_id
env["collection.demo"]._register_payment(invoices)
env.cr.commit()
run("sms.ir_cron_sms_scheduler_action")
run("collection_sms.ir_cron_emails")
run("collection_sms.ir_cron_follow_up")
