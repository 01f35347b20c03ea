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
