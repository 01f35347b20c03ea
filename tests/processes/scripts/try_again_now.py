"""Let gateways that pause, and texts that wait for them, be tried again at once."""
# ruff: noqa: F821

import json

from odoo import fields

env["collection.gateway"].search([]).paused_until = False
waiting = env["collection.message"].search([("state", "=", "queued"), ("attempts", ">", 0)])
waiting.scheduled_at = fields.Datetime.now()
env.ref("collection_sms.ir_cron_release")._trigger()
env.cr.commit()
print(json.dumps(len(waiting)))
