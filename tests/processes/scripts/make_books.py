"""Open invoices of many customers."""
# ruff: noqa: F821

import json
import os

from devkit import books

customers, each = json.loads(os.environ["SCRIPT_ARGUMENTS"])
books.make(env, customers, each)
env.cr.commit()
print(json.dumps({"customers": customers}))
