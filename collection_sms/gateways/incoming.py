"""The fields of a carrier's request to us: JSON, a form, or the query of its URL."""

from dataclasses import dataclass
from urllib.parse import parse_qsl

from .paths import find, parse_json, text_at
from .webhook import Unreadable, Webhook

_MOST_FIELDS = 200
_MOST_ITEMS = 1000  # Infobip sends 100 reports at once


@dataclass(frozen=True, slots=True)
class Fields:
    """One report or reply. What it does not say is looked up in the URL's query."""

    data: object
    query: dict[str, str]
    bytes_by_name: dict[str, bytes]

    def text(self, path: str) -> str:
        """The words at ``path``, or nothing."""
        return text_at(self.data, path) or text_at(self.query, path)

    def raw(self, name: str) -> bytes:
        """The bytes of the parameter ``name``, before anybody took them for UTF-8."""
        return self.bytes_by_name.get(name, b"")


def read_items(webhook: Webhook, list_path: str, condition: str) -> list[Fields]:
    """The items at ``list_path``, or all of it as one, of which ``condition`` is true.

    ``condition``: ``path=value|other value``; empty is always true. Raises ``Unreadable``.
    """
    query, raw = _parameters(webhook.query.encode("ascii", "replace"))
    data = {}
    if _is_json(webhook):
        data = _json(webhook)
    elif webhook.body:
        data, raw_form = _parameters(webhook.body)
        raw |= raw_form
    found = find(data, list_path) if list_path else data
    items = found if isinstance(found, list) else [found]
    if found is None or len(items) > _MOST_ITEMS:
        raise Unreadable(f"There is no list “{list_path}”.")
    fields = [Fields(item, query, raw) for item in items]
    return [item for item in fields if _is_true(item, condition)]


def read_each(read, settings, items: list[Fields]) -> tuple:
    """What ``read`` makes of each of ``items``; one of many that it cannot read is left out.

    Raises ``Unreadable`` where that is so of all: then it is the settings that do not fit.
    """
    found, problem = [], None
    for item in items:
        try:
            found.append(read(settings, item))
        except Unreadable as unreadable:
            problem = unreadable
    if problem and not found:
        raise problem
    return tuple(found)


def _is_json(webhook: Webhook) -> bool:
    """Some carriers call their JSON something else."""
    return "json" in webhook.content_type or webhook.body.lstrip()[:1] in (b"{", b"[")


def _json(webhook: Webhook):
    data = parse_json(webhook.body)
    if not isinstance(data, dict | list):
        raise Unreadable("The content is not JSON.")
    return data


def _parameters(encoded: bytes) -> tuple[dict[str, str], dict[str, bytes]]:
    """Parameters as text and as bytes; the first of a name counts."""
    text = encoded.decode("utf-8", "replace")
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
        raw_pairs = parse_qsl(
            text, keep_blank_values=True, max_num_fields=_MOST_FIELDS, encoding="latin-1"
        )
    except ValueError:
        raise Unreadable("It has too many fields.") from None
    words = dict(reversed(pairs))
    raw = {name: value.encode("latin-1", "replace") for name, value in reversed(raw_pairs)}
    return words, raw


def _is_true(item: Fields, condition: str) -> bool:
    path, _, values = condition.partition("=")
    return not condition or item.text(path) in values.split("|")
