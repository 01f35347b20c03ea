"""Random requests to a route: those that may change nothing, and those that have a right to."""

import base64
import hashlib
import hmac
import json
from urllib.parse import parse_qsl

from hypothesis import strategies as st

from . import bodies
from .client import Request
from .pages import Form
from .values import json_values, names, quoted, texts

SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
UNSAFE = (*["POST"] * 20, "PUT", "PATCH", "DELETE", "PROPFIND", "post", "X")
LOOKING = (*["GET"] * 8, "HEAD", "OPTIONS", "OPTIONS", "TRACE")
# With what a carrier may try to pass; the right ones are made from the secret.
SIGNATURES = (b"", b"0", b"sha256=", b"\xff\xfe", b"a" * 64, b"=" * 28)
HEADERS = (
    ("Accept-Language", b"xx-YY,de;q=9,\xff"), ("Accept-Language", b"vi-VN"), ("Accept", b"\x80"),
    ("Accept-Encoding", b"br;q=x"), ("Authorization", b"Bearer x"),
    ("Authorization", b"Basic \xff"),
    ("Content-Encoding", b"gzip"), ("Origin", b"null"), ("Referer", b"//\xff"),
    ("Range", b"bytes=9-1"),
    ("If-None-Match", b'"'), ("If-Modified-Since", b"yesterday"),
    ("X-Forwarded-For", b"1.2.3.4, \x00"),
    ("X-Forwarded-Host", b"evil.test"), ("X-HTTP-Method-Override", b"POST"),
    ("X-Odoo-Database", b"x"),
    ("User-Agent", b""), ("User-Agent", b"x" * 5000), ("X-Requested-With", b"XMLHttpRequest"),
    ("Expect", b"100-continue"), ("Upgrade", b"websocket"), ("Connection", b"Upgrade"),
)  # fmt: skip
HOSTS = (*[b"odoo.test"] * 30, b"evil.test", b"127.0.0.1", b"", b"a b", b"[::", b"\xff")
COOKIES = (
    b"frontend_lang=xx", b"frontend_lang=\xff", b"tz=Mars/Base", b"session_id=../../x", b"debug=1",
    b"session_id=" + b"a" * 84, b"=;=;", b"cids=1-x", b"color_scheme=dark", b"a" * 4000,
)  # fmt: skip
SUFFIXES = (*[""] * 60, "/", "//", "/x", "%00", "/../..", ";a=b", "%2F")


class Uncovered(Exception):
    """A public route that this fuzzer does not know how to ask."""


def check(routes) -> None:
    """Raise `Uncovered` where a route, or a piece of its address, has no strategy."""
    missing = [str(route) for route in routes if _family(route) is None]
    unknown = {name for route in routes for name in route.arguments} - set(_ARGUMENTS)
    if missing or unknown:
        raise Uncovered(
            f"No strategy for the routes {missing} and the arguments {sorted(unknown)}."
        )


def locked(route, world, sites):
    """Requests that must change nothing: without link, secret, signature, or only to look."""
    return _family(route)(route, world, sites, False)


def opened(route, world, sites):
    """Requests with all that is asked for, and with rubbish in the rest."""
    return _family(route)(route, world, sites, True)


def _family(route):
    for prefix, strategy in _FAMILIES.items():
        if route.rule.startswith(prefix):
            return strategy
    return None


# --- the customer's page --------------------------------------------------------------------------


@st.composite
def _page(draw, route, world, sites, is_open):
    fitting = [token for token in world.tokens if _pages(route, sites[token])]
    token = draw(st.sampled_from([*fitting * 5, *world.tokens]))
    site = sites[token]
    path, fields = draw(_form(route, world, site, token))
    fields = draw(bodies.mutated(fields, kept=("csrf_token", "access_token")))
    if is_open:
        method, cookie = draw(st.sampled_from(UNSAFE)) if route.takes_posts else "GET", site.cookie
    else:
        method, path, fields, cookie = draw(_lock(route, world, token, site, path, fields))
    return draw(_sent(route, method, path, fields, cookie))


def _pages(route, site):
    """Where this customer was led to by a link or form that this route answers."""
    looked_at = sorted({path.partition("?")[0] for path in site.paths})
    forms = [*site.forms, *(Form("GET", path, ()) for path in looked_at)]
    return [form for form in forms if route.matches(form.path)]


@st.composite
def _form(draw, route, world, site, token):
    """An address and fields: those of a form which the customer sees, or made up."""
    seen = _pages(route, site)
    if seen and draw(st.integers(0, 9)) < 8:
        form = draw(st.sampled_from(seen))
        path, fields = form.path, list(form.fields)
    else:
        values = {
            name: draw(_argument(world, argument)) for name, argument in route.arguments.items()
        }
        path = route.address({**values, "token": token})
        others = st.sampled_from([form.fields for form in site.forms] or [()])
        fields = list(draw(others))
    if route.kind == "http" and not any(name == "csrf_token" for name, _value in fields):
        fields += [one for form in site.forms for one in form.fields if one[0] == "csrf_token"][:1]
    return path, fields


@st.composite
def _lock(draw, route, world, token, site, path, fields):
    """Take away what would let the request change something."""
    cookie = draw(st.sampled_from((site.cookie, b"", b"session_id=" + b"b" * 84)))
    how = draw(st.sampled_from(("dead link", "only looking", "not signed")))
    if how == "dead link":
        method = draw(st.sampled_from(UNSAFE) if route.takes_posts else _looking(route))
        return method, path.replace(token, draw(_dead(world, token)), 1), fields, site.cookie
    if how == "only looking":
        return draw(_looking(route)), path, fields, site.cookie
    method = draw(st.sampled_from(UNSAFE if route.takes_posts else LOOKING))
    secret = "csrf_token" if route.kind == "http" else "access_token"
    kept = [one for one in fields if one[0] != secret]
    if cookie != site.cookie and secret == "csrf_token" and draw(st.booleans()):
        return method, path, fields, cookie  # the token of another browser's session
    if draw(st.booleans()):
        kept.append((secret, json.dumps(draw(texts)) if route.kind == "jsonrpc" else draw(texts)))
    return method, path, kept, cookie


def _looking(route):
    """Methods that only look: where no page is to be had, those that core lets through anyway."""
    return st.sampled_from(LOOKING if "GET" in route.methods else ("OPTIONS", *LOOKING))


@st.composite
def _dead(draw, world, token):
    """The piece of an address that opens nothing."""
    near = (token[:-1], token + "A", token.swapcase(), token[::-1], f" {token}", f"{token}\x00")
    text = draw(st.one_of(st.just(world.expired), st.sampled_from(near), texts))
    return quoted(text) or "x"


@st.composite
def _sent(draw, route, method, path, fields, cookie):
    """The request with these fields, wrapped as the route wants it or otherwise."""
    wrapping = draw(st.integers(0, 9))
    query = b""
    if wrapping == 0:
        kind, body = draw(bodies.rubbish())
        query = bodies.urlencoded(fields) if draw(st.booleans()) else b""
    elif route.kind == "jsonrpc":
        kind, body = draw(bodies.calls(_as_params(fields)))
    elif method in SAFE and wrapping < 7:
        kind, body, query = b"", b"", bodies.urlencoded(fields)
    else:
        kind, body = draw(bodies.forms(fields))
    return draw(_request(route, method, path, query, kind, body, cookie))


def _as_params(fields):
    params = {}
    for name, value in fields:
        try:
            params[name] = json.loads(value)
        except (ValueError, RecursionError):
            params[name] = value
    return params


# --- carriers -------------------------------------------------------------------------------------


@st.composite
def _gateway(draw, route, world, _sites, is_open):
    gateway = draw(st.sampled_from(world.gateways))
    query, kind, body = draw(_news(world, gateway))
    token, headers = gateway["token"], ()
    if gateway["signed"]:
        right = (
            hmac.new(b"k", _without_form(kind, body) or query, hashlib.sha256).hexdigest().encode()
        )
        headers = (("X-Signed", right if is_open else draw(st.sampled_from(SIGNATURES))),)
    elif not is_open:
        token = draw(_dead(world, token))
    values = {name: draw(_argument(world, one)) for name, one in route.arguments.items()}
    path = route.address({**values, "token": token})
    method = draw(st.sampled_from(("GET", "POST", "POST", "HEAD", "PUT", "OPTIONS")))
    return draw(_request(route, method, path, query, kind, body, b"", headers))


@st.composite
def _twilio(draw, route, world, _sites, is_open):
    gateway = {"report": ["MessageSid", "MessageStatus", "ErrorCode", "Price"],
               "reply": ["MessageSid", "From", "To", "Body", "OptOutType", "NumMedia"],
               "statuses": ["delivered", "failed"]}  # fmt: skip
    query, kind, body = draw(_news(world, gateway))
    kind = bodies.URLENCODED
    body = body if body.isascii() and b"\x00" not in body else b""
    values = {name: draw(_argument(world, one)) for name, one in route.arguments.items()}
    if is_open:
        values["company_id"] = str(world.ids["company_id"][0])
    path = route.address(values)
    signature = _twilio_signature(world, path, query, body)
    if not is_open:
        signature = draw(st.sampled_from((*SIGNATURES, signature[::-1])))
    headers = (("X-Twilio-Signature", signature),)
    method = "POST" if is_open else draw(st.sampled_from((*SAFE, *UNSAFE)))
    return draw(_request(route, method, path, query, kind, body, b"", headers))


def _twilio_signature(world, path, query, body):
    """As Twilio's documentation on webhooks' security describes it."""
    url = f"{world.address}{path}" + (f"?{query.decode()}" if query else "")
    fields = sorted(set(parse_qsl(body.decode(), keep_blank_values=True)))
    signed = url + "".join(name + value for name, value in fields)
    digest = hmac.new(world.twilio_secret.encode(), signed.encode(), hashlib.sha1)
    return base64.b64encode(digest.digest())


@st.composite
def _news(draw, world, gateway):
    """Query, content type and body: a report or reply as this carrier writes it, or rubbish."""
    kind = draw(st.sampled_from(("report", "reply")))
    known = st.sampled_from(
        [*world.uuids, *world.numbers, *gateway["statuses"], "STOP please", "friday", "00480065"]
    )
    said = [(name, draw(st.one_of(known, texts))) for name in gateway[kind]]
    wrapping = draw(st.sampled_from(("query", "form", "json", "rubbish")))
    if wrapping == "query":
        return bodies.urlencoded(draw(bodies.mutated(said))), b"", b""
    if wrapping == "form":
        return b"", *draw(bodies.forms(draw(bodies.mutated(said))))
    if wrapping == "json":
        return b"", bodies.JSON, json.dumps(draw(_nested(said))).encode()
    query = bodies.urlencoded(draw(st.lists(st.tuples(names, texts), max_size=4)))
    return query, *draw(bodies.rubbish())


@st.composite
def _nested(draw, said):
    """What is said as JSON, under paths such as ``results.0.status.name``."""
    told = {}
    for path, value in said:
        inner = told
        *folders, name = path.split("|")[0].split(".")
        for folder in folders:
            inner = inner.setdefault(folder, {})
            inner = inner if isinstance(inner, dict) else {}
        inner[name] = draw(json_values) if draw(st.integers(0, 5)) == 0 else value
    return draw(
        st.sampled_from((told, [told], {"results": [told, told]}, {"data": {"payload": told}}))
    )


def _without_form(kind, body):
    """What is left of a body when Odoo has read it: a form is written anew by the controller."""
    return body if kind not in (bodies.URLENCODED, bodies.MULTIPART) else b""


_FAMILIES = {"/c/": _page, "/collection/gateway/": _gateway, "/collection/twilio/": _twilio}


# --- pieces of all requests -----------------------------------------------------------------------


def _argument(world, argument):
    """A piece of the address, quoted."""
    known = argument.options or _ARGUMENTS[argument.name](world)
    if argument.converter == "int":
        rare = st.sampled_from((0, 2**31, 2**63, 10**40, "007", "9" * 5000))
    else:
        rare = texts
    often = st.sampled_from(known)
    return st.one_of(often, often, often, often, rare).map(lambda one: quoted(str(one)) or "x")


# The words that may stand in a route's address, by the argument's name.
_ARGUMENTS = {
    "token": lambda world: world.tokens,
    "kind": lambda _world: ("extension", "hardship", "dispute", "paid", "call"),
    "way": lambda _world: ("texts", "all"),
    "lines": lambda world: ["-".join(map(str, world.ids["invoice_id"]))],
    "consent": lambda world: world.uuids,
    "plan_id": lambda world: world.ids["plan_id"],
    "barter_id": lambda world: world.ids["barter_id"],
    "request_id": lambda world: world.ids["request_id"],
    "invoice_id": lambda world: world.ids["invoice_id"],
    "company_id": lambda world: world.ids["company_id"],
}


@st.composite
def _request(draw, route, method, path, query, kind, body, cookie, headers=()):
    sent = [("Host", draw(st.sampled_from(HOSTS)))]
    if kind:
        sent.append(("Content-Type", kind))
    crumbs = [cookie, *draw(st.lists(st.sampled_from(COOKIES), max_size=1))]
    # The first of two session cookies counts.
    sent.append(("Cookie", b"; ".join(filter(None, crumbs))))
    sent += draw(st.lists(st.sampled_from(HEADERS), max_size=2))
    sent += headers
    path += draw(st.sampled_from(SUFFIXES)) if not headers else ""
    if query:
        path += ("&" if "?" in path else "?") + query.decode()
    is_chunked = draw(st.integers(0, 30)) == 0
    return Request(str(route), method, path, tuple(sent), body, is_chunked)
