"""Twilio without Odoo: how its API is asked, and how its webhooks are proved and read.

Sources: https://www.twilio.com/docs/messaging/api/message-resource (requests, answers, statuses),
https://www.twilio.com/docs/messaging/guides/webhook-request (replies),
https://www.twilio.com/docs/usage/webhooks/webhooks-security (signatures).
"""

import hmac
from base64 import b64encode
from dataclasses import replace
from hashlib import sha1
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from .incoming import read_items
from .reply import read_replies
from .report import read_reports
from .settings import Parameter, Settings
from .webhook import Reply, Report, Webhook

API = "https://api.twilio.com"

# Seconds. Core gives up after 5, when Twilio may have taken a text.
TIMEOUTS = {"connect_timeout": 5.0, "read_timeout": 15.0, "total_timeout": 20.0}

# What Twilio is called in the error map and among the news of carriers.
TWILIO = "twilio"

SIGNATURE = "x-twilio-signature"

_MOST_FIELDS = 200

_PORTS = {"https": 443, "http": 80}

# Twilio's words for the fate of a text; those of replies are missing.
_STATES = {
    "accepted": "sent",
    "scheduled": "sent",
    "queued": "sent",
    "sending": "sent",
    "sent": "sent",
    "delivered": "delivered",
    "read": "delivered",
    "undelivered": "undelivered",
    "failed": "refused",
    "canceled": "refused",
}

# Our login is not accepted, or too many requests, "never processed and always safe to retry".
_NOT_READ = frozenset({401, 429})

# Login, inactive account, too many requests; the queue of our number is full; maintenance, "try
# again later": texts wait until somebody or time has mended that.
_NOT_TAKEN = frozenset({"10001", "20003", "20005", "20429", "21611", "21730"})


def twilio_settings(account_sid: str = "", auth_token: str = "") -> Settings:
    """How to send by the account ``account_sid``, and how to read what Twilio says.

    The uuid of a text is in the query of the URL that its reports come to.
    """
    return Settings(
        **TIMEOUTS,
        url=API + "/2010-04-01/Accounts/{username}/Messages.json",
        parameters=(
            Parameter("From", "{sender}"),
            Parameter("To", "{number}"),
            Parameter("Body", "{text}"),
            Parameter("StatusCallback", "{report_url}?uuid={uuid}"),
        ),
        auth="basic",
        username=account_sid,
        password=auth_token,
        retry_statuses=_NOT_READ,
        retry_codes=_NOT_TAKEN,
        success_regex=r'"sid"\s*:\s*"[SM]M',
        ref_path="sid",
        code_path="code|error_code",
        reason_path="message|error_message",
        cost_path="price",
        currency_path="price_unit",
        segments_path="num_segments",
        report_ref="MessageSid|SmsSid",
        report_status="MessageStatus|SmsStatus",
        report_code="ErrorCode",
        report_reason="ErrorMessage",
        report_cost="Price",
        report_currency="PriceUnit",
        report_segments="NumSegments",
        report_states=_STATES,
        reply_key="MessageSid|SmsSid",
        reply_number="From",
        reply_to="To",
        reply_text="Body",
    )


def read_twilio_reports(webhook: Webhook) -> tuple[Report, ...]:
    """The report in ``webhook``; raises ``Unreadable``."""
    return read_reports(twilio_settings(), webhook)


def read_twilio_replies(webhook: Webhook) -> tuple[Reply, ...]:
    """The reply in ``webhook``; raises ``Unreadable``.

    Twilio's Advanced Opt-Out stops a number at words of the company's own and says so in
    ``OptOutType``. A picture comes with ``NumMedia``, and maybe without a word.
    """
    replies = read_replies(twilio_settings(), webhook)
    return tuple(
        replace(
            reply,
            is_stop=form.text("OptOutType").upper() == "STOP",
            has_files=form.text("NumMedia") not in ("", "0"),
        )
        for reply, form in zip(replies, read_items(webhook, "", ""), strict=True)
    )


def is_from_twilio(auth_token: str, url: str, webhook: Webhook) -> bool:
    """Whether ``webhook``, sent to ``url``, bears the signature made with ``auth_token``.

    ``url`` is the one that Twilio was told, without the query, which is the webhook's. Without a
    token nothing is from Twilio: with an empty key anybody could sign.
    """
    shown = webhook.headers.get(SIGNATURE, "")
    if not auth_token or not shown:
        return False
    try:
        fields = parse_qsl(
            webhook.body.decode("utf-8", "replace"),
            keep_blank_values=True,
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError:
        return False
    signed = [_sign(auth_token, one, fields) for one in _spellings(url, webhook.query)]
    return any(hmac.compare_digest(one, shown.encode()) for one in signed)


def _spellings(url, query):
    """The URL with its port and without: Twilio signs now the one, now the other."""
    parts = urlsplit(url)
    port = parts.port or _PORTS.get(parts.scheme, 443)
    host = parts.netloc.removesuffix(f":{port}")
    for netloc in (host, f"{host}:{port}"):
        yield urlunsplit((parts.scheme, netloc, parts.path, query, ""))


def _sign(auth_token, url, fields):
    """Base64 of the HMAC-SHA1 over the URL and the fields in the order of their names."""
    said = url + "".join(name + value for name, value in sorted(set(fields)))
    return b64encode(hmac.new(auth_token.encode(), said.encode(), sha1).digest())
