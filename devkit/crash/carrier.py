"""A carrier on this machine that counts: `python -m devkit.crash.carrier RECORD SETTINGS`.

Prints its port. Writes each text that it accepts to the file RECORD, a JSON object per line, before
it answers. `GET /state` tells what it is busy with, `GET /asked` which texts it has heard of.
SETTINGS (JSON): `latency` (seconds, on average), `bad` (share of texts towards which it behaves
badly), `seed`, `steady` (whether every answer takes exactly the latency).
"""

import asyncio
import json
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from random import Random
from subprocess import PIPE, Popen

from devkit.crash import manners

_WORDS = {202: "Accepted", 200: "OK", 400: "Bad Request", 429: "Too Many Requests", 500: "Error"}


class Carrier:
    """Serves any number of connections; ``in_flight``: {port of the client: uuid}."""

    def __init__(self, record, latency, bad, seed, steady=False):
        self.record = record
        self.mean = latency
        self.bad = bad
        self.steady = steady
        self.random = Random(seed)
        self.in_flight = {}
        self.asked = {}
        self.accepted = 0
        self.most_in_flight = 0

    async def serve(self, reader, writer):
        """One connection, kept as long as the client likes."""
        try:
            while request := await _read(reader):
                if not await self._answer(request, writer):
                    writer.transport.abort()
                    return
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _answer(self, request, writer):
        path, body = request
        if path == "/state":
            return await _write(writer, 200, self._state())
        if path == "/asked":
            return await _write(writer, 200, self.asked)
        port = writer.get_extra_info("peername")[1]
        text = json.loads(body)
        self.in_flight[port] = text["id"]
        self.asked[text["id"]] = self.asked.get(text["id"], 0) + 1
        self.most_in_flight = max(self.most_in_flight, len(self.in_flight))
        try:
            return await self._carry(text, writer)
        finally:
            self.in_flight.pop(port, None)

    async def _carry(self, text, writer):
        """Take the text somewhere in the middle of the time that the answer takes."""
        manner = manners.choose(self.random, self.bad)
        pause = self.mean if self.steady else manners.latency(self.random, self.mean)
        await asyncio.sleep(pause / 2)
        if manner.takes:
            self._accept(text, manner)
        await asyncio.sleep(manners.LATE if manner.late else pause / 2)
        if not manner.status:
            return False
        return await _write(writer, manner.status, {"id": text["id"]})

    def _accept(self, text, manner):
        self.accepted += 1
        told = {"uuid": text["id"], "number": text["to"], "body": text["text"]}
        line = json.dumps({**told, "at": time.time(), "how": manner.name})
        self.record.write(line + "\n")
        self.record.flush()

    def _state(self):
        return {
            "in_flight": sorted(self.in_flight.items()),
            "accepted": self.accepted,
            "most_in_flight": self.most_in_flight,
        }


async def _read(reader):
    """Path and body of a request; None where the client has gone."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    lines = head.decode().split("\r\n")
    sizes = [line.split(":")[1] for line in lines if line.lower().startswith("content-length:")]
    body = await reader.readexactly(int(sizes[0])) if sizes else b""
    return lines[0].split()[1], body


async def _write(writer, status, content):
    data = json.dumps(content).encode()
    head = f"HTTP/1.1 {status} {_WORDS[status]}\r\nContent-Length: {len(data)}\r\n\r\n"
    writer.write(head.encode() + data)
    await writer.drain()
    return True


async def _main(record, settings):
    with open(record, "a") as file:
        carrier = Carrier(file, **settings)
        server = await asyncio.start_server(carrier.serve, "127.0.0.1", 0)
        print(server.sockets[0].getsockname()[1], flush=True)
        async with server:
            await server.serve_forever()


class Running:
    """A running carrier as the harness sees it."""

    def __init__(self, port: int, record: Path):
        self.url = f"http://127.0.0.1:{port}/send"
        self._base = f"http://127.0.0.1:{port}"
        self._record = record
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def state(self) -> dict:
        """What it is busy with: ``in_flight`` pairs of port and uuid, and counts."""
        return self._get("/state")

    def asked(self) -> dict[str, int]:
        """How often it was asked to carry each text, whatever it answered."""
        return self._get("/asked")

    def _get(self, path):
        return json.loads(self._opener.open(self._base + path, timeout=10).read())

    def accepted(self) -> list[dict]:
        """All texts that it accepted, in that order."""
        return [json.loads(line) for line in self._record.read_text().splitlines()]


@contextmanager
def running(record: Path, **settings):
    """A carrier in a process of its own for the time of the block."""
    record.write_text("")
    command = [sys.executable, "-m", __name__, str(record), json.dumps(settings)]
    with Popen(command, stdout=PIPE, start_new_session=True) as child:
        try:
            yield Running(int(child.stdout.readline()), record)
        finally:
            child.kill()


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1], json.loads(sys.argv[2])))
