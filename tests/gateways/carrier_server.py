"""A carrier for tests: a server on 127.0.0.1 that behaves as badly as the test asks for."""

import socket
import threading
from contextlib import contextmanager


class Carrier:
    """Answers each connection by ``behave(self, connection, request)``; keeps what it was sent."""

    def __init__(self, behave):
        self._behave = behave
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/send"
        self.requests = []
        self.connections = 0
        self.over = threading.Event()  # set when the test is over
        self._threads = [threading.Thread(target=self._listen)]
        self._threads[0].start()

    def _listen(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection):
        with connection:
            connection.settimeout(5)
            try:
                while request := read_request(connection):
                    self.requests.append(request)
                    if self._behave(self, connection, request) == "close":
                        return
            except OSError:
                return

    def close(self):
        self.over.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(5)


@contextmanager
def carrier(behave):
    server = Carrier(behave)
    try:
        yield server
    finally:
        server.close()


def read_request(connection):
    """Head and body of one request, or nothing where the client has gone."""
    data = b""
    while b"\r\n\r\n" not in data:
        if not (more := connection.recv(65536)):
            return None
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    sizes = [
        line[15:] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")
    ]
    while sizes and len(body) < int(sizes[0]):
        body += connection.recv(65536)
    return head, body


def answers(status="200 OK", content=b'{"id": "m-1"}', **headers):
    """A carrier that always answers so, and keeps the connection."""
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    head = "\r\n".join([f"HTTP/1.1 {status}", f"Content-Length: {len(content)}", *lines])
    answer = head.encode() + b"\r\n\r\n" + content
    return lambda server, connection, request: connection.sendall(answer)
