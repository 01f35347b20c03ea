"""Days read with the rules that come with the app."""

import json
from pathlib import Path

from engine import compile_date_rules, read_date

ROOT = Path(__file__).resolve().parents[2]
DATA = json.loads((ROOT / "collection_sms/data/intents/dates.json").read_text(encoding="utf-8"))
LANGUAGES = tuple(DATA)
RULES = compile_date_rules(DATA)


def read(text, lang, now, day_first=True):
    """What ``read_date`` finds."""
    return read_date(text, lang, now, day_first, RULES)
