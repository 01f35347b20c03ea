"""Words, numbers and names that programs stumble over."""

from urllib.parse import quote

from hypothesis import strategies as st

NASTY = (
    "", " ", "\x00", "a\x00b", "\ud800", "\udfff\ud800", "\ufeff", "\u202eabc", "\r\nX-Evil: 1",
    "0", "-0", "-1", "1.5", "1,5", "1e400", "1e-400", "NaN", "Infinity", "-Infinity", "0x10",
    "9" * 30, "9" * 4500, "2147483647", "2147483648", "9223372036854775808", "٣", "१२", "²",
    "2026-02-30", "0000-00-00", "0001-01-01", "9999-12-31", "10000-01-01", "2026-11-20T10:00:00",
    "20261120", "2026-W47-5", "tomorrow", "null", "true", "false", "None", "[]", "{}", "[[[[",
    "<script>alert(1)</script>", "{{7*7}}", "%s%n%d", "{0.__class__}", "' OR 1=1 --", "\\", "%",
    "_",
    "../../etc/passwd", "file:///etc/passwd", "=cmd|' /C calc'!A0", "é1o99999999999", "o", "o1o",
    "1-2-3", "-".join("1" * 400), "1" * 400, "🪑" * 500, "a" * 9_000, "ﷺ" * 300, "ß\u0301" * 50,
)  # fmt: skip
# Names which the machinery around a controller uses itself.
NAMES = (
    "self", "cls", "token", "kind", "way", "context", "csrf_token", "endpoint", "env", "request",
    "args", "kwargs", "params", "plan_id", "barter_id", "company_id", "amount", "lines", "digest",
    "tick", "name", "signature", "files", "db", "debug", "lang", "session_id", "__class__", "",
    "a[b]", "what_0", "what_999999999999", "price_-1", "quantity_0", "\x00", "é",
)  # fmt: skip

texts = st.one_of(st.sampled_from(NASTY), st.text(max_size=30), st.integers().map(str))
names = st.one_of(st.sampled_from(NAMES), st.text(max_size=8))
binaries = st.one_of(
    st.binary(max_size=60),
    st.sampled_from((b"\x00" * 1000, b"\xff\xfe" * 300, b"%", b"=&=&", b"x" * 1024 * 1024)),
)
# What JSON can say, and what Python's reader takes for JSON.
json_values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.sampled_from(NASTY),
        st.text(max_size=9),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
BROKEN_JSON = (
    b"", b"{", b"[", b"null", b"0", b'"a"', b"[]", b"{}", b'{"params": []}', b'{"params": null}',
    b'{"params": "a"}', b'{"params": 1}', b'{"params": [["self", 1]]}', b'{"id": {}, "params": {}}',
    b"\xff\xfe{\x00}\x00", b'{"params": {"amount": 1e999}}', b'{"params": {"amount": NaN}}',
    b'"\\ud800"', b"\xef\xbb\xbf{}", b'{"params":' + b"[" * 100_000, b"9" * 10_000,
)  # fmt: skip


def as_bytes(text: str) -> bytes:
    """UTF-8, half characters included."""
    return text.encode("utf-8", "surrogatepass")


def quoted(text: str) -> str:
    """As a piece of an address; dots alone would be taken for folders by no server of ours."""
    return quote(as_bytes(text), safe="")
