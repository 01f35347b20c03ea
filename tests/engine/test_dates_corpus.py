"""Days in replies, on sentences that were written apart from the rules."""

import csv
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from date_reading import LANGUAGES, ROOT, read

CORPUS = ROOT / "tests" / "intents" / "dates"


def lines(lang):
    """``[(now, day_first, text, expected)]`` of one language."""
    with (CORPUS / f"{lang}.tsv").open(encoding="utf-8", newline="") as file:
        for now, order, text, expected in csv.reader(file, "excel-tab", quoting=csv.QUOTE_NONE):
            moment, zone = now.rstrip("]").split("[")
            clock = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(zone))
            yield clock, order == "day_first", text, expected


def day_in(text, lang, now, day_first):
    found = read(text, lang, now, day_first)
    return found.day.isoformat() if found else "-"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_two_hundred_in_two_zones(lang):
    known = list(lines(lang))
    assert len(known) == 200
    assert len({now.tzinfo for now, *_ in known}) == 2


@pytest.mark.parametrize("lang", LANGUAGES)
def test_days_are_read_as_people_read_them(lang):
    wrong = [
        (text, f"{now:%a %d %b %Y}", expected, found)
        for now, day_first, text, expected in lines(lang)
        if (found := day_in(text, lang, now, day_first)) != expected
    ]
    assert not wrong


@pytest.mark.parametrize("lang", LANGUAGES)
def test_whatever_language_is_recorded(lang):
    """But for words that another language has, too: "mai" is May or tomorrow."""
    known = list(lines(lang))
    others = [other for other in LANGUAGES if other != lang]
    right = [
        day_in(text, others[place % len(others)], now, day_first) == expected
        for place, (now, day_first, text, expected) in enumerate(known)
    ]
    assert sum(right) >= 0.98 * len(known)
