"""A carrier on this machine that takes every text, after as many milliseconds as its path says.

`python -m devkit.scale.carrier` prints its port and serves until its input ends: a process of its
own, so that its work is not counted as ours.
"""

import asyncio
import sys

_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"


class Carrier:
    """Counts the texts it has taken: the count is the reference it gives."""

    def __init__(self):
        self.taken = 0

    async def serve(self, reader, writer) -> None:
        """Answer the requests of one connection, which is kept."""
        try:
            while head := await _read_head(reader):
                await asyncio.sleep(_milliseconds(head) / 1000)
                self.taken += 1
                content = b'{"id": "%d"}' % self.taken
                writer.write(_ANSWER % (len(content), content))
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


async def _read_head(reader) -> bytes:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return b""
    await reader.readexactly(content_length(head))
    return head


def content_length(head: bytes) -> int:
    """How many bytes follow after ``head``."""
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0


def _milliseconds(head: bytes) -> float:
    return float(head.split(b" ", 2)[1].strip(b"/"))


async def main() -> None:
    """Serve until the input ends."""
    server = await asyncio.start_server(Carrier().serve, "127.0.0.1", 0, backlog=100)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
