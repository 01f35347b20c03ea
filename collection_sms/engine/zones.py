"""In which time zones a customer may live."""

from functools import lru_cache

import phonenumbers
import pytz
from phonenumbers import timezone

_UNKNOWN = "Etc/Unknown"


@lru_cache(maxsize=65536)
def time_zones(own: str, number: str, country: str, home: str) -> tuple[str, ...]:
    """The zones a customer may live in, by what is known best.

    ``own``: the zone recorded for the customer. It counts unless it belongs to another country:
    whoever creates a contact in Odoo leaves their own zone on it. Then the zones of ``number``
    (source: libphonenumber's map of prefixes), those within ``country`` (ISO code) if there are
    any; then those of the country (source: the tz database); then ``home``, the company's.
    """
    if own and not _is_foreign(own, country):
        return (own,)
    of_country = tuple(pytz.country_timezones.get(country, ()))
    if len(of_country) == 1 and country_of_number(number) in (country, ""):
        return of_country
    of_number = _zones_of_number(number)
    both = tuple(zone for zone in of_number if zone in of_country)
    return both or of_number or of_country or (home,)


def _is_foreign(zone: str, country: str) -> bool:
    if not country or zone in pytz.country_timezones.get(country, ()):
        return False
    return any(zone in zones for zones in pytz.country_timezones.values())


def _zones_of_number(number: str) -> tuple[str, ...]:
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return ()
    return tuple(zone for zone in timezone.time_zones_for_number(parsed) if zone != _UNKNOWN)


@lru_cache(maxsize=65536)
def country_of_number(number: str) -> str:
    """ISO code of the country ``number`` (international format) belongs to, or an empty string."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return ""
    return phonenumbers.region_code_for_number(parsed) or ""
