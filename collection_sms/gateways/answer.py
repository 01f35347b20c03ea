"""Read what a carrier answered to one text."""

import json
import re
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from urllib.parse import quote, quote_plus

from .carrier import Answer, Verdict
from .paths import parse_json, storable, text_at, text_by
from .price import read_price
from .settings import Settings

# Redirects that say: not here, and nothing has been done (RFC 9110, 15.4). The others may follow
# on a text that was taken.
_ELSEWHERE = (301, 307, 308)
# A 4xx that does not tell whether the request was read: 408 Request Timeout.
_UNSURE = (408,)
_LONGEST_CODE = 64
_LONGEST_REF = 200
_MOST_WORDS = 200  # characters of a carrier's words that are kept
_LONGEST_WAIT = 86400  # seconds; a carrier that asks for more is asked again all the same


def read_answer(
    settings: Settings,
    status: int,
    headers: Mapping[str, str],
    content: bytes,
    now: datetime | None = None,
) -> Answer:
    """What the answer ``status`` with ``content`` says of a text; never raises.

    ``headers`` are looked up by name whatever the case. ``now`` is needed for a ``Retry-After``
    that is a date.
    """
    words = content.decode("utf-8", "replace")
    data = parse_json(content)
    code = text_at(data, settings.code_path) or text_by(settings.code_regex, words)
    verdict = _verdict(settings, status, data, words, code)
    is_taken = verdict is Verdict.ACCEPTED
    return Answer(
        verdict=verdict,
        carrier_ref=_ref(settings, data, words),
        code="" if is_taken else (code or str(status))[:_LONGEST_CODE],
        reason="" if is_taken else _reason(settings, data, words),
        retry_after=_retry_after(headers, now),
        **read_price(
            settings,
            cost=text_at(data, settings.cost_path),
            currency=text_at(data, settings.currency_path),
            segments=text_at(data, settings.segments_path),
        ),
    )


def _verdict(settings, status, data, words, code) -> Verdict:
    if status in settings.retry_statuses or code in settings.retry_codes:
        return Verdict.NOT_ACCEPTED
    if status in settings.success_statuses or (
        not settings.success_statuses and 200 <= status <= 299
    ):
        return _verdict_inside(settings, data, words, code)
    if status in _ELSEWHERE:
        return Verdict.NOT_ACCEPTED
    if 400 <= status <= 499 and status not in _UNSURE:
        return Verdict.REFUSED
    return Verdict.UNKNOWN


def _verdict_inside(settings, data, words, code) -> Verdict:
    """Of an answer whose status is one of success: an error may be inside."""
    if settings.success_path:
        said = text_at(data, settings.success_path)
        if said in settings.success_values:
            return Verdict.ACCEPTED
        return Verdict.REFUSED if said or code else Verdict.UNKNOWN
    if settings.success_regex and re.search(settings.success_regex, words):
        return Verdict.ACCEPTED
    if code:
        return Verdict.REFUSED
    return Verdict.UNKNOWN if settings.success_regex else Verdict.ACCEPTED


def _ref(settings, data, words) -> str:
    ref = text_at(data, settings.ref_path) or text_by(settings.ref_regex, words)
    return ref[:_LONGEST_REF]


def _reason(settings, data, words) -> str:
    said = text_at(data, settings.reason_path) or text_by(settings.reason_regex, words)
    if not said and data is None and "<" not in words:
        said = storable(words)  # plain words; pages of HTML say nothing to a person
    for secret in _secrets(settings):
        said = said.replace(secret, "***")  # some carriers quote what they did not like
    return " ".join(said.split())[:_MOST_WORDS]


def _secrets(settings) -> list[str]:
    """What nobody is to read in an answer, in every spelling that we send, the longest first."""
    plain = [secret for secret in (settings.password, settings.token) if secret]
    login = f"{settings.username}:{settings.password}".encode()
    spelt = [b64encode(login).decode()] if settings.password else []
    for secret in plain:
        spelt += [secret, quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1]]
    return sorted(spelt, key=len, reverse=True)


def _retry_after(headers, now) -> int | None:
    """Seconds of a ``Retry-After``, a figure or a date (RFC 9110, 10.2.3)."""
    value = next((text for name, text in headers.items() if name.lower() == "retry-after"), "")
    if value.strip().isascii() and value.strip().isdigit():
        return min(int(value.strip()[:9]), _LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(value)
        until = until if until.tzinfo else until.replace(tzinfo=timezone.utc)
        return min(max(int((until - now).total_seconds()), 0), _LONGEST_WAIT)
    except (TypeError, ValueError, OverflowError, IndexError):
        return None
