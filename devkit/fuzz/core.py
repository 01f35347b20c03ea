"""Server errors of Odoo itself: they happen on its own routes too, before any code of ours runs."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from . import client
from .client import Request

_FORM = (("Host", b"odoo.test"), ("Content-Type", b"application/x-www-form-urlencoded"))
_JSON = (("Host", b"odoo.test"), ("Content-Type", b"application/json"))


@dataclass(frozen=True)
class Known:
    """A mistake of Odoo's, what it is known by, and a request to its own route that shows it."""

    words: str
    applies: Callable
    proof: Request


def still_so(port: int) -> list[Known]:
    """Those that the running Odoo still makes on its own routes; others excuse nothing."""
    return [case for case in KNOWN if client.has_crashed(client.send(port, case.proof))]


def recognize(known, request: Request, cause: str, routes) -> Known | None:
    """Which of Odoo's own mistakes a request ran into, unless our code had its part in it."""
    if "/collection_sms/" in cause:
        return None
    return next((case for case in known if case.applies(request, routes)), None)


def _is_zero_elsewhere(request, routes):
    path = unquote(urlsplit(request.path).path)
    return "\x00" in path and not any(route.matches(path) for route in routes)


def _is_broken_redirect(request, _routes):
    path = unquote(urlsplit(request.path).path)
    return "//" in path and any(sign in path for sign in "\r\n")


def _has_odd_csrf_token(request, _routes):
    """One with letters that are not English, or a file."""
    if b'name="csrf_token"; filename=' in request.body:
        return True
    texts = [urlsplit(request.path).query, request.body.decode("latin-1")]
    tokens = [
        token
        for text in texts
        for token in parse_qs(text, max_num_fields=None).get("csrf_token", [])
    ]
    part = request.body.partition(b'name="csrf_token"\r\n\r\n')[2].partition(b"\r\n--")[0]
    return not part.isascii() or not all(token.isascii() for token in tokens)


def _is_no_call(request, _routes):
    """JSON-RPC wants an object with named parameters, nested no deeper than Python reads."""
    if not any(value.startswith(b"application/json") for _name, value in request.headers):
        return False
    try:
        call = json.loads(request.body)
    except (ValueError, RecursionError):
        return True
    return not (isinstance(call, dict) and isinstance(call.get("params", {}), dict))


KNOWN = (
    Known(
        "a zero character in an address that no route has",
        _is_zero_elsewhere,
        Request("", "GET", "/nobody-is-here%00", _FORM[:1]),
    ),
    Known(
        "a line break in an address that has two slashes, which http_routing leads to one",
        _is_broken_redirect,
        Request("", "GET", "//nobody-is%0Ahere", _FORM[:1]),
    ),
    Known(
        "a csrf_token that is a file, or not in ASCII",
        _has_odd_csrf_token,
        Request("", "POST", "/web/login", _FORM, b"csrf_token=%C3%A91o9999999999"),
    ),
    Known(
        "a JSON-RPC call without named parameters",
        _is_no_call,
        Request("", "POST", "/payment/status/poll", _JSON, b'{"params": [1]}'),
    ),
)
