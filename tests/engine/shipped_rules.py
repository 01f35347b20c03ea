"""The contact rules that come with the app, read from their data file."""

import xml.etree.ElementTree as ET
from datetime import timedelta
from pathlib import Path

from engine import Cap, Window

DATA = Path(__file__).parents[2] / "collection_sms/data/collection_contact_rule_data.xml"
DAYS = {"all": range(7), "workdays": range(5), "weekend": (5, 6)}
HOURS = {"hours": 1, "days": 24}


class Command:
    create = staticmethod(dict)
    set = staticmethod(tuple)


def read_rule(record):
    """The fields of one record, as Python values."""
    values = {"id": record.get("id").removeprefix("collection_contact_rule_")}
    for field in record:
        if field.get("eval"):
            names = {"Command": Command, "ref": str}
            values[field.get("name")] = eval(field.get("eval").strip(), names)
        else:
            values[field.get("name")] = field.get("ref") or field.text
    return values


RULES = {rule["id"]: rule for rule in map(read_rule, ET.parse(DATA).getroot())}


def windows(rule):
    """The hours of a rule as the engine knows them."""
    return [
        Window(
            days=frozenset(DAYS.get(window["days"]) or (int(window["days"]),)),
            start=round(window["hour_from"] * 60),
            end=round(window["hour_to"] * 60),
        )
        for window in rule["window_ids"]
    ]


def caps(rule):
    """The caps of a rule as the engine knows them."""
    return tuple(
        Cap(
            id=number,
            maximum=cap["maximum"],
            period=timedelta(**{cap["unit"]: cap["period"]}),
            per_case=cap["scope"] == "case",
        )
        for number, cap in enumerate(rule["cap_ids"])
    )
