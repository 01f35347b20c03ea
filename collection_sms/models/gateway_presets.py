"""The presets of ``data/gateways``, read once per process."""

import json
from functools import cache
from pathlib import Path

from odoo.tools.misc import file_open, file_path

from ..gateways.presets import preset_fields

_FOLDER = "collection_sms/data/gateways"


@cache
def presets():
    """``{key: content}`` of the shipped presets, in the order in which they are offered."""
    found = {}
    for path in Path(file_path(_FOLDER)).glob("*.json"):
        with file_open(f"{_FOLDER}/{path.name}") as file:
            found[path.stem] = json.load(file)
    return dict(sorted(found.items(), key=lambda item: item[1]["sequence"]))


def preset_choices():
    """The carriers to choose from, as a selection. Their names are not translated."""
    return [(key, preset["name"]) for key, preset in presets().items()]


def preset_values(key):
    """The fields that the preset ``key`` gives a gateway; see ``preset_fields``."""
    return preset_fields(presets()[key])
