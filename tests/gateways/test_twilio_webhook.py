"""Twilio without Odoo; its own package signs the webhooks and says how texts are asked for."""

from decimal import Decimal
from urllib.parse import parse_qsl, urlencode

import pytest
from gateways.answer import read_answer
from gateways.carrier import Outgoing, Verdict
from gateways.request import build
from gateways.twilio_webhook import (
    SIGNATURE,
    is_from_twilio,
    read_twilio_replies,
    read_twilio_reports,
    twilio_settings,
)
from gateways.webhook import Unreadable, Webhook
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

TOKEN = "0123456789abcdef0123456789abcdef"
SID = "AC" + "0" * 32
URL = "https://books.example.com/collection/twilio/1/report"

# https://www.twilio.com/docs/messaging/api/message-resource, its example answer
ACCEPTED = b"""{"account_sid": "AC0", "body": "Hi", "error_code": null, "error_message": null,
"num_segments": "2", "price": null, "price_unit": "USD", "sid": "SM0123", "status": "queued"}"""


def form(**fields):
    return Webhook("POST", body=urlencode(fields).encode())


def signed(fields, token=TOKEN, url=URL, query="", signature=None):
    """A webhook as Twilio would sign it with ``token``."""
    full = f"{url}?{query}" if query else url
    signature = signature or RequestValidator(token).compute_signature(full, fields)
    return Webhook(
        "POST", query, urlencode(fields, doseq=True).encode(), headers={SIGNATURE: signature}
    )


FIELDS = {"MessageSid": "SM1", "MessageStatus": "delivered", "To": "+353870000114", "Body": ""}


def test_what_twilio_signed_is_from_twilio():
    assert is_from_twilio(TOKEN, URL, signed(FIELDS))
    assert is_from_twilio(TOKEN, URL, signed(FIELDS, query="uuid=0af3&x=%20y"))


@pytest.mark.parametrize("port", ["", ":443", ":8069"])
def test_the_port_may_be_signed_or_not(port):
    known = URL.replace(".com", f".com{port}")
    assert is_from_twilio(TOKEN, known, signed(FIELDS, url=URL))
    assert is_from_twilio(TOKEN, known, signed(FIELDS, url=known))


@given(
    st.dictionaries(
        st.text(st.characters(codec="utf-8"), min_size=1), st.text(st.characters(codec="utf-8"))
    ),
    st.text(st.characters(codec="utf-8"), min_size=1),
)
def test_any_fields_signed_by_the_package(fields, token):
    webhook = signed(fields, token=token)
    assert is_from_twilio(token, URL, webhook)
    assert not is_from_twilio(token + "x", URL, webhook)


@pytest.mark.parametrize(
    "forged",
    [
        pytest.param(signed(FIELDS, token="f" * 32), id="another token"),
        pytest.param(signed(FIELDS, url=URL.replace("/1/", "/2/")), id="another company"),
        pytest.param(signed(FIELDS, url=URL.replace("report", "reply")), id="another kind"),
        pytest.param(signed(FIELDS, url=URL.replace("books.", "evil.")), id="another host"),
        pytest.param(signed(FIELDS, url=URL.replace("https", "http")), id="no encryption"),
        pytest.param(signed(FIELDS, signature="é"), id="no base64"),
        pytest.param(Webhook("POST", body=urlencode(FIELDS).encode()), id="no signature"),
        pytest.param(signed(FIELDS, token=""), id="signed with nothing"),
    ],
)
def test_what_anybody_else_signed_is_not(forged):
    assert not is_from_twilio(TOKEN, URL, forged)


def test_without_a_token_nothing_is_from_twilio():
    assert not is_from_twilio("", URL, signed(FIELDS, token=""))


def test_nothing_of_a_signed_webhook_may_be_changed():
    webhook = signed(FIELDS, query="uuid=1")
    for query, body in (
        ("uuid=2", webhook.body),
        ("", webhook.body),
        ("uuid=1", webhook.body.replace(b"delivered", b"failed")),
        ("uuid=1", webhook.body + b"&ErrorCode=21610"),
        ("uuid=1", b""),
        ("uuid=1", b"a=1&" * 500),
    ):
        altered = Webhook("POST", query, body, headers=webhook.headers)
        assert not is_from_twilio(TOKEN, URL, altered)


def test_a_text_is_asked_for_as_twilio_wants_it():
    outgoing = Outgoing("0af3", "+353870000114", "Hi & é=1", "+353860000001", URL, False, 1)
    request = build(twilio_settings(SID, TOKEN), outgoing)
    assert request.url == f"https://api.twilio.com/2010-04-01/Accounts/{SID}/Messages.json"
    assert dict(parse_qsl(request.body.decode())) == {
        "From": "+353860000001",
        "To": "+353870000114",
        "Body": "Hi & é=1",
        "StatusCallback": f"{URL}?uuid=0af3",
    }
    assert request.headers["Authorization"].startswith("Basic ")


def read(status, content):
    return read_answer(twilio_settings(SID, TOKEN), status, {}, content)


def test_an_accepted_text_has_its_reference_and_segments():
    answer = read(201, ACCEPTED)
    assert (answer.verdict, answer.carrier_ref, answer.segments) == (Verdict.ACCEPTED, "SM0123", 2)


@pytest.mark.parametrize(
    ("status", "content", "verdict", "code"),
    [
        (400, b'{"code": 21610, "message": "Unsubscribed", "status": 400}', "refused", "21610"),
        (400, b'{"code": 21611, "message": "Queue full", "status": 400}', "not_accepted", "21611"),
        (401, b'{"code": 20003, "message": "Authenticate"}', "not_accepted", "20003"),
        (429, b'{"code": 20429, "message": "Too Many Requests"}', "not_accepted", "20429"),
        (429, b"slow down", "not_accepted", "429"),
        (500, b"<html>Bad Gateway</html>", "unknown", "500"),
        (503, b'{"code": 21730, "message": "Maintenance"}', "not_accepted", "21730"),
        (503, b"", "unknown", "503"),
        (200, b"<html>Welcome to the hotel</html>", "unknown", "200"),
    ],
)
def test_other_answers(status, content, verdict, code):
    answer = read(status, content)
    assert (answer.verdict.value, answer.code) == (verdict, code)


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("queued", "sent"),
        ("sending", "sent"),
        ("sent", "sent"),
        ("delivered", "delivered"),
        ("undelivered", "undelivered"),
        ("failed", "refused"),
        ("Partially_Delivered", ""),
    ],
)
def test_a_report_names_our_text(status, state):
    webhook = Webhook(
        "POST", "uuid=0af3", f"MessageSid=SM1&MessageStatus={status}&ErrorCode=30003".encode()
    )
    (report,) = read_twilio_reports(webhook)
    assert (report.uuid, report.carrier_ref, report.code) == ("0af3", "SM1", "30003")
    assert (report.state, report.status) == (state, status)


def test_a_report_may_name_price_and_segments():
    told = form(SmsSid="SM1", SmsStatus="sent", Price="-0.0075", PriceUnit="USD", NumSegments="1")
    (report,) = read_twilio_reports(told)
    assert (report.cost, report.currency, report.segments) == (Decimal("0.0075"), "USD", 1)


def test_a_report_without_a_status_cannot_be_read():
    with pytest.raises(Unreadable):
        read_twilio_reports(form(MessageSid="SM1"))


def test_a_reply():
    told = form(
        MessageSid="SM9", From="+353870000114", To="+353860000001", Body="Friday", NumMedia=0
    )
    (reply,) = read_twilio_replies(told)
    assert (reply.key, reply.number, reply.to) == ("SM9", "+353870000114", "+353860000001")
    assert (reply.body, reply.is_stop, reply.has_files) == ("Friday", False, False)


def test_a_stop_by_words_of_the_companys_own_and_a_picture():
    (stop,) = read_twilio_replies(form(From="+353870000114", Body="Basta", OptOutType="STOP"))
    assert stop.is_stop
    (start,) = read_twilio_replies(form(From="+353870000114", Body="Yes", OptOutType="START"))
    assert not start.is_stop
    (picture,) = read_twilio_replies(form(From="+353870000114", Body="", NumMedia="2"))
    assert picture.has_files
    assert picture.body == ""
