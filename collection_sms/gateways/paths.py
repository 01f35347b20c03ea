"""Values in what carriers say: JSON by dotted paths, forms by names, text by patterns.

A path such as ``messages.0.status`` goes through objects by name and through lists by place;
``a|b`` is the first of both that says something.
"""

import json
import re


def parse_json(content: bytes):
    """The JSON in ``content``, or ``None`` where it is none. Numbers keep their digits."""
    try:
        text = content.decode("utf-8-sig", "replace")
        return json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        return None


def find(data, path: str):
    """What is at ``path`` in ``data``, or ``None``."""
    for alternative in filter(None, path.split("|")):
        found = _follow(data, alternative)
        if found not in (None, ""):
            return found
    return None


def text_at(data, path: str) -> str:
    """What is at ``path`` in words; empty where there is nothing, or something with parts."""
    found = find(data, path)
    if isinstance(found, bool):
        return "true" if found else "false"
    return storable(found).strip() if isinstance(found, str) else ""


def text_by(pattern: str, text: str) -> str:
    """The first group of ``pattern`` where it fits in ``text``, else its whole; or nothing."""
    found = re.search(pattern, text) if pattern else None
    if not found:
        return ""
    return storable((found[1] if found.re.groups else found[0]) or "")


def storable(text: str) -> str:
    """``text`` without what a database refuses: zero characters, and halves of a character, as
    where a carrier cuts an emoji in two."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _follow(data, path):
    """A name with dots in it goes before a path: forms have names such as ``price.amount``."""
    if isinstance(data, dict) and path in data:
        return data[path]
    for step in path.split("."):
        if isinstance(data, dict):
            data = data.get(step)
        elif isinstance(data, list) and step.isdecimal() and int(step) < len(data):
            data = data[int(step)]
        else:
            return None
    return data
