"""Whatever is sent to us is read or refused with a reason; it never breaks anything."""

import hashlib
import hmac
import json
from base64 import b64encode
from contextlib import suppress
from urllib.parse import urlencode

import pytest
from carrier_builders import PRESETS, settings
from gateways.reply import read_replies
from gateways.report import read_reports
from gateways.signature import is_signed
from gateways.webhook import Unreadable, Webhook
from hypothesis import given
from hypothesis import strategies as st

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00\ufeff")).map(str.strip)


def webhook(body, content_type="application/json", query="", headers=()):
    return Webhook("POST", query, body, content_type, dict(headers))


@given(
    st.sampled_from(PRESETS),
    st.binary() | st.just(b"[" * 100000) | st.just(b"a=1&" * 5000),
    st.sampled_from(["application/json", "application/x-www-form-urlencoded", "", "text/xml"]),
    st.text(max_size=30),
)
def test_whatever_comes_is_read_or_unreadable(key, body, content_type, query):
    request = webhook(body, content_type, query)
    for read in (read_reports, read_replies):
        with suppress(Unreadable):
            read(settings(key), request)


@given(TEXTS)
def test_a_reply_in_json_says_what_the_customer_wrote(text):
    body = json.dumps({"from": "+31612345678", "text": text, "id": "1"}).encode()
    [reply] = read_replies(settings("json"), webhook(body))
    assert reply.body == text


@given(TEXTS)
def test_a_reply_in_a_form_says_what_the_customer_wrote(text):
    body = urlencode({"from": "+46706861004", "message": text, "id": "1"}).encode()
    [reply] = read_replies(settings("46elks"), webhook(body, "application/x-www-form-urlencoded"))
    assert reply.body == text


@given(TEXTS)
def test_a_reply_in_ucs2_says_what_the_customer_wrote(text):
    query = urlencode({"from": "1", "coding": "2", "text": text.encode("utf-16-be")})
    [reply] = read_replies(settings("kannel"), Webhook("GET", query))
    assert reply.body == text.strip(" ")


def test_a_reply_in_hexadecimal():
    chosen = settings("kannel", reply_encoding="hex")
    query = "from=1&coding=2&text=00630061006600E9"
    assert read_replies(chosen, Webhook("GET", query))[0].body == "café"
    with pytest.raises(Unreadable, match="hexadecimal"):
        read_replies(chosen, Webhook("GET", "from=1&coding=2&text=0x63"))


@pytest.mark.parametrize(
    ("key", "query", "words"),
    [
        ("kannel", "status=1", "which text"),
        ("kannel", "uuid=u", "status"),
        ("infobip", "x=1", "results"),
    ],
)
def test_what_is_missing_is_named(key, query, words):
    with pytest.raises(Unreadable, match=words):
        read_reports(settings(key), Webhook("GET", query))


def test_a_reply_without_a_number_is_unreadable():
    with pytest.raises(Unreadable, match="msisdn"):
        read_replies(settings("vonage"), Webhook("GET", "text=hi"))


def test_a_flood_of_items_is_refused():
    body = json.dumps({"results": [{"callbackData": "u", "status": {"groupName": "x"}}] * 1001})
    with pytest.raises(Unreadable):
        read_reports(settings("infobip"), webhook(body.encode()))


BODY = b'{"id": "1", "status": "delivered"}'


def signed(body=BODY, key=b"whsec", shown=None, **values):
    chosen = settings("json", signature_header="X-Sign", signature_key="whsec", **values)
    value = shown if shown is not None else hmac.new(key, body, hashlib.sha256).hexdigest()
    return is_signed(chosen, webhook(BODY, headers=[("x-sign", value)]))


def test_signatures():
    assert signed()
    assert signed(shown=hmac.new(b"whsec", BODY, hashlib.sha256).hexdigest().upper())
    assert signed(
        signature_prefix="sha256=",
        shown="sha256=" + hmac.new(b"whsec", BODY, hashlib.sha256).hexdigest(),
    )
    assert signed(
        signature_encoding="base64",
        shown=b64encode(hmac.new(b"whsec", BODY, hashlib.sha256).digest()).decode(),
    )


@pytest.mark.parametrize("shown", ["", "0" * 64, "é", "sha256="])
def test_a_wrong_signature_is_refused(shown):
    assert not signed(shown=shown)


def test_an_altered_body_and_another_key_are_refused():
    assert not signed(body=BODY + b" ")
    assert not signed(key=b"other")


def test_a_header_without_a_key_lets_nothing_pass():
    chosen = settings("json", signature_header="X-Sign")
    empty = hmac.new(b"", BODY, hashlib.sha256).hexdigest()
    assert not is_signed(chosen, webhook(BODY, headers=[("x-sign", empty)]))
    assert is_signed(settings("json"), webhook(BODY))
