"""The words with which customers stop and start messages, read once per process."""

import json
from functools import cache

from odoo.tools.misc import file_open

from ..engine import compile_opt_out_rules


@cache
def opt_out_rules():
    """The rules of ``data/intents/opt_out.json``, compiled."""
    with file_open("collection_sms/data/intents/opt_out.json", "r") as file:
        return compile_opt_out_rules(json.load(file))
