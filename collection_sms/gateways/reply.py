"""Replies of customers, read by what a gateway says about them."""

from .incoming import Fields, read_each, read_items
from .paths import storable
from .settings import Settings
from .webhook import Reply, Unreadable, Webhook


def read_replies(settings: Settings, webhook: Webhook) -> tuple[Reply, ...]:
    """The replies in ``webhook``, none if it is about something else; raises ``Unreadable``."""
    if not settings.reply_number:
        raise Unreadable("This gateway says nothing about replies.")
    items = read_items(webhook, settings.reply_list, settings.reply_filter)
    return read_each(_read, settings, items)


def _read(settings: Settings, item: Fields) -> Reply:
    number = item.text(settings.reply_number)
    if not number:
        raise Unreadable(f"There is no number: “{settings.reply_number}” is missing.")
    return Reply(
        number=number,
        body=_body(settings, item),
        to=item.text(settings.reply_to),
        key=item.text(settings.reply_key),
    )


def _body(settings: Settings, item: Fields) -> str:
    """The words; an empty text is one, too, and a person should see it."""
    if settings.reply_encoding == "text":
        return item.text(settings.reply_text)
    raw = item.raw(settings.reply_text)
    if settings.reply_encoding == "hex":
        raw = _from_hex(item.text(settings.reply_text))
    is_unicode = item.text(settings.reply_coding) in settings.reply_unicode
    # No carrier promises whole characters, and a customer's words are never dropped for one.
    words = raw.decode("utf-16-be", "replace") if is_unicode else _from_bytes(raw)
    return storable(words).strip("\ufeff ")


def _from_hex(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise Unreadable("The words are not the hexadecimal figures they should be.") from None


def _from_bytes(raw: bytes) -> str:
    """UTF-8 where it can be read as such, else Latin-1, Kannel's other charset."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")
