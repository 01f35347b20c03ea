"""What a request carries: fields in every wrapping, and what is no wrapping at all."""

import json
from urllib.parse import quote_plus

from hypothesis import strategies as st

from .values import BROKEN_JSON, as_bytes, binaries, json_values, names, texts

URLENCODED = b"application/x-www-form-urlencoded"
JSON = b"application/json"
BOUNDARY = b"b0undary"
MULTIPART = b"multipart/form-data; boundary=" + BOUNDARY
TYPES = (
    URLENCODED, JSON, MULTIPART, b"", b"text/plain", b"text/xml", b"application/octet-stream",
    b"multipart/form-data", b"multipart/form-data; boundary=", b"multipart/mixed; boundary=x",
    b"application/x-www-form-urlencoded; charset=utf-16", b"application/json; charset=klingon",
    b"application/x-www-form-urlencoded; charset=\xff", b"application/json-rpc", b"*/*", b"a/b/c;;",
    b"image/png", b"\x80", b"text/html; charset=utf-7", b"text/a\x00b",
)  # fmt: skip
FILE_NAMES = (
    "photo.png", "", "a.pdf", "../../x.html", "\x00", "a" * 300, "ä🪑.jpg", "x.svg", ".", "con.txt"
)  # fmt: skip
CONTENTS = (
    b"", b"%PDF-1.4\n", b"\x89PNG\r\n\x1a\n\x00\x00", b"<svg onload=alert(1)>", b"GIF89a",
    b"PK\x03\x04",
    b"\xff\xd8\xff\xe0", b"MZ", b"x" * 300_000,
)  # fmt: skip


def urlencoded(fields) -> bytes:
    """Fields as a browser sends them."""
    pairs = (
        f"{quote_plus(as_bytes(name))}={quote_plus(as_bytes(value))}" for name, value in fields
    )
    return "&".join(pairs).encode()


def multipart(fields, files=()) -> bytes:
    """Fields and files (name, file name, content type, content) as a browser sends them."""
    parts = [_part(name, as_bytes(value)) for name, value in fields]
    parts += [_part(name, content, filename, kind) for name, filename, kind, content in files]
    return b"".join(parts) + b"--" + BOUNDARY + b"--\r\n"


def _part(name, content, filename=None, kind=None):
    head = b'Content-Disposition: form-data; name="%s"' % _in_header(name)
    if filename is not None:
        head += b'; filename="%s"\r\nContent-Type: %s' % (_in_header(filename), kind)
    return b"--" + BOUNDARY + b"\r\n" + head + b"\r\n\r\n" + content + b"\r\n"


def _in_header(text):
    return as_bytes(text).translate(None, b'\r\n"')


@st.composite
def files(draw, known):
    """A file, most often under the name of a field that is none."""
    return (
        draw(st.one_of(st.sampled_from([*known, "files"]), names)),
        draw(st.sampled_from(FILE_NAMES)),
        draw(st.sampled_from((b"image/png", b"application/pdf", b"text/html", b"", b"\xff"))),
        draw(st.sampled_from(CONTENTS)),
    )


@st.composite
def mutated(draw, fields, kept=()):
    """Fields of which some are changed, missing, there twice or new, but not those ``kept``."""
    fields = list(fields)
    for _change in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, 40)) % (len(fields) or 1)
        kind = draw(st.sampled_from(("change", "change", "drop", "double", "add")))
        if kind == "add" or not fields or fields[at][0] in kept:
            fields.insert(at, (draw(names.filter(lambda name: name not in kept)), draw(texts)))
        elif kind == "drop":
            del fields[at]
        elif kind == "double":
            fields.append((fields[at][0], draw(texts)))
        else:
            fields[at] = (fields[at][0], draw(texts))
    return fields


@st.composite
def forms(draw, fields):
    """Content type and body of a form with these fields, wrapped in one way or the other."""
    if draw(st.integers(0, 9)) < 6:
        return URLENCODED, urlencoded(fields)
    known = [name for name, _value in fields if name != "csrf_token"]
    attached = draw(st.lists(files(known), max_size=3))
    # A file takes the place of the field with its name.
    replaced = {name for name, *_rest in attached}
    return MULTIPART, multipart([one for one in fields if one[0] not in replaced], attached)


@st.composite
def rubbish(draw):
    """A content type, and a body that need not fit it."""
    body = st.one_of(
        binaries,
        st.sampled_from(BROKEN_JSON),
        json_values.map(lambda value: json.dumps(value).encode()),
        st.lists(st.tuples(names, texts), max_size=5).map(urlencoded),
        st.lists(st.tuples(names, texts), max_size=5).map(multipart),
    )
    return draw(st.sampled_from(TYPES)), draw(body)


@st.composite
def calls(draw, params):
    """A call of JSON-RPC whose parameters are changed here and there."""
    params = dict(params)
    for _change in range(draw(st.integers(0, 3))):
        name = draw(st.one_of(st.sampled_from([*params, "self"]), names))
        if draw(st.booleans()):
            params[name] = draw(json_values)
        else:
            params.pop(name, None)
    call = {"jsonrpc": "2.0", "method": "call", "id": draw(json_values), "params": params}
    return JSON, json.dumps(call).encode()
