"""A text arrives at the carrier as it was written, whatever is in it."""

import hashlib
import hmac
import json
from base64 import b64decode
from urllib.parse import parse_qsl, urlsplit

import pytest
from carrier_builders import outgoing, settings
from gateways.request import build
from gateways.settings import Misconfigured, read_settings
from hypothesis import example, given
from hypothesis import strategies as st

# No lone surrogates: no text message holds any.
TEXTS = st.text(st.characters(codec="utf-8"), min_size=1)
HARD = (
    '"}],"to":"+1900',
    "a&to=+1900#x",
    "{password} {sender}",
    "100 % +5 = \\u0041\r\nX: y",
    "שלום 👋🏽",
)


def hard(test):
    for text in HARD:
        test = example(text)(test)
    return test


def query(request):
    return dict(parse_qsl(urlsplit(request.url).query, keep_blank_values=True, strict_parsing=True))


@hard
@given(TEXTS)
def test_a_query_carries_any_text(text):
    request = build(settings("kannel"), outgoing(body=text))
    assert query(request)["text"] == text
    assert query(request)["to"] == "+353870000114"
    assert len(query(request)) == 9


@hard
@given(TEXTS)
def test_a_form_carries_any_text(text):
    request = build(settings("46elks"), outgoing(body=text))
    fields = dict(parse_qsl(request.body.decode("ascii"), strict_parsing=True))
    assert fields["message"] == text
    assert (fields["to"], len(fields)) == ("+353870000114", 4)


@hard
@given(TEXTS)
def test_json_carries_any_text(text):
    request = build(settings("json"), outgoing(body=text))
    data = json.loads(request.body)
    assert data["text"] == text
    assert (data["to"], len(data)) == ("+353870000114", 5)


@given(TEXTS)
def test_hexadecimal_carries_any_text(text):
    request = build(settings("jasmin"), outgoing(body=text, is_unicode=True))
    assert bytes.fromhex(query(request)["hex-content"]).decode("utf-16-be") == text
    assert "content" not in query(request)


def test_half_a_character_does_not_keep_a_text_from_leaving():
    for key in ("kannel", "46elks", "json", "jasmin"):
        build(settings(key), outgoing(body="a\ud83d", is_unicode=True))


def test_the_alphabet_chooses_the_coding():
    assert query(build(settings("kannel"), outgoing()))["coding"] == "0"
    assert query(build(settings("kannel"), outgoing(is_unicode=True)))["coding"] == "2"


def test_what_comes_to_nothing_is_left_out():
    assert "from" not in query(build(settings("kannel"), outgoing(sender="")))
    assert "from" not in json.loads(build(settings("json"), outgoing(sender="")).body)


def test_placeholders_in_the_url_cannot_leave_their_place():
    request = build(settings("plivo", username="../x?y#z"), outgoing())
    assert request.url == "https://api.plivo.com/v1/Account/..%2Fx%3Fy%23z/Message/"


def test_a_query_joins_the_one_in_the_url():
    request = build(settings("kannel", url="http://10.0.0.1/send?smsc=a"), outgoing())
    assert query(request)["smsc"] == "a"
    assert query(request)["text"] == "Hello"


@pytest.mark.parametrize(
    ("auth", "header"),
    [("bearer", "Bearer k3y"), ("header", "App k3y"), ("parameters", None), ("none", None)],
)
def test_authentication_in_a_header(auth, header):
    request = build(settings("json", auth=auth, auth_prefix="App"), outgoing())
    assert request.headers.get("Authorization") == header


def test_basic_authentication_keeps_accents():
    request = build(settings("json", auth="basic", password="pä:ss"), outgoing())
    assert b64decode(request.headers["Authorization"][6:]).decode() == "harbour:pä:ss"


@pytest.mark.parametrize("body_format", ["json", "query"])
def test_hmac_signs_what_is_sent(body_format):
    chosen = settings(
        "json", auth="hmac", auth_header="X-Signature", auth_prefix="sha256=",
        body_format=body_format, parameters=[{"name": "text", "value": "{text}"}],
    )  # fmt: skip
    request = build(chosen, outgoing())
    signed = request.body or urlsplit(request.url).query.encode()
    expected = hmac.new(b"k3y", signed, hashlib.sha256).hexdigest()
    assert request.headers["X-Signature"] == f"sha256={expected}"


def test_the_idempotency_key_is_ours():
    request = build(settings("json", idempotency_header="Idempotency-Key"), outgoing())
    assert request.headers["Idempotency-Key"] == "0f1e2d3c"


@pytest.mark.parametrize("token", ["a\r\nX-Evil: 1", "a\nb", "ключ"])
def test_a_header_cannot_bring_others(token):
    with pytest.raises(ValueError, match="Authorization"):
        build(settings("json", token=token), outgoing())


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ({"json_template": '{"to": "{nmber}"}'}, "placeholder"),
        ({"url": "https://x.example/{secret}"}, "placeholder"),
        ({"parameters": [{"name": "a", "value": "{alphabet}"}]}, "placeholder"),
        ({"json_template": '{"to": '}, "json"),
        ({"json_template": '"{text}"'}, "json"),
        ({"json_template": ""}, "json"),
        ({"url": "ftp://x.example"}, "url"),
        ({"url": "https://"}, "url"),
        ({"url": "https://[::bad/send"}, "url"),
        ({"url": "https://x.example:port/"}, "url"),
        ({"url": "https://{username}.example/"}, "url"),
        ({"url": "https://me:secret@x.example/"}, "url_login"),
        ({"url": "http://x.example/"}, "url_http"),
        ({"url": "http://8.8.8.8/"}, "url_http"),
        ({"url": "http://169.254.169.254/latest"}, "url_http"),
        ({"success_regex": "("}, "regex"),
        ({"success_path": "ok"}, "success"),
        ({"retry_statuses": "429, many"}, "status"),
        ({"report_states": "DELIVRD = arrived"}, "state"),
    ],
)
def test_settings_that_cannot_work_are_said_so(values, kind):
    good = {"url": "https://x.example", "body_format": "json", "json_template": '{"t": "{text}"}'}
    with pytest.raises(Misconfigured) as problem:
        read_settings({**good, **values})
    assert problem.value.kind == kind


def test_other_braces_are_left_alone():
    request = build(
        settings("kannel", parameters=[{"name": "a", "value": "{Text}{text }{}%d"}]), outgoing()
    )
    assert query(request) == {"a": "{Text}{text }{}%d"}


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:13013/x", "http://[::1]/", "http://10.1.2.3/", "http://kannel:13013/"]
)
def test_carriers_in_the_own_network_may_do_without_encryption(url):
    assert read_settings({"url": url}).url == url
