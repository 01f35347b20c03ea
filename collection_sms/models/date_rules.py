"""The words with which customers name days, read once per process."""

import json
from functools import cache

from odoo.tools.misc import file_open

from ..engine import compile_date_rules


@cache
def date_rules():
    """The rules of ``data/intents/dates.json``, compiled."""
    with file_open("collection_sms/data/intents/dates.json", "r") as file:
        return compile_date_rules(json.load(file))
