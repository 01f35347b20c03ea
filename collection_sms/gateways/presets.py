"""What is known of carriers: files of ``data/gateways`` as the fields of a gateway."""

import json

# What a preset says to people; all else are fields of a gateway.
ABOUT = ("name", "sequence", "source", "checked", "unchecked", "setup")


def preset_fields(preset: dict) -> dict:
    """The fields that ``preset``, the content of a file, gives a gateway. Those it does not name
    are to be emptied. ``parameters`` stay dictionaries."""
    values = {name: value for name, value in preset.items() if name not in ABOUT}
    if "json_template" in values:
        values["json_template"] = json.dumps(values["json_template"], indent=2, ensure_ascii=False)
    states = values.get("report_states", {})
    values["report_states"] = "\n".join(f"{word} = {state}" for word, state in states.items())
    return values
