"""Public holidays, from the library ``holidays``."""

from datetime import date
from functools import lru_cache

import holidays


@lru_cache(maxsize=4096)
def public_holidays(country: str, subdivision: str, years: tuple[int, ...]) -> frozenset[date]:
    """Dates of the public holidays of ``country`` (ISO code) in ``years``.

    Those of its ``subdivision`` too, where the library knows it by that code. Empty for a country
    that it does not know.
    """
    supported = holidays.list_supported_countries()
    if country not in supported:
        return frozenset()
    known = subdivision if subdivision in supported[country] else None
    return frozenset(holidays.country_holidays(country, subdiv=known, years=years))
