"""A carrier on this machine that takes texts as JSON and misbehaves as it is told."""

import json
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from urllib.parse import urlsplit

from odoo.tests.common import _super_send


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # many lines are opened at the same time


class StubCarrier:
    """Counts what it takes, in ``taken`` by our key. ``script``: what it does with the next texts,
    by name; then it accepts."""

    def __init__(self):
        self.taken = []
        self.asked = []
        self.script = []
        self.released = Event()
        carrier = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                length = int(self.headers["Content-Length"])
                text = carrier.parse(self.rfile.read(length).decode())
                carrier.asked.append(text["uuid"])
                act = carrier.script.pop(0) if carrier.script else "accept"
                with suppress(OSError):
                    getattr(carrier, act)(self, text)

            def log_message(self, *_arguments):
                pass

        self.server = _Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/send"
        self.thread = Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()

    def parse(self, content):
        """What is asked, with the ``uuid`` of the text."""
        return json.loads(content)

    def stop(self):
        """Let go whoever waits for an answer, and close the port."""
        self.released.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def accept(self, request, text):
        """Take the text and say so."""
        self.taken.append(text["uuid"])
        answer(request, 200, {"id": f"ref-{text['uuid']}"})

    def hang(self, request, text):
        """Take the text and never say so."""
        self.taken.append(text["uuid"])
        self.released.wait(20)

    def drip(self, request, text):
        """Take the text and say so, one letter at a time, for ever."""
        self.taken.append(text["uuid"])
        request.send_response(200)
        request.send_header("Content-Length", "100000")
        request.end_headers()
        while not self.released.wait(0.05):
            request.wfile.write(b"x")

    def fail(self, request, text):
        """Take the text and break down."""
        self.taken.append(text["uuid"])
        answer(request, 500, b"<html>Internal Server Error</html>")

    def babble(self, request, text):
        """Take the text and say nothing that anybody understands."""
        self.taken.append(text["uuid"])
        answer(request, 200, b"\xff\x00<<>>")

    def throttle(self, request, _text):
        """Take nothing for ten minutes."""
        answer(request, 429, b"Too many", {"Retry-After": "600"})

    def refuse(self, request, _text):
        """Say no to the number."""
        answer(request, 400, {"code": "21211", "message": "Invalid number"})


class LocalCarriers:
    """Tests that may talk to carriers on this machine, and to nobody else."""

    @classmethod
    def _request_handler(cls, session, request, /, **options):
        # Odoo's own guard does not know time-outs of two parts, to connect and to read.
        assert urlsplit(request.url).hostname == "127.0.0.1", request.url
        return _super_send(session, request, **options)

    def text_customer(self, number, *script):
        """Text a new customer at ``number`` while the carrier does what ``script`` says."""
        partner = self.make_customer(number, number)
        self.make_invoice(10, partner=partner)
        self.run_cron()
        self.carrier.script = list(script)
        self.run_queue()
        return self.texts_of(partner).sudo()

    def start_carrier(self):
        """A carrier of this test's."""
        carrier = StubCarrier()
        self.addCleanup(carrier.stop)
        return carrier


def answer(request, status, content, headers=()):
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    request.send_response(status)
    for name, value in dict(headers).items():
        request.send_header(name, value)
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)
