"""Hand one text to a carrier over HTTP, and say what is certain afterwards.

What happens before the first byte of the request has left is certainly not accepted. From then on
the carrier may have taken the text, whatever else goes wrong.
"""

import io
import time
from collections.abc import Callable
from datetime import datetime, timezone
from functools import partial
from http.client import HTTPException, HTTPResponse
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

from .answer import read_answer
from .carrier import Answer, Outgoing, Verdict
from .request import Request, build
from .settings import Settings

_MOST_BYTES = 65536  # of an answer; what comes after is not read


def open_session() -> "CarrierSession":
    """A session for many texts in turn through one gateway, on connections that are kept."""
    return CarrierSession()


def send(
    settings: Settings,
    outgoing: Outgoing,
    session: "CarrierSession",
    clock: Callable[[], float] = time.monotonic,
) -> Answer:
    """Hand ``outgoing`` over; never raises for what the network or the carrier does.

    Takes ``settings.total_timeout`` seconds at most, resolving the host's name apart, which the
    system may let take longer.
    """
    try:
        request = build(settings, outgoing)
    except ValueError as problem:
        return Answer(Verdict.NOT_ACCEPTED, code="request", reason=str(problem))
    exchange = session.exchange
    exchange.begin(clock, settings)
    try:
        status, headers, content = _talk(settings, request, session)
    except (requests.RequestException, HTTPError, HTTPException, OSError, ValueError) as problem:
        return _failure(exchange, problem)
    return read_answer(settings, status, headers, content, datetime.now(timezone.utc))


def _talk(settings: Settings, request: Request, session: "CarrierSession"):
    response = session.request(
        request.method,
        request.url,
        data=request.body or None,
        headers=dict(request.headers),
        timeout=(settings.connect_timeout, settings.read_timeout),
        allow_redirects=False,
        stream=True,
    )
    try:
        content = response.raw.read(_MOST_BYTES, decode_content=True)
        return response.status_code, response.headers, content
    finally:
        response.close()  # the connection is kept where the answer was read to its end


def _failure(exchange: "Exchange", problem: Exception) -> Answer:
    """What staff read names the kind of failure only: its details may hold the address."""
    kind = type(problem).__name__
    if exchange.has_begun:
        return Answer(Verdict.UNKNOWN, code="no_answer", reason=f"No proper answer ({kind})")
    return Answer(Verdict.NOT_ACCEPTED, code="connect", reason=f"No connection ({kind})")


class Exchange:
    """One request on its way: until when it may last, and whether any of it has left."""

    def __init__(self):
        self.clock = time.monotonic
        self.deadline = 0.0
        self.read_timeout = 0.0
        self.has_begun = False

    def begin(self, clock: Callable[[], float], settings: Settings) -> None:
        """Start anew with the time-outs of ``settings``."""
        self.clock = clock
        self.deadline = clock() + settings.total_timeout
        self.read_timeout = settings.read_timeout
        self.has_begun = False

    def patience(self) -> float:
        """Seconds to wait for the next bytes; raises ``TimeoutError`` when there are none left."""
        left = self.deadline - self.clock()
        if left <= 0:
            raise TimeoutError("The answer took too long.")
        return min(left, self.read_timeout)


class CarrierSession(requests.Session):
    """Keeps connections, but no cookies. For one thread: it knows its one ``exchange``."""

    def __init__(self):
        super().__init__()
        self.exchange = Exchange()
        self._environment = {}
        self.auth = _as_built
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
        self.headers.update({"Accept-Encoding": "identity", "User-Agent": "Odoo collection_sms"})
        self.mount("https://", _Adapter(self.exchange))
        self.mount("http://", _Adapter(self.exchange))

    def merge_environment_settings(self, url, *options):
        """Proxies and certificates as ``requests`` finds them in the server's environment: once for
        each host, as it takes a third of a request's processor time."""
        host = urlsplit(url)[:2]
        if host not in self._environment:
            self._environment[host] = super().merge_environment_settings(url, *options)
        return dict(self._environment[host])


def _as_built(request):
    """Without this, ``requests`` would take a login from the server's ``.netrc``."""
    return request


class _Adapter(HTTPAdapter):
    """Makes all its connections tell ``exchange`` how far they have come."""

    def __init__(self, exchange: Exchange):
        self._exchange = exchange
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args, **kwargs):  # pylint: disable=missing-return
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._pool_classes()

    def proxy_manager_for(self, proxy, **kwargs):
        manager = super().proxy_manager_for(proxy, **kwargs)
        manager.pool_classes_by_scheme = self._pool_classes()
        return manager

    def close(self):  # pylint: disable=missing-return
        """Close the connections now: urllib3 leaves that to the collection of garbage."""
        pools = self.poolmanager.pools
        for key in pools.keys():  # noqa: SIM118  (urllib3 lets nobody iterate over them)
            pools[key].close()
        super().close()

    def _pool_classes(self):
        plain = partial(_Connection, self._exchange)
        secure = partial(_SecureConnection, self._exchange)
        return {
            "http": type("_Pool", (HTTPConnectionPool,), {"ConnectionCls": staticmethod(plain)}),
            "https": type("_Pool", (HTTPSConnectionPool,), {"ConnectionCls": staticmethod(secure)}),
        }


class _Telling:
    """A connection that tells its exchange when bytes leave, and reads until its deadline only."""

    def __init__(self, exchange: Exchange, *args, **kwargs):
        self._exchange = exchange
        super().__init__(*args, **kwargs)
        self.response_class = partial(_Response, exchange)

    def send(self, data):  # pylint: disable=missing-return
        if self.sock is None:
            self.connect()
        self._exchange.has_begun = True
        super().send(data)


class _Connection(_Telling, HTTPConnection):
    pass


class _SecureConnection(_Telling, HTTPSConnection):
    pass


class _Response(HTTPResponse):
    """An answer whose every byte, of its headers too, has to arrive before the deadline: the
    time-out of a socket begins anew with each byte."""

    def __init__(self, exchange: Exchange, sock, *args, **kwargs):
        super().__init__(sock, *args, **kwargs)
        self.fp = io.BufferedReader(_Until(exchange, sock, self.fp))


class _Until(io.RawIOBase):
    def __init__(self, exchange: Exchange, sock, file):
        self._exchange = exchange
        self._sock = sock
        self._file = file

    def readable(self):
        return True

    def readinto(self, buffer):
        self._sock.settimeout(self._exchange.patience())
        return self._file.raw.readinto(buffer)

    def close(self):  # pylint: disable=missing-return
        self._file.close()
        super().close()
