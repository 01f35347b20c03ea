"""Measures OCA's account_credit_control for `bin/bench scale`, on a book of its own.

Arguments: customers, the file for the figures (JSON).
"""
# ruff: noqa: F821

import json
import sys
from pathlib import Path

from devkit.scale import table
from devkit.scale.inside import peers, stage

customers, target = int(sys.argv[1]), Path(sys.argv[2])
rows = []


def measure(name, job, *arguments, count):
    """Measure ``job`` and show its figures; ``count`` is what milliseconds are for."""
    figures = stage.run(env.registry, job, *arguments)
    rows.append({"part": "peer", "name": f"account_credit_control: {name}", "count": count,
                 **figures})  # fmt: skip
    print(table.line(rows[-1]), flush=True)
    return figures


env.cr.commit()
stage.run(env.registry, peers.prepare_credit_control, customers)
run = measure("lines", peers.decide_credit_control, count=customers)["run"]
measure("emails", peers.communicate_credit_control, run, count=customers)
target.write_text(json.dumps(rows))
