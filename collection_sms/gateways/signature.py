"""Does a webhook bear the signature that its gateway asks for?"""

from hmac import compare_digest

from .request import sign
from .settings import Settings
from .webhook import Webhook


def is_signed(settings: Settings, webhook: Webhook) -> bool:
    """Whether ``webhook`` is signed as it should be; true where no signature is asked for.

    The HMAC is that of the body, or of the query where there is no body. A header without a key
    to check it with is a mistake, and nothing passes.
    """
    if not settings.signature_header:
        return True
    if not settings.signature_key:
        return False
    shown = webhook.headers.get(settings.signature_header.lower(), "")
    signed = webhook.body or webhook.query.encode()
    expected = sign(
        settings.signature_key, signed, settings.signature_algorithm, settings.signature_encoding
    )
    shown = shown.removeprefix(settings.signature_prefix)
    if settings.signature_encoding == "hex":
        shown = shown.lower()
    return compare_digest(shown.encode(), expected.encode())
