"""Build the HTTP request that hands one text to a carrier. Nothing is pasted into a format: values
are filled in one by one and encoded afterwards, so no text can break out of its place."""

import hashlib
import hmac
import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from .carrier import Outgoing
from .settings import PLACEHOLDER, Settings

ALGORITHMS = ("sha256", "sha512", "sha1")


@dataclass(frozen=True, slots=True)
class Request:
    """A request ready to be sent, all encoded."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes


def build(settings: Settings, outgoing: Outgoing) -> Request:
    """The request for ``outgoing``; raises ``ValueError`` where a header cannot be written.

    A parameter, and a name of the JSON, that comes to nothing is left out.
    """
    values = _values(settings, outgoing)
    query, body, headers = _BODIES[settings.body_format](settings, values)
    headers |= dict(_rows(settings, values, "header")) | _authorization(settings, query, body)
    if settings.idempotency_header:
        headers[settings.idempotency_header] = outgoing.uuid
    _check_headers(headers)
    return Request(settings.method, _url(settings, values, query), headers, body)


def _values(settings: Settings, outgoing: Outgoing) -> dict[str, str]:
    """What the placeholders stand for."""
    return {
        "number": outgoing.number,
        "number_digits": outgoing.number.lstrip("+"),
        "text": outgoing.body,
        "text_ucs2_hex": outgoing.body.encode("utf-16-be", "replace").hex(),
        "sender": outgoing.sender,
        "sender_digits": outgoing.sender.lstrip("+"),
        "uuid": outgoing.uuid,
        "report_url": outgoing.report_url,
        "coding": settings.coding_unicode if outgoing.is_unicode else settings.coding_gsm,
        "username": settings.username,
        "password": settings.password,
        "token": settings.token,
        "alphabet": "unicode" if outgoing.is_unicode else "gsm",
    }


def _fill(template: str, values: Mapping[str, str]) -> str:
    """``template`` with its placeholders filled; what is filled in is not looked at again."""
    return PLACEHOLDER.sub(lambda found: values[found[1]], template)


def _rows(settings, values, place):
    rows = (
        (row.name, _fill(row.value, values))
        for row in settings.parameters
        if row.place == place and row.alphabet in ("all", values["alphabet"])
    )
    return [(name, value) for name, value in rows if value]


def _as_query(settings, values):
    return _encoded(_rows(settings, values, "parameter")), b"", {}


def _as_form(settings, values):
    body = _encoded(_rows(settings, values, "parameter")).encode()
    return "", body, {"Content-Type": "application/x-www-form-urlencoded"}


def _as_json(settings, values):
    filled = _filled(json.loads(settings.json_template), values)
    body = json.dumps(filled, ensure_ascii=True).encode()
    query = _encoded(_rows(settings, values, "parameter"))
    return query, body, {"Content-Type": "application/json"}


_BODIES = {"query": _as_query, "form": _as_form, "json": _as_json}


def _encoded(pairs) -> str:
    return urlencode(pairs, errors="replace")


def _filled(node, values):
    """``node`` of the parsed template with its strings filled."""
    if isinstance(node, str):
        return _fill(node, values)
    if isinstance(node, list):
        return [_filled(item, values) for item in node]
    if isinstance(node, dict):
        filled = {name: _filled(item, values) for name, item in node.items()}
        return {name: item for name, item in filled.items() if item != ""}
    return node


def _authorization(settings, query, body) -> dict[str, str]:
    if settings.auth == "basic":
        pair = f"{settings.username}:{settings.password}".encode()
        return {"Authorization": f"Basic {b64encode(pair).decode()}"}
    if settings.auth == "bearer":
        return {"Authorization": f"Bearer {settings.token}"}
    if settings.auth == "header":
        return {settings.auth_header: f"{settings.auth_prefix} {settings.token}".strip()}
    if settings.auth == "hmac":
        signed = sign(
            settings.token, body or query.encode(), settings.hmac_algorithm, settings.hmac_encoding
        )
        return {settings.auth_header: f"{settings.auth_prefix}{signed}"}
    return {}


def sign(key: str, content: bytes, algorithm: str, encoding: str) -> str:
    """The HMAC of ``content`` (RFC 2104), in hexadecimal or base64."""
    if algorithm not in ALGORITHMS:
        raise ValueError(f"Unknown algorithm {algorithm}")
    made = hmac.new(key.encode(), content, getattr(hashlib, algorithm))
    return b64encode(made.digest()).decode() if encoding == "base64" else made.hexdigest()


def _check_headers(headers):
    """A line break would add headers of its own."""
    for name, value in headers.items():
        if not (name + value).isprintable() or not (name + value).isascii():
            raise ValueError(f"The header {name} cannot be written.")


def _url(settings, values, query) -> str:
    quoted = {name: quote(value, safe="", errors="replace") for name, value in values.items()}
    url = _fill(settings.url, quoted)
    return url + ("&" if "?" in url else "?") + query if query else url
