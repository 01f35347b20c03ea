"""Print what became of the replies so far."""
# ruff: noqa: F821

import json

messages = env["collection.message"]
answers = messages.search([("is_automatic", "=", True)])
result = {
    "replies": messages.search_count([("direction", "=", "in")]),
    "failed": messages.search_count([("direction", "=", "in"), ("failure", "!=", False)]),
    "answered": len(answers.reply_to_id),
    "farewells": len(answers.filtered("confirms_stop")),
    "promised": env["collection.promise"].search_count([("state", "=", "open")]),
    "stopped": env["phone.blacklist"].search_count([]),
}
print(json.dumps(result))
