"""The words by which replies are understood, read once per process."""

import json
from functools import cache

from odoo.tools.misc import file_open

from ..engine import compile_intent_rules
from .opt_out_rules import opt_out_rules

_LANGUAGES = ("en", "es", "fr", "de", "pt", "vi")


@cache
def intent_rules():
    """The rules of ``data/intents/<language>.json`` and those that stop messages, compiled."""
    return compile_intent_rules({lang: _data(lang) for lang in _LANGUAGES}, opt_out_rules())


def _data(name):
    with file_open(f"collection_sms/data/intents/{name}.json", "r") as file:
        return json.load(file)
