"""What a server's log says of mistakes."""

import re
from collections import Counter, defaultdict
from urllib.parse import unquote

_RECORD = re.compile(r"^(?=\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ \d+ )", re.MULTILINE)
_HEAD = re.compile(
    r"\S+ \S+ (?P<process>\d+) (?P<level>\w+) \S+ (?P<logger>[\w.]+): (?P<words>.*)", re.S
)
_ACCESS = re.compile(r'"\S+ (?P<path>\S+) HTTP/[\d.]+" \d+ ')


def crashes(log: str) -> tuple[dict[str, list[str]], list[str]]:
    """What requests died of, by their path, in turn; and what is not about a request.

    A worker answers one request at a time: its mistakes come before its line on the request.
    """
    by_path, waiting = defaultdict(list), {}
    for record in map(_HEAD.match, _RECORD.split(log)):
        if not record:
            continue
        process, words = record["process"], record["words"]
        if _is_mistake(record):
            waiting[process] = _gist(words)
        elif process in waiting and (request := _ACCESS.search(words)):
            by_path[key(request["path"])].append(waiting.pop(process))
    return by_path, [f"In the server's log: {words}" for words in waiting.values()]


def key(path: str) -> str:
    """A request's path as both sides write it: the log shows signs that addresses spell out."""
    return re.sub(r"[^\w/-]|[^\x00-\x7f]", "", unquote(path.partition("?")[0], errors="ignore"))


def mistakes(log: str) -> list[str]:
    """All mistakes in a log, each once."""
    found = Counter(_gist(record["words"]) for record in map(_HEAD.match, _RECORD.split(log))
                    if record and _is_mistake(record))  # fmt: skip
    return [f"{count} times in a log: {words}" for words, count in found.items()]


def _is_mistake(record):
    # The server's own answers, such as 414, are errors to werkzeug.
    is_error = record["level"] in ("ERROR", "CRITICAL") and record["logger"] != "werkzeug"
    return is_error or "Traceback (most recent call last)" in record["words"]


def _gist(words):
    """Of a traceback our last line and the last of all; else the words."""
    lines = words.strip().splitlines()
    # All requests go through our ``ir.http``, which hands them on.
    ours = [line.strip() for line in lines if "/collection_sms/" in line]
    ours = [line for line in ours if "/models/ir_http.py" not in line]
    return " | ".join([*ours[-1:], lines[-1]])[:600]
