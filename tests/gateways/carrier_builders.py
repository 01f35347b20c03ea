"""A text to send, and the shipped presets as settings."""

import json
from pathlib import Path

from gateways.carrier import Outgoing
from gateways.presets import preset_fields
from gateways.settings import read_settings

FOLDER = Path(__file__).resolve().parents[2] / "collection_sms" / "data" / "gateways"
PRESETS = sorted(path.stem for path in FOLDER.glob("*.json"))
SECRETS = {"username": "harbour", "password": "p&ss w=rd", "token": "k3y"}
REPORT_URL = "https://books.example/collection/gateway/s3cret/report"


def preset(key):
    return json.loads((FOLDER / f"{key}.json").read_text())


def settings(key, **values):
    return read_settings({**preset_fields(preset(key)), **SECRETS, **values})


def outgoing(**values):
    return Outgoing(
        **{
            "uuid": "0f1e2d3c",
            "number": "+353870000114",
            "body": "Hello",
            "sender": "+353860000001",
            "report_url": REPORT_URL,
            "is_unicode": False,
            "segments": 1,
            **values,
        }
    )
