"""The forms of the customer's pages, found as a browser finds them and filled in sensibly."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

from .client import AT_ONCE, Request, send

DEPTH = 3
FORM = b"application/x-www-form-urlencoded"
_PAYMENT = ("amount", "transaction-route", "access-token", "landing-route")


@dataclass(frozen=True)
class Form:
    """A form with what a customer would send."""

    method: str
    path: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Site:
    """What one customer's browser has seen: its session, and the forms of all pages."""

    cookie: bytes
    forms: tuple[Form, ...]
    paths: tuple[str, ...]  # of the pages that opened
    failed: tuple[str, ...]  # pages that an ordinary visit did not open


def visit(port: int, token: str) -> Site:
    """Look at the page behind a link and at all that is one or two clicks away."""
    return _Visit(port, token).site()


def visit_all(port: int, tokens) -> dict[str, Site]:
    """What all customers see, by their links."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return dict(zip(tokens, pool.map(lambda token: visit(port, token), tokens), strict=True))


class _Visit:
    def __init__(self, port, token):
        self.port = port
        self.start = f"/c/{token}"
        self.cookie = b""
        self.forms = {}
        self.seen = {}
        self.failed = []

    def site(self):
        self._open(self.start, DEPTH)
        return Site(self.cookie, tuple(self.forms.values()), tuple(self.seen), tuple(self.failed))

    def _ask(self, method, path, body=b""):
        headers = [("Host", b"odoo.test"), ("Cookie", self.cookie), ("Content-Type", FORM)]
        answer = send(self.port, Request("", method, path, tuple(headers), body))
        found = re.match(r"session_id=[^;]+", answer.headers.get("set-cookie", ""))
        if found and not self.cookie:
            self.cookie = found[0].encode()
        # What cannot be paid twice is refused, say.
        if answer.status not in (200, 303, 409, 422):
            self.failed.append(f"{method} {path}: {answer.status}")
        return answer

    def _open(self, path, depth):
        """Read a page, and those that it leads to; downloads are not read."""
        path = path.partition("#")[0]
        if path in self.seen or not path.startswith(self.start) or not depth:
            return
        self.seen[path] = True
        answer = self._ask("GET", path)
        if "html" in answer.headers.get("content-type", ""):
            self._read(path, answer.content.decode(), depth)

    def _read(self, path, text, depth):
        page = _Page(path)
        page.feed(text)
        self._note_payment(text)
        for link in page.links:
            self._open(link, depth - 1)
        for form in page.forms:
            self._note(form, depth)

    def _note(self, form, depth):
        if not form.path.startswith(self.start):
            return
        self.forms.setdefault((form.method, form.path, *dict(form.fields)), form)
        if form.method == "GET":
            self._open(f"{form.path}?{urlencode(form.fields)}", depth - 1)
        elif form.path.endswith(("/pay", "/autopay")):
            self._pay(form, depth)

    def _pay(self, form, depth):
        """Go on to the page that asks for a card: nothing is recorded before."""
        if form.path in self.seen and form.path != f"{self.start}/pay":
            return
        body = urlencode(form.fields).encode()
        location = self._ask("POST", form.path, body).headers.get("location", "")
        parts = urlsplit(location)
        self._open(f"{parts.path}?{parts.query}" if parts.query else parts.path, depth)

    def _note_payment(self, text):
        """Odoo's payment form is made by a script from what stands in its attributes."""
        found = {name: re.search(rf'data-{name}="([^"]*)"', text) for name in _PAYMENT}
        if not all(found.values()):
            return
        values = {name.replace("-", "_"): match[1] for name, match in found.items()}
        path = values.pop("transaction_route")
        options = (
            re.search(r'data-provider-id="(\d+)"', text),
            re.search(r'data-payment-option-id="(\d+)"', text),
        )
        if not all(options):
            return
        params = {
            **values,
            "amount": float(values["amount"]),
            "provider_id": int(options[0][1]),
            "payment_method_id": int(options[1][1]),
            "token_id": None,
            "flow": "direct",
            "tokenization_requested": False,
            "is_validation": False,
        }
        fields = tuple((name, json.dumps(value)) for name, value in params.items())
        self.forms[("POST", path)] = Form("POST", path, fields)


class _Page(HTMLParser):
    """Collects links and forms."""

    def __init__(self, path):
        super().__init__()
        self.path = path
        self.links = []
        self.forms = []
        self._form = None
        self._select = None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "a" and attrs.get("href"):
            self.links.append(self._absolute(attrs["href"]))
        elif tag == "form":
            method = (attrs.get("method") or "get").upper()
            self._form = Form(method, self._absolute(attrs.get("action") or self.path), ())
        elif self._form and attrs.get("name"):
            self._field(tag, attrs)
        elif tag == "option" and self._select and attrs.get("value"):
            self._add(self._select, attrs["value"])
            self._select = None

    def handle_endtag(self, tag):
        if tag == "form" and self._form:
            self.forms.append(self._form)
            self._form = None
        elif tag == "select":
            self._select = None

    def _field(self, tag, attrs):
        if tag == "select":
            self._select = attrs["name"]
        elif tag in ("input", "textarea", "button"):
            self._add(attrs["name"], _sensible(tag, attrs))

    def _add(self, name, value):
        fields = (*self._form.fields, (name, value))
        self._form = Form(self._form.method, self._form.path, fields)

    def _absolute(self, link):
        parts = urlsplit(urljoin(f"http://odoo.test{self.path}", link))
        return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _sensible(tag, attrs):
    """What a customer would fill in."""
    if attrs.get("value"):
        return attrs["value"]
    kind = attrs.get("type", "text")
    if kind == "date":
        return attrs.get("min") or (date.today() + timedelta(days=9)).isoformat()
    if kind == "number" or attrs.get("inputmode") in ("decimal", "numeric"):
        return "2"
    return "Aoife Byrne" if tag == "input" else "Some words"
