"""A browser without manners: sends bytes as they are and reads the answer."""

import http.client
import json
import re
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

# Far more than any answer takes, on a machine that is busy with other things.
TIMEOUT = 60
AT_ONCE = 4
# Odoo's words for what a person did wrong; all else behind JSON-RPC is a program's mistake.
POLITE = re.compile(
    r"odoo\.(exceptions\.\w+|http\.SessionExpiredException)|werkzeug\.exceptions\.\w+"
)


@dataclass(frozen=True)
class Request:
    """One request: ``route`` is whom it is meant for, ``path`` with the query is quoted already."""

    route: str
    method: str
    path: str
    headers: tuple[tuple[str, bytes], ...] = ()
    body: bytes = b""
    is_chunked: bool = False

    def encode(self) -> bytes:
        """The bytes on the wire."""
        lines = [f"{self.method} {self.path} HTTP/1.1".encode("latin-1", "replace")]
        lines += [name.encode() + b": " + value for name, value in self.headers]
        if self.is_chunked:
            lines.append(b"Transfer-Encoding: chunked")
            body = (
                b"%x\r\n%s\r\n0\r\n\r\n" % (len(self.body), self.body)
                if self.body
                else b"0\r\n\r\n"
            )
        else:
            lines.append(b"Content-Length: %d" % len(self.body))
            body = self.body
        return b"\r\n".join([*lines, b"Connection: close", b"", body])

    def __str__(self):
        headers = "".join(f"\n    {name}: {value!r}" for name, value in self.headers)
        body = f"\n    {self.body[:600]!r} ({len(self.body)} bytes)"
        return f"{self.method} {self.path[:300]}{headers}{body}"


@dataclass(frozen=True)
class Answer:
    """What came back; ``status`` 0 where nothing did, and ``content`` says why."""

    status: int
    content: bytes
    headers: dict[str, str]
    seconds: float


def send(port: int, request: Request) -> Answer:
    """Send one request to this machine and read the answer; never raises for what the net does."""
    begun = time.monotonic()
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT) as connection:
            _write(connection, request.encode())
            response = http.client.HTTPResponse(connection, method=request.method)
            response.begin()
            content = response.read()
            headers = {name.lower(): value for name, value in response.getheaders()}
            status = response.status
    except (OSError, http.client.HTTPException) as error:
        status, content, headers = 0, repr(error).encode(), {}
    return Answer(status, content, headers, time.monotonic() - begun)


def _write(connection, data: bytes) -> None:
    """A server may answer and close before it has read all of a request."""
    try:
        connection.sendall(data)
    except (BrokenPipeError, ConnectionResetError):
        return


def send_all(port: int, requests):
    """Send many requests, some at a time; yields each with its answer."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield from zip(requests, pool.map(lambda one: send(port, one), requests), strict=True)


def has_crashed(answer):
    """Whether nothing came back, or a server error, or one behind a kind status."""
    if answer.status == 0 or answer.status >= 500:
        return True
    if "json" not in answer.headers.get("content-type", ""):
        return False
    error = json.loads(answer.content or b"{}").get("error", {}).get("data", {})
    return bool(error) and not POLITE.fullmatch(error.get("name", ""))
