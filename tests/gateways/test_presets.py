"""Each shipped preset against the examples in its carrier's documentation."""

import json
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from carrier_builders import PRESETS, REPORT_URL, outgoing, preset, settings
from gateways.presets import ABOUT, preset_fields
from gateways.reply import read_replies
from gateways.report import read_reports
from gateways.request import build
from gateways.settings import Settings
from gateways.webhook import Reply, Unreadable, Webhook

FORM = "application/x-www-form-urlencoded"
WITH_UUID = f"{REPORT_URL}?uuid=0f1e2d3c"


def sent(key, **values):
    """Method, address, parameters or JSON, and authorization of a text sent by a preset."""
    request = build(settings(key), outgoing(**values))
    address, _, query = request.url.partition("?")
    content = {name: value for name, [value] in parse_qs(query, strict_parsing=bool(query)).items()}
    if request.headers.get("Content-Type") == FORM:
        content = {name: value for name, [value] in parse_qs(request.body.decode()).items()}
    elif request.body:
        content = json.loads(request.body)
    return request.method, address, content, request.headers.get("Authorization")


def test_issue_lists_these_carriers():
    assert set(PRESETS) == {
        "kannel", "playsms", "jasmin", "vonage", "plivo", "infobip", "messagebird", "clickatell",
        "46elks", "telnyx", "json",
    }  # fmt: skip


@pytest.mark.parametrize("key", PRESETS)
def test_every_preset_names_its_source_and_only_known_fields(key):
    about = preset(key)
    assert all(about[name] for name in ABOUT)
    known = {*Settings.__dataclass_fields__, "webhook_answer"}
    assert set(preset_fields(about)) <= known


@pytest.mark.parametrize("key", PRESETS)
def test_no_preset_sends_secrets_in_clear_over_the_internet(key):
    url = urlsplit(settings(key).url)
    assert url.scheme == "https" or url.hostname == "127.0.0.1"


def test_kannel():
    assert sent("kannel", is_unicode=True) == (
        "GET",
        "http://127.0.0.1:13013/cgi-bin/sendsms",
        {
            "username": "harbour", "password": "p&ss w=rd", "from": "+353860000001",
            "to": "+353870000114", "text": "Hello", "charset": "UTF-8", "coding": "2",
            "dlr-mask": "31", "dlr-url": f"{WITH_UUID}&status=%d&answer=%A",
        },
        None,
    )  # fmt: skip


def test_jasmin():
    method, address, content, _ = sent("jasmin")
    assert (method, address) == ("GET", "http://127.0.0.1:1401/send")
    assert content == {
        "username": "harbour", "password": "p&ss w=rd", "from": "+353860000001",
        "to": "353870000114", "content": "Hello", "coding": "0", "dlr": "yes", "dlr-level": "3",
        "dlr-method": "POST", "dlr-url": WITH_UUID,
    }  # fmt: skip
    content = sent("jasmin", is_unicode=True)[2]
    assert (content["coding"], content["hex-content"]) == ("8", "00480065006c006c006f")


def test_playsms():
    content = sent("playsms")[2]
    assert content == {
        "app": "ws", "op": "pv", "u": "harbour", "h": "k3y", "from": "+353860000001",
        "to": "+353870000114", "msg": "Hello", "nofooter": "1",
    }  # fmt: skip
    assert sent("playsms", is_unicode=True)[2]["unicode"] == "1"


def test_vonage():
    method, address, content, _ = sent("vonage", is_unicode=True)
    assert (method, address) == ("POST", "https://rest.nexmo.com/sms/json")
    assert content == {
        "api_key": "harbour", "api_secret": "p&ss w=rd", "from": "353860000001",
        "to": "353870000114", "text": "Hello", "type": "unicode", "client-ref": "0f1e2d3c",
        "callback": WITH_UUID,
    }  # fmt: skip
    assert sent("vonage", sender="Harbour")[2]["from"] == "Harbour"


def test_plivo():
    _, address, content, authorization = sent("plivo")
    assert address == "https://api.plivo.com/v1/Account/harbour/Message/"
    assert authorization.startswith("Basic ")
    assert content == {
        "src": "+353860000001", "dst": "353870000114", "text": "Hello", "url": WITH_UUID,
        "method": "POST",
    }  # fmt: skip


def test_infobip():
    _, address, content, authorization = sent("infobip")
    assert address.endswith(".api.infobip.com/sms/3/messages")
    assert authorization == "App k3y"
    [message] = content["messages"]
    assert message["destinations"] == [{"to": "353870000114"}]
    assert message["content"] == {"text": "Hello"}
    assert message["webhooks"]["callbackData"] == "0f1e2d3c"


def test_messagebird():
    _, address, content, authorization = sent("messagebird")
    assert (address, authorization) == ("https://rest.messagebird.com/messages", "AccessKey k3y")
    assert content == {
        "originator": "353860000001", "recipients": ["353870000114"], "body": "Hello",
        "datacoding": "plain", "reference": "0f1e2d3c", "reportUrl": WITH_UUID,
    }  # fmt: skip


def test_clickatell():
    _, address, content, authorization = sent("clickatell")
    assert (address, authorization) == ("https://platform.clickatell.com/v1/message", "k3y")
    assert content == {
        "messages": [
            {
                "channel": "sms", "to": "353870000114", "from": "353860000001",
                "content": "Hello", "clientMessageId": "0f1e2d3c",
            }
        ]
    }  # fmt: skip


def test_46elks():
    method, address, content, authorization = sent("46elks")
    assert (method, address) == ("POST", "https://api.46elks.com/a1/sms")
    assert authorization.startswith("Basic ")
    assert content == {
        "from": "+353860000001", "to": "+353870000114", "message": "Hello",
        "whendelivered": WITH_UUID,
    }  # fmt: skip


def test_telnyx():
    _, address, content, authorization = sent("telnyx")
    assert (address, authorization) == ("https://api.telnyx.com/v2/messages", "Bearer k3y")
    assert content == {
        "from": "+353860000001", "to": "+353870000114", "text": "Hello", "webhook_url": WITH_UUID,
        "use_profile_webhooks": False,
    }  # fmt: skip


def get(query):
    return Webhook(method="GET", query=query)


def form(body, query=""):
    return Webhook(method="POST", query=query, body=body.encode(), content_type=FORM)


def posted(data, query=""):
    body = json.dumps(data).encode()
    return Webhook(method="POST", query=query, body=body, content_type="application/json")


TELNYX_REPORT = {
    "data": {
        "event_type": "message.finalized",
        "id": "4ee8c3a6-4995-4309-a3c6-38e3db9ea4be",
        "payload": {
            "id": "ac012cbf",
            "cost": {"amount": "0.0051", "currency": "USD"},
            "parts": 1,
            "to": [{"phone_number": "+18665550001", "status": "delivery_failed"}],
            "errors": [{"code": "40012", "title": "Destination rejected"}],
        },
    }
}
INFOBIP_REPORT = {
    "results": [
        {
            "bulkId": "BULK-ID-123-xyz",
            "messageId": "MESSAGE-ID-123-xyz",
            "smsCount": 2,
            "callbackData": "0f1e2d3c",
            "price": {"pricePerMessage": 0.01, "currency": "EUR"},
            "status": {"groupName": "DELIVERED", "id": 5, "name": "DELIVERED_TO_HANDSET"},
            "error": {"id": 0, "name": "NO_ERROR", "description": "No Error"},
        },
        {
            "messageId": "12db39c3",
            "status": {"groupName": "UNDELIVERABLE"},
            "error": {"id": 1, "name": "EC_UNKNOWN_SUBSCRIBER", "description": "Unknown"},
        },
        {
            "messageId": "5f1c",
            "status": {"groupName": "DELIVERED", "id": 2, "name": "DELIVERED_TO_OPERATOR"},
        },
    ]
}
CLICKATELL_REPORT = {
    "event": {
        "messageStatusUpdate": [{"clientMessageId": "u", "messageId": "m", "status": "EXPIRED"}]
    }
}
VONAGE_REPORT = (
    "msisdn=447700900000&to=Acme&network-code=12345&messageId=0A0000001234567B&price=0.0333&"
    "status=failed&scts=2001011400&err-code=9&client-ref=0f1e2d3c"
)
MESSAGEBIRD_REPORT = (
    "id=e8077d80&reference=0f1e2d3c&recipient=31612345678&status=delivery_failed&"
    "statusErrorCode=9&statusReason=unknown+subscriber&messagePartCount=1&"
    "price%5Bamount%5D=0.069&price%5Bcurrency%5D=EUR"
)
# key, webhook, then uuid, reference, state, code and cost of what is read
REPORTS = [
    ("kannel", get("uuid=0f1e2d3c&status=8&answer=ACK%2F"), ("0f1e2d3c", "", "sent", "", None)),
    ("kannel", get("uuid=0f1e2d3c&status=1&answer="), ("0f1e2d3c", "", "delivered", "", None)),
    ("jasmin", form("id=16fd&message_status=ESME_ROK&level=1", "uuid=u"),
     ("u", "16fd", "sent", "", None)),
    ("jasmin", form("id=16fd&id_smsc=2567&message_status=UNDELIV&level=2&err=004", "uuid=u"),
     ("u", "16fd", "undelivered", "004", None)),
    ("vonage", get(VONAGE_REPORT),
     ("0f1e2d3c", "0A0000001234567B", "undelivered", "report 9", None)),
    ("vonage", posted({"messageId": "0A", "status": "delivered", "err-code": "0"}),
     ("", "0A", "delivered", "", None)),
    ("plivo", form("MessageUUID=db3c&Status=delivered&ErrorCode=000&TotalAmount=0.005",
     "uuid=u"),
     ("u", "db3c", "delivered", "", Decimal("0.005"))),
    ("messagebird", get(MESSAGEBIRD_REPORT),
     ("0f1e2d3c", "e8077d80", "undelivered", "report 9", Decimal("0.069"))),
    ("clickatell", posted(CLICKATELL_REPORT), ("u", "m", "undelivered", "EXPIRED", None)),
    ("46elks", form("id=s70df&status=delivered&delivered=2018-07-13T13", "uuid=u"),
     ("u", "s70df", "delivered", "", None)),
    ("telnyx", posted(TELNYX_REPORT, "uuid=u"),
     ("u", "ac012cbf", "undelivered", "40012", Decimal("0.0051"))),
    ("json", posted({"id": "m-1", "status": "Delivered"}), ("", "m-1", "delivered", "", None)),
]  # fmt: skip


@pytest.mark.parametrize(("key", "webhook", "expected"), REPORTS)
def test_documented_reports(key, webhook, expected):
    [report] = read_reports(settings(key), webhook)
    told = report.uuid, report.carrier_ref, report.state, report.code, report.cost
    assert told == expected


def test_infobip_reports_on_several_texts_at_once():
    first, second, third = read_reports(settings("infobip"), posted(INFOBIP_REPORT))
    assert (first.uuid, first.state, first.code, first.cost, first.segments) == (
        "0f1e2d3c", "delivered", "", Decimal("0.02"), 2,
    )  # fmt: skip
    assert (second.carrier_ref, second.state, second.code) == ("12db39c3", "undelivered", "1")
    # At the operator is not yet at the customer.
    assert (third.carrier_ref, third.state) == ("5f1c", "sent")


def test_a_status_that_nobody_knows_is_told_but_means_nothing():
    [report] = read_reports(settings("kannel"), get("uuid=u&status=64"))
    assert (report.status, report.state) == ("64", "")


REPLIES = [
    ("kannel", get("from=%2B31612345678&to=3197010&id=7a1&coding=0&text=STOP+please%21"),
     Reply("+31612345678", "STOP please!", "3197010", "7a1")),
    ("kannel", get("from=%2B31612345678&to=3197010&id=7a1&coding=2&"
     "text=%00S%00t%00o%00p%20%26%D8%3D%DC%4B"),
     Reply("+31612345678", "Stop…👋", "3197010", "7a1")),
    ("kannel", get("from=1&to=2&id=3&coding=0&text=caf%C3%A9"), Reply("1", "café", "2", "3")),
    ("kannel", get("from=1&to=2&id=3&coding=0&text=caf%E9"), Reply("1", "café", "2", "3")),
    ("jasmin", get("id=16fd&from=20203060&to=Jasmin&origin-connector=23&coding=8&content=%00H%00i"),
     Reply("20203060", "Hi", "Jasmin", "16fd")),
    ("playsms", get("from=%2B31612345678&text=yes"), Reply("+31612345678", "yes")),
    ("vonage", posted({"msisdn": "447700900001", "to": "447700900000", "messageId": "0A00",
     "text": "Hello world", "type": "text", "keyword": "HELLO"}),
     Reply("447700900001", "Hello world", "447700900000", "0A00")),
    ("plivo", form("MessageUUID=9f2a&From=14155550100&To=14155550101&Type=sms&"
     "Text=Hi+%F0%9F%91%8B"),
     Reply("14155550100", "Hi 👋", "14155550101", "9f2a")),
    ("infobip", posted({"results": [{"messageId": "8177", "from": "385916242493",
     "to": "385921004026", "text": "QUIZ Correct", "cleanText": "Correct"}], "messageCount": 1}),
     Reply("385916242493", "QUIZ Correct", "385921004026", "8177")),
    ("messagebird", form("id=e80&originator=31612345678&recipient=3197010&body=ok"),
     Reply("31612345678", "ok", "3197010", "e80")),
    ("clickatell", posted({"event": {"moText": [{"messageId": "m", "from": "27999", "to": "1",
     "content": "ok"}]}}), Reply("27999", "ok", "1", "m")),
    ("46elks", form("direction=incoming&id=sf84&from=%2B46706861004&to=%2B46706860000&"
     "created=2018-07-13T13%3A57%3A23.741000&message=Hello%20how%20are%20you%3F"),
     Reply("+46706861004", "Hello how are you?", "+46706860000", "sf84")),
    ("telnyx", posted({"data": {"event_type": "message.received", "payload": {"id": "84cca175",
     "from": {"phone_number": "+13125550100"}, "to": [{"phone_number": "+17735550100"}],
     "text": "Hello from Telnyx"}}}),
     Reply("+13125550100", "Hello from Telnyx", "+17735550100", "84cca175")),
    ("json", posted({"id": "r-1", "from": "+31612345678", "text": ""}),
     Reply("+31612345678", "", "", "r-1")),
]  # fmt: skip


@pytest.mark.parametrize(("key", "webhook", "reply"), REPLIES)
def test_documented_replies(key, webhook, reply):
    assert read_replies(settings(key), webhook) == (reply,)


def test_every_preset_reads_reports_and_replies():
    # playSMS pushes no reports; Infobip's has a test of its own.
    assert {key for key, *_ in REPORTS} == set(PRESETS) - {"playsms", "infobip"}
    assert {key for key, *_ in REPLIES} == set(PRESETS)


def test_reports_and_replies_may_share_an_address():
    assert read_replies(settings("telnyx"), posted(TELNYX_REPORT)) == ()
    received = {"data": {"event_type": "message.received"}}
    assert read_reports(settings("telnyx"), posted(received)) == ()


def test_without_reports_it_says_so():
    with pytest.raises(Unreadable):
        read_reports(settings("playsms"), get("status=1"))
