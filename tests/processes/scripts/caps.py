"""Print how many texts went out, and those of them that broke a cap.

A history may hold more than its cap allows; a new contact may not add to that.
"""
# ruff: noqa: F821

import json

COUNTED = ("queued", "sending", "sent", "delivered", "undelivered", "unknown")
Message = env["collection.message"]
said = [("direction", "=", "out"), ("state", "in", COUNTED), ("channel", "!=", "letter")]
new = Message.search([*said, ("level_id", "!=", False), ("claimed_at", "!=", False)])
broken = []
for message in new:
    case = message.case_id
    rule = case._contact_rules()[case]
    at = message.claimed_at
    same_customer = [("partner_id", "=", case.partner_id.id), ("id", "!=", message.id)]
    others = Message.search([*said, ("claimed_at", "!=", False), *same_customer])
    for cap in rule.cap_ids._caps():
        counted = [
            other
            for other in others
            if not cap.per_case or other.case_id == case
            if at - cap.period < other.claimed_at <= at
        ]
        if len(counted) >= cap.maximum:
            broken.append([case.partner_id.name, rule.name, cap.maximum])
print(json.dumps({"texts": len(new), "broken": broken}))
