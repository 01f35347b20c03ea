"""All that the I/O needs to know about a gateway, checked once.

The names are those of the fields of a ``collection.gateway`` and of the presets in
``data/gateways``; where those keep lists and maps as text, here they are parsed.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from ipaddress import ip_address
from urllib.parse import urlsplit

PLACEHOLDERS = (
    "number", "number_digits", "text", "text_ucs2_hex", "sender", "sender_digits", "uuid",
    "report_url", "coding", "username", "password", "token",
)  # fmt: skip
PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")

# What a carrier's word for the fate of a text may stand for.
REPORT_STATES = ("sent", "delivered", "undelivered", "refused")


class Misconfigured(ValueError):
    """Settings that cannot work; ``kind`` says why, ``detail`` what it is about."""

    def __init__(self, kind: str, detail: str):
        super().__init__(f"{kind}: {detail}")
        self.kind = kind
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter or header. ``alphabet``: ``gsm`` or ``unicode`` if only such texts have it."""

    name: str
    value: str
    place: str = "parameter"  # or "header"
    alphabet: str = "all"


@dataclass(frozen=True, slots=True)
class Settings:
    """How to send through one gateway, and how to read what its carrier says.

    A ``…_path`` is one of ``paths.py``, a ``…_regex`` a pattern whose first group counts.
    Time-outs are in seconds. See ``docs/gateways.md`` for each field.
    """

    url: str
    method: str = "POST"
    body_format: str = "form"  # query, form, json
    parameters: tuple[Parameter, ...] = ()
    json_template: str = ""
    auth: str = "none"  # none, basic, bearer, header, parameters, hmac
    username: str = ""
    password: str = ""
    token: str = ""
    auth_header: str = "Authorization"
    auth_prefix: str = ""
    hmac_algorithm: str = "sha256"
    hmac_encoding: str = "hex"  # base64
    coding_gsm: str = ""
    coding_unicode: str = ""
    idempotency_header: str = ""
    is_idempotent: bool = False
    connect_timeout: float = 5.0
    read_timeout: float = 15.0
    total_timeout: float = 30.0

    success_statuses: frozenset[int] = frozenset()  # empty: 200 to 299
    success_path: str = ""
    success_values: frozenset[str] = frozenset()
    success_regex: str = ""
    ref_path: str = ""
    ref_regex: str = ""
    code_path: str = ""
    code_regex: str = ""
    reason_path: str = ""
    reason_regex: str = ""
    retry_statuses: frozenset[int] = frozenset({429})
    retry_codes: frozenset[str] = frozenset()
    cost_path: str = ""
    cost_divisor: Decimal = Decimal(1)
    cost_per_segment: bool = False
    currency_path: str = ""
    currency: str = ""  # where the carrier names none
    segments_path: str = ""

    report_list: str = ""
    report_filter: str = ""
    report_uuid: str = "uuid"
    report_ref: str = ""
    report_status: str = ""
    report_code: str = ""
    report_code_prefix: str = ""  # where the codes of reports are others than those of answers
    report_reason: str = ""
    report_cost: str = ""
    report_currency: str = ""
    report_segments: str = ""
    report_states: Mapping[str, str] | None = None  # by the carrier's word, case-folded

    reply_list: str = ""
    reply_filter: str = ""
    reply_key: str = ""
    reply_number: str = ""
    reply_to: str = ""
    reply_text: str = ""
    reply_encoding: str = "text"  # bytes, hex
    reply_coding: str = ""
    reply_unicode: frozenset[str] = frozenset()

    signature_header: str = ""
    signature_key: str = ""
    signature_algorithm: str = "sha256"
    signature_encoding: str = "hex"
    signature_prefix: str = ""


def read_settings(values: Mapping) -> Settings:
    """Settings from the fields of a gateway or of a preset; raises ``Misconfigured``.

    What is empty takes its default. ``parameters`` are dictionaries.
    """
    given = {
        field.name: _READERS.get(field.name, lambda value: value)(values[field.name])
        for field in fields(Settings)
        if values.get(field.name) not in (None, "", False)
    }
    settings = Settings(**{"url": "", **given})
    _check(settings)
    return settings


def words(text: str) -> frozenset[str]:
    """The values between commas in ``text``."""
    return frozenset(word.strip() for word in text.split(",") if word.strip())


def _statuses(text: str) -> frozenset[int]:
    try:
        return frozenset(map(int, words(text)))
    except ValueError:
        raise Misconfigured("status", text) from None


def _states(text: str) -> Mapping[str, str]:
    """The map of lines such as ``DELIVRD = delivered``."""
    pairs = [line.partition("=")[::2] for line in text.splitlines() if line.strip()]
    states = {word.strip().casefold(): state.strip() for word, state in pairs}
    if wrong := [state for state in states.values() if state not in REPORT_STATES]:
        raise Misconfigured("state", wrong[0])
    return states


def _parameters(rows) -> tuple[Parameter, ...]:
    return tuple(Parameter(**row) for row in rows)


_READERS = {
    "parameters": _parameters,
    "success_statuses": _statuses,
    "success_values": words,
    "retry_statuses": _statuses,
    "retry_codes": words,
    "cost_divisor": lambda value: Decimal(str(value)),
    "report_states": _states,
    "reply_unicode": words,
}


def _check(settings: Settings) -> None:
    _check_url(settings.url)
    _check_placeholders(settings)
    _check_patterns(settings)
    if settings.success_path and not settings.success_values:
        raise Misconfigured("success", settings.success_path)
    if settings.body_format == "json":
        _check_template(settings.json_template)


def _check_url(url: str) -> None:
    """Texts and secrets travel encrypted, or stay on this machine or in its own network."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        parts.port  # noqa: B018  (raises where it is none)
    except ValueError:
        raise Misconfigured("url", url) from None
    if parts.scheme not in ("https", "http") or not host or "{" in parts.netloc:
        raise Misconfigured("url", url)
    if "@" in parts.netloc:
        raise Misconfigured("url_login", host)
    if parts.scheme == "http" and not _is_near(host):
        raise Misconfigured("url_http", host)


def _is_near(host: str) -> bool:
    """On this machine or in a private network: by address, or a name without a dot."""
    try:
        address = ip_address(host)
    except ValueError:
        return "." not in host or host.endswith((".local", ".lan", ".internal"))
    return address.is_private and not address.is_link_local and not address.is_unspecified


def _check_placeholders(settings: Settings) -> None:
    texts = [settings.url, settings.json_template, *(row.value for row in settings.parameters)]
    for text in texts:
        for name in PLACEHOLDER.findall(text):
            if name not in PLACEHOLDERS:
                raise Misconfigured("placeholder", f"{{{name}}}")


def _check_patterns(settings: Settings) -> None:
    for field in fields(Settings):
        if field.name.endswith("_regex"):
            try:
                re.compile(getattr(settings, field.name))
            except re.error:
                raise Misconfigured("regex", getattr(settings, field.name)) from None


def _check_template(template: str) -> None:
    try:
        parsed = json.loads(template)
    except (ValueError, RecursionError):
        raise Misconfigured("json", template[:60]) from None
    if not isinstance(parsed, dict | list):
        raise Misconfigured("json", template[:60])
