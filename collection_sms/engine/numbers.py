"""Can this number receive a text?"""

from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumberType

from .facts import WayStatus

# Types that take texts as a rule. In some countries (US, CA, MX) a number does not tell whether it
# is a landline; those are tried, and the carrier's answer decides.
_TEXTABLE = frozenset(
    {
        PhoneNumberType.MOBILE,
        PhoneNumberType.FIXED_LINE_OR_MOBILE,
        PhoneNumberType.VOIP,
        PhoneNumberType.PERSONAL_NUMBER,
    }
)


@lru_cache(maxsize=65536)
def classify_number(number: str, region: str | None) -> WayStatus:
    """Whether texts reach ``number``, as people write it; ``region``: the ISO country code it is
    read in.

    Source of the number types: Google's libphonenumber metadata.
    """
    if not number or not number.strip():
        return WayStatus.MISSING
    try:
        parsed = phonenumbers.parse(number, region or None)
    except phonenumbers.NumberParseException:
        return WayStatus.INVALID
    if not phonenumbers.is_valid_number(parsed):
        return WayStatus.INVALID
    textable = phonenumbers.number_type(parsed) in _TEXTABLE
    return WayStatus.OPEN if textable else WayStatus.LANDLINE


def international(number: str, region: str | None) -> str:
    """``number`` with plus and country code, as carriers name senders: with the plus, ``00`` or
    nothing before the country code, or as people of ``region`` write it.

    What is no phone number, such as a short code or a name, stays as it is.
    """
    number = number.strip()
    bare = number.removeprefix("+").removeprefix("00")
    for written, read_in in ((f"+{bare}", None), (number, region)):
        try:
            parsed = phonenumbers.parse(written, read_in)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed):
            return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return number
