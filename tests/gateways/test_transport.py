"""What is certain after each kind of failure, seen from a real socket."""

import socket
import struct
import time
from dataclasses import replace

import pytest
from carrier_builders import outgoing, settings
from carrier_server import answers, carrier
from gateways.carrier import Verdict
from gateways.transport import open_session, send

FAST = {"connect_timeout": 0.2, "read_timeout": 0.2, "total_timeout": 0.5}


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch, tmp_path):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password else\n")
    monkeypatch.setenv("NETRC", str(netrc))


def sent_to(behave, times=1, **values):
    """The last answer and the server after ``times`` texts in one session."""
    with carrier(behave) as server, open_session() as session:
        chosen = settings("json", **{"url": server.url, **FAST, **values})
        for _ in range(times):
            answer = send(chosen, outgoing(), session)
        server.over.set()
        return answer, server


def test_an_accepted_text():
    answer, server = sent_to(answers())
    assert (answer.verdict, answer.carrier_ref) == (Verdict.ACCEPTED, "m-1")
    [(head, body)] = server.requests
    assert head.startswith(b"POST /send HTTP/1.1\r\n")
    assert b'"text": "Hello"' in body


def test_connections_are_kept_for_the_next_text():
    answer, server = sent_to(answers(), times=3)
    assert answer.verdict is Verdict.ACCEPTED
    assert (len(server.requests), server.connections) == (3, 1)


def test_texts_leave_by_the_proxy_of_the_server_unless_their_host_needs_none(monkeypatch):
    with carrier(answers()) as server, open_session() as session:
        monkeypatch.setenv("http_proxy", server.url)
        own = settings("json", url=server.url, **FAST)
        for url in ("http://carrier.example/send", server.url) * 2:
            send(replace(own, url=url), outgoing(), session)
        server.over.set()
    lines = [head.split(b" HTTP")[0] for head, _body in server.requests]
    assert lines == [b"POST http://carrier.example/send", b"POST /send"] * 2


def test_a_connection_that_the_carrier_has_closed_is_not_used():
    def once(server, connection, request):
        answers(Connection="close")(server, connection, request)
        return "close"

    answer, server = sent_to(once, times=3)
    assert (answer.verdict, len(server.requests)) == (Verdict.ACCEPTED, 3)


def test_no_login_of_the_server_and_no_cookies_leave():
    _, server = sent_to(answers(Set_Cookie="a=1"), times=2, auth="none")
    for head, _ in server.requests:
        assert b"authorization" not in head.lower()
        assert b"cookie" not in head.lower()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as unused:
        return unused.getsockname()[1]


@pytest.mark.parametrize(
    "url",
    [
        lambda: f"http://127.0.0.1:{free_port()}/send",
        lambda: "http://nowhere.invalid/send",
        lambda: "http://[::bad/send",
        lambda: "gopher://127.0.0.1/send",
    ],
)
def test_who_cannot_be_reached_has_taken_nothing(url):
    with open_session() as session:
        answer = send(replace(settings("json", **FAST), url=url()), outgoing(), session)
    assert (answer.verdict, answer.code) == (Verdict.NOT_ACCEPTED, "connect")


def test_a_connection_that_is_never_made():
    with socket.socket() as full, open_session() as session:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        host, port = full.getsockname()
        waiting = [socket.socket() for _ in range(3)]
        for queued in waiting:
            queued.setblocking(False)
            queued.connect_ex((host, port))
        answer = send(settings("json", url=f"http://{host}:{port}/", **FAST), outgoing(), session)
        for queued in waiting:
            queued.close()
    assert (answer.verdict, answer.code) == (Verdict.NOT_ACCEPTED, "connect")


def test_something_that_speaks_no_tls_has_taken_nothing():
    with carrier(lambda *_: "close") as server, open_session() as session:
        url = server.url.replace("http://", "https://")
        answer = send(settings("json", url=url, **FAST), outgoing(), session)
    assert (answer.verdict, answer.code) == (Verdict.NOT_ACCEPTED, "connect")


def test_silence_after_the_request_is_unknown():
    answer, server = sent_to(lambda server, *_: server.over.wait(5))
    assert (answer.verdict, answer.code) == (Verdict.UNKNOWN, "no_answer")
    assert len(server.requests) == 1


def test_a_connection_closed_after_the_request_is_unknown():
    answer, _ = sent_to(lambda *_: "close")
    assert answer.verdict is Verdict.UNKNOWN


def test_a_reset_after_the_request_is_unknown():
    def reset(server, connection, request):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return "close"

    answer, _ = sent_to(reset)
    assert answer.verdict is Verdict.UNKNOWN


def drip(data):
    """Sends one byte at a time, faster than any single wait would notice."""

    def behave(server, connection, request):
        for byte in data:
            connection.sendall(bytes([byte]))
            if server.over.wait(0.05):
                return "close"
        return "close"

    return behave


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 1000,
        b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200,
        b"HTTP/1.1 100 Continue\r\n\r\n" * 100,
    ],
    ids=["header", "headers", "continue"],
)
def test_a_slow_drip_ends_at_the_deadline(data):
    started = time.monotonic()
    answer, _ = sent_to(drip(data))
    assert answer.verdict is Verdict.UNKNOWN
    assert time.monotonic() - started < 2


def test_a_slow_drip_of_content_ends_at_the_deadline():
    def behave(server, connection, request):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        return drip(b"{" * 1000)(server, connection, request)

    started = time.monotonic()
    answer, _ = sent_to(behave)
    assert answer.verdict is Verdict.UNKNOWN
    assert time.monotonic() - started < 2


def test_the_deadline_is_the_clocks():
    ticks = iter(range(0, 1000, 100))
    with carrier(answers()) as server, open_session() as session:
        chosen = settings("json", url=server.url)
        answer = send(chosen, outgoing(), session, clock=lambda: next(ticks))
    assert answer.verdict is Verdict.UNKNOWN


def test_of_a_huge_answer_only_the_start_is_read():
    def behave(server, connection, request):
        connection.sendall(b"HTTP/1.1 400 No\r\nContent-Length: 1000000000\r\n\r\n")
        while not server.over.is_set():
            connection.sendall(b"x" * 65536)

    answer, _ = sent_to(behave)
    assert (answer.verdict, len(answer.reason)) == (Verdict.REFUSED, 200)


def test_a_cut_answer_is_unknown():
    def behave(server, connection, request):
        connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"id"')
        return "close"

    assert sent_to(behave)[0].verdict is Verdict.UNKNOWN


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 T", "308 P"])
def test_redirects_are_not_followed(status):
    with carrier(answers()) as elsewhere:
        answer, server = sent_to(answers(status, b"", Location=elsewhere.url))
    assert answer.verdict is not Verdict.ACCEPTED
    assert (len(server.requests), elsewhere.requests) == (1, [])


@pytest.mark.parametrize("wait", ["120", "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_too_many_requests(wait):
    answer, _ = sent_to(answers("429 Too Many Requests", b"", Retry_After=wait))
    assert answer.verdict is Verdict.NOT_ACCEPTED
    assert answer.retry_after in (120, 86400)


@pytest.mark.parametrize(
    "garbage",
    [b"\x00\xff\xfe" * 50, b"HTTP/9.9 200\r\n\r\n", b"SMTP ready\r\n", b"HTTP/1.1 abc\r\n"],
)
def test_garbage_is_unknown(garbage):
    def behave(server, connection, request):
        connection.sendall(garbage)
        return "close"

    assert sent_to(behave)[0].verdict is Verdict.UNKNOWN


def test_a_page_of_html_with_500_is_unknown_and_its_markup_is_kept_from_people():
    answer, _ = sent_to(answers("500 Oops", b"<html><h1>Oops</h1></html>"))
    assert (answer.verdict, answer.code, answer.reason) == (Verdict.UNKNOWN, "500", "")


def test_a_request_that_cannot_be_built_is_not_sent():
    answer, server = sent_to(answers(), token="a\r\nb")
    assert (answer.verdict, answer.code) == (Verdict.NOT_ACCEPTED, "request")
    assert server.requests == []


def test_after_a_failure_the_session_goes_on():
    turns = iter(["close", None])

    def behave(server, connection, request):
        if next(turns) == "close":
            return "close"
        return answers()(server, connection, request)

    answer, server = sent_to(behave, times=2)
    assert (answer.verdict, len(server.requests)) == (Verdict.ACCEPTED, 2)
