"""Let the work of a scheduled action be done in jobs. Arguments: model and method.

Prints how many jobs there are in each state when none is left to do.
"""
# ruff: noqa: F821

import json
import os

from devkit import jobs

model, method = json.loads(os.environ["SCRIPT_ARGUMENTS"])
done = jobs.run(env, getattr(env[model], method))
del done["seconds"]
print(json.dumps(done))
