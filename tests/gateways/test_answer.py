"""Accepted only what the carrier says it took; nothing is tried again that it may have taken."""

from datetime import datetime, timezone
from decimal import Decimal

import pytest
from carrier_builders import PRESETS, settings
from gateways.answer import read_answer
from gateways.carrier import Verdict
from hypothesis import given
from hypothesis import strategies as st

NOW = datetime(2026, 11, 20, 10, tzinfo=timezone.utc)
ACCEPTED, REFUSED, NOT_ACCEPTED, UNKNOWN = (
    Verdict.ACCEPTED, Verdict.REFUSED, Verdict.NOT_ACCEPTED, Verdict.UNKNOWN,
)  # fmt: skip


def answer(key, status, content=b"", headers=None, **values):
    content = content.encode() if isinstance(content, str) else content
    return read_answer(settings(key, **values), status, headers or {}, content, NOW)


# What the carriers' documentation shows; see the sources in each preset.
DOCUMENTED = [
    ("kannel", 202, "0: Accepted for delivery", ACCEPTED, "", ""),
    ("kannel", 202, "3: Queued for later delivery", ACCEPTED, "", ""),
    ("kannel", 403, "Authorization failed for sendsms", NOT_ACCEPTED, "", "Authorization failed"),
    ("kannel", 403, "Not routable. Do not try again.", REFUSED, "", "Not routable"),
    ("kannel", 400, "Number(s) has/have been denied by white- and/or black-lists.", REFUSED, "",
     "Number(s) has/have been denied"),
    ("kannel", 503, "Temporal failure, try again later.", NOT_ACCEPTED, "", "503"),
    ("kannel", 400, "Missing receiver number, rejected", REFUSED, "", "400"),
    ("jasmin", 200, 'Success "07033084-5cfd-4812-90a4-e4d24ffb6e3d"', ACCEPTED,
     "07033084-5cfd-4812-90a4-e4d24ffb6e3d", ""),
    ("jasmin", 412, 'Error "No route found"', NOT_ACCEPTED, "", "412"),
    ("jasmin", 400, 'Error "Argument _ is unknown."', REFUSED, "", "400"),
    ("jasmin", 500, 'Error "Cannot send submit_sm"', UNKNOWN, "", "500"),
    ("playsms", 200, '{"data":[{"status":"OK","error":"0","smslog_id":"56","queue":"x","to":"1"}],'
     '"error_string":null}', ACCEPTED, "56", ""),
    ("playsms", 200, '{"status":"ERR","error":"102","error_string":"one or more field empty"}',
     REFUSED, "", "102"),
    ("playsms", 200, '{"status":"ERR","error":"100","error_string":"authentication failed"}',
     NOT_ACCEPTED, "", "100"),
    ("vonage", 200, '{"message-count":"1","messages":[{"to":"447700900000","message-id":'
     '"0A0000000123ABCD1","status":"0","message-price":"0.03330000"}]}', ACCEPTED,
     "0A0000000123ABCD1", ""),
    ("vonage", 200, '{"message-count":"1","messages":[{"status":"2","error-text":"Missing to"}]}',
     REFUSED, "", "2"),
    ("vonage", 200, '{"message-count":"1","messages":[{"status":"1","error-text":"Throttled"}]}',
     NOT_ACCEPTED, "", "1"),
    ("plivo", 202, '{"message":"message(s) queued","message_uuid":["db3ce55a"],"api_id":"d"}',
     ACCEPTED, "db3ce55a", ""),
    ("plivo", 400, '{"api_id":"d","error":"src and destination cannot overlap"}', REFUSED, "",
     "400"),
    ("infobip", 200, '{"bulkId":"b","messages":[{"messageId":"a28dd97c","status":{"groupId":1,'
     '"groupName":"PENDING","id":26,"name":"PENDING_ACCEPTED"},"destination":"41793026727"}]}',
     ACCEPTED, "a28dd97c", ""),
    ("infobip", 200, '{"messages":[{"messageId":"a","status":{"groupId":5,"groupName":"REJECTED",'
     '"id":51,"name":"MISSING_TO","description":"To is missing"}}]}', REFUSED, "a", "MISSING_TO"),
    ("infobip", 200, '{"messages":[{"status":{"groupName":"REJECTED","name":'
     '"REJECTED_NOT_ENOUGH_CREDITS"}}]}', NOT_ACCEPTED, "", "REJECTED_NOT_ENOUGH_CREDITS"),
    ("messagebird", 201, '{"id":"e8077d80","recipients":{"totalSentCount":1,"items":[]}}', ACCEPTED,
     "e8077d80", ""),
    ("messagebird", 422, '{"errors":[{"code":9,"description":"no (correct) recipients found"}]}',
     REFUSED, "", "9"),
    ("messagebird", 422, '{"errors":[{"code":25,"description":"not enough balance"}]}',
     NOT_ACCEPTED, "", "25"),
    ("clickatell", 202, '{"messages":[{"apiMessageId":"77fb","accepted":true,"to":"1","error":null}'
     '],"error":null}', ACCEPTED, "77fb", ""),
    ("clickatell", 207, '{"messages":[{"accepted":false,"error":{"code":"12","description":"x"}}]}',
     REFUSED, "", "12"),
    ("clickatell", 207, '{"messages":[{"accepted":false,"error":{"code":20,"description":'
     '"Insufficient account balance"}}]}', NOT_ACCEPTED, "", "20"),
    ("46elks", 200, '{"status":"created","direction":"outgoing","id":"s70df5","cost":3500,'
     '"parts":1}', ACCEPTED, "s70df5", ""),
    ("46elks", 403, '"Missing key to"', REFUSED, "", "403"),
    ("telnyx", 200, '{"data":{"id":"40385f64","parts":1,"to":[{"status":"queued"}],"errors":[],'
     '"cost":{"amount":"0.0040","currency":"USD"}}}', ACCEPTED, "40385f64", ""),
    ("telnyx", 422, '{"errors":[{"code":"40310","title":"Invalid to","detail":"Not routable"}]}',
     REFUSED, "", "40310"),
    ("telnyx", 403, '{"errors":[{"code":"20100","title":"Insufficient Funds"}]}', NOT_ACCEPTED, "",
     "20100"),
    ("json", 202, '{"id":"m-1"}', ACCEPTED, "m-1", ""),
    ("json", 200, '{"error":{"code":"E7","message":"no"}}', REFUSED, "", "E7"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "status", "content", "verdict", "ref", "code"), DOCUMENTED)
def test_documented_answers(key, status, content, verdict, ref, code):
    got = answer(key, status, content)
    assert (got.verdict, got.carrier_ref, got.code) == (verdict, ref, code)


def test_every_preset_has_a_yes_and_a_no():
    for verdict in (ACCEPTED, REFUSED):
        assert {key for key, *_, said, _, _ in DOCUMENTED if said is verdict} == set(PRESETS)


@pytest.mark.parametrize("key", PRESETS)
@pytest.mark.parametrize("status", [500, 502, 504, 599, 408, 303, 100])
def test_what_may_have_been_taken_is_unknown(key, status):
    assert answer(key, status, "<html>Oops</html>").verdict is UNKNOWN


@pytest.mark.parametrize("key", sorted(set(PRESETS) - {"json"}))
def test_a_page_in_place_of_an_answer_is_no_acceptance(key):
    """A proxy's login page, say, with the status 200 or 202."""
    for status in (200, 202):
        assert answer(key, status, "<html>Please log in</html>").verdict is not ACCEPTED


@pytest.mark.parametrize("status", [301, 307, 308])
def test_a_redirect_is_not_followed_and_took_nothing(status):
    got = answer("json", status, headers={"Location": "http://evil.example"})
    assert got.verdict is NOT_ACCEPTED


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 7 ", 7),
        ("Fri, 20 Nov 2026 10:02:00 GMT", 120),
        ("Fri, 20 Nov 2026 09:00:00 GMT", 0),
        ("9" * 5000, 86400),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 86400),
        ("soon", None),
        ("-5", None),
        ("", None),
        ("²", None),
    ],
)
def test_when_to_try_again(value, seconds):
    got = answer("json", 429, headers={"retry-AFTER": value})
    assert (got.verdict, got.retry_after) == (NOT_ACCEPTED, seconds)


def test_prices():
    vonage = answer(
        "vonage", 200,
        '{"message-count":"2","messages":[{"status":"0","message-id":"a","message-price":"0.05"}]}',
    )  # fmt: skip
    assert (vonage.cost, vonage.currency, vonage.segments) == (Decimal("0.10"), "EUR", 2)
    elks = answer(
        "46elks", 200, '{"status":"created","id":"s","cost":3500,"parts":1}', currency="SEK"
    )
    assert (elks.cost, elks.currency, elks.segments) == (Decimal("0.35"), "SEK", 1)
    telnyx = answer("telnyx", 200, '{"data":{"id":"a","cost":{"amount":"0.004","currency":"usd"}}}')
    assert (telnyx.cost, telnyx.currency) == (Decimal("0.004"), "USD")


@pytest.mark.parametrize(
    "cost", ['"NaN"', '"1e400"', "1e999", "[]", '"free"', "null", '"Infinity"']
)
def test_a_senseless_price_is_no_price(cost):
    got = answer("46elks", 200, f'{{"status":"created","id":"s","cost":{cost}}}')
    assert (got.verdict, got.cost, got.currency) == (ACCEPTED, None, "")


def test_no_secret_comes_back_in_the_words_of_the_carrier():
    got = answer("kannel", 400, "Bad password p&ss w=rd for harbour")
    assert got.reason == "Bad password *** for harbour"


def test_a_long_tale_is_cut():
    got = answer("kannel", 400, "x" * 70000)
    assert len(got.reason) == 200
    got = answer("json", 200, '{"id": "' + "y" * 5000 + '"}')
    assert len(got.carrier_ref) == 200


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(
        st.sampled_from(["messages", "status", "data", "error", "id", "cost", "to"]), inner
    ),
    max_leaves=10,
).map(lambda data: __import__("json").dumps(data).encode())  # fmt: skip


@given(
    st.sampled_from(PRESETS),
    st.integers(100, 599),
    st.binary() | JSON | st.just(b"[" * 100000),
    st.dictionaries(st.sampled_from(["Retry-After", "X"]), st.text()),
)
def test_no_answer_makes_it_fail(key, status, content, headers):
    got = answer(key, status, content, headers)
    assert got.verdict in Verdict
    if status >= 500 and got.verdict is NOT_ACCEPTED:
        assert status in settings(key).retry_statuses or got.code in settings(key).retry_codes
