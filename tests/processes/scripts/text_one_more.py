"""Let the customer with a number be texted who was excluded from follow-up so far."""
# ruff: noqa: F821

import json
import os

(number,) = json.loads(os.environ["SCRIPT_ARGUMENTS"])
env["res.partner"].search([("phone_sanitized", "=", number)]).collection_excluded = False
env["collection.case"]._cron_follow_up()
env.cr.commit()
print(json.dumps("done"))
