"""The phones behind Kannel's fake SMS centre: its program `fakesmsc` tells what arrives, line by
line, and takes replies in the same form: sender, receiver, kind, words.
"""

import re
from dataclasses import dataclass, replace
from urllib.parse import quote, unquote_to_bytes

# fakesmsc logs one line per text; words on several lines become several of them.
_ARRIVAL = re.compile(r"Got message \d+: <(.*)>$", re.MULTILINE)
_LINE = re.compile(r"(\S+) (\+?\d+) (text|ucs-2|data|udh) (.*)")
# Of a text in several parts, before each: a number of its own, how many parts, the place of this.
_PART = re.compile(rb"\x05\x00\x03(.)(.)(.)", re.DOTALL)


@dataclass(frozen=True)
class Text:
    """A text as its receiver's phone shows it, and of how many parts it was made."""

    sender: str
    number: str
    body: str
    parts: int = 1


def read_texts(log: str) -> list[Text]:
    """The texts in what fakesmsc has logged (at its level 0), oldest first.

    A text in several parts is there when all of them have arrived.
    """
    texts: list[Text] = []
    parts: dict[bytes, dict[bytes, bytes]] = {}
    for line in _ARRIVAL.findall(log):
        found = _LINE.fullmatch(line)
        if not found:
            texts[-1] = replace(texts[-1], body=f"{texts[-1].body}\n{line}")
        elif found[3] == "udh":
            texts += _join(parts, *found.group(1, 2, 4))
        else:
            texts.append(Text(found[1], found[2], _words(found[3], found[4])))
    return texts


def reply_line(number: str, to: str, body: str) -> str:
    """The line by which fakesmsc sends `body` from the phone `number` to our number `to`.

    As from a real phone, what is not plain letters comes as UCS-2.
    """
    if body.isascii() and body.isprintable():
        return f"{number} {to} text {body}"
    return f"{number} {to} ucs2 {quote(body.encode('utf-16-be'))}"


def _words(kind: str, words: str) -> str:
    if kind == "text":
        return words
    return _bytes(words).decode("utf-16-be" if kind == "ucs-2" else "utf-8")


def _join(parts, sender: str, number: str, rest: str) -> list[Text]:
    """The text whose last missing part this is; none where others are missing still."""
    header, _data, content = rest.split(" ", 2)
    text, count, place = _PART.fullmatch(_bytes(header)).groups()
    found = parts.setdefault(text, {})
    found[place] = _bytes(content)
    if len(found) < ord(count):
        return []
    body = b"".join(content for _place, content in sorted(parts.pop(text).items()))
    return [Text(sender, number, _decode(body), len(found))]


def _decode(body: bytes) -> str:
    """Parts do not tell their alphabet. Only UCS-2 has zeros: those of its spaces, for one."""
    return body.decode("utf-16-be" if b"\0" in body else "utf-8")


def _bytes(words: str) -> bytes:
    return unquote_to_bytes(words.replace("+", " "))
