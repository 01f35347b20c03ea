import random
import string
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from date_reading import DATA, LANGUAGES, read
from engine import calendar_days
from freezegun import freeze_time
from hypothesis import given
from hypothesis import strategies as st

MADRID = ZoneInfo("Europe/Madrid")
# A Friday.
NOW = datetime(2026, 11, 20, 10, tzinfo=MADRID)
TODAY = NOW.date()


def day_in(text, lang="en", now=NOW, day_first=True):
    """Month and day that are read, such as "12-04", or None."""
    found = read(text, lang, now, day_first)
    return found and found.day.strftime("%m-%d")


def is_certain(text, lang="en"):
    return read(text, lang, NOW).is_certain


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("friday", "11-27"),
        ("I'll pay on friday", "11-27"),
        ("this friday", "11-20"),
        ("next friday", "11-27"),
        ("next monday", "11-23"),
        ("monday week", "11-30"),
        ("friday 4th", "12-04"),
        ("friday the 27th", "11-27"),
        ("fri 4 dec", "12-04"),
        ("tomorrow", "11-21"),
        ("tmrw!!", "11-21"),
        ("day after tomorrow", "11-22"),
        ("in 3 days", "11-23"),
        ("in two weeks", "12-04"),
        ("10 working days", "12-04"),
        ("next week", "11-27"),
        ("next week tuesday", "11-24"),
        ("end of the month", "11-30"),
        ("end of next month", "12-31"),
        ("in december", "12-31"),
        ("by the 15th", "12-15"),
        ("by the 20th", "11-20"),
        ("15/12", "12-15"),
        ("12/15", "12-15"),
        ("31.12.", "12-31"),
        ("2026-12-01", "12-01"),
        ("4 dec", "12-04"),
        ("Dec 4th", "12-04"),
        ("first of december", "12-01"),
        ("i pay friday 5pm", "11-27"),
        ("sorry cant pay today, monday ok?", "11-23"),
        ("not before the 15th", "12-15"),
        ("in 48 hours", "11-22"),
        ("tommorow", "11-21"),
        ("wensday", "11-25"),
        ("thrusday for sure", "11-26"),
        ("4 decmber", "12-04"),
    ],
)
def test_english(text, day):
    assert day_in(text) == day


@pytest.mark.parametrize(
    ("lang", "text", "day"),
    [
        ("es", "el viernes", "11-27"),
        ("es", "mañana por la mañana", "11-21"),
        ("es", "pasado manana", "11-22"),
        ("es", "el 15 te pago", "12-15"),
        ("es", "la quincena", "11-30"),
        ("es", "el jueves 3", "12-03"),
        ("es", "finales de enero", "01-31"),
        ("es", "no puedo hoy, el lunes si", "11-23"),
        ("fr", "vendredi prochain", "11-27"),
        ("fr", "après-demain", "11-22"),
        ("fr", "le 4 décembre", "12-04"),
        ("fr", "d'ici la fin du mois", "11-30"),
        ("fr", "sous quinzaine", "12-05"),
        ("fr", "mardi en huit", "12-01"),
        ("de", "nächsten Freitag", "11-27"),
        ("de", "ÜBERMORGEN", "11-22"),
        ("de", "uebermorgen", "11-22"),
        ("de", "am 4. Dezember", "12-04"),
        ("de", "Ende des Monats", "11-30"),
        ("de", "31.12.", "12-31"),
        ("de", "Freitag Morgen", "11-27"),
        ("de", "am Mäntig", "11-23"),
        ("pt", "sexta", "11-27"),
        ("pt", "dia 15", "12-15"),
        ("pt", "5º dia útil", "12-07"),
        ("pt", "depois de amanha", "11-22"),
        ("pt", "daqui a uma semana", "11-27"),
        ("vi", "thứ sáu", "11-27"),
        ("vi", "thu 6 tuan sau", "11-27"),
        ("vi", "ngày mai", "11-21"),
        ("vi", "tuần sau", "11-27"),
        ("vi", "cuối tháng", "11-30"),
        ("vi", "mùng 5", "12-05"),
        ("vi", "tháng sau", "12-31"),
        ("vi", "4 tháng 12", "12-04"),
    ],
)
def test_other_languages(lang, text, day):
    assert day_in(text, lang) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "120",
        "120.50",
        "12.05",
        "€15",
        "the 15 euros",
        "at 5",
        "call me at 17:00",
        "invoice 2026/11",
        "invoice no 4/12",
        "+44 7700 15 12 26",
        "payday",
        "when I get paid",
        "soon",
        "I have 12 kids",
        "2 of the 3 invoices",
        "on the 3rd invoice",
        "open 24/7?",
        "I may pay 20",
        "30/2",
        "1/2 now",
        "my invoice is 30 days late",
        "good morning",
        "in 2019",
    ],
)
def test_what_is_no_day(text):
    assert day_in(text) is None


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "I paid on friday"),
        ("en", "sent it on the 3rd"),
        ("en", "paid 15/12"),
        ("en", "yesterday"),
        ("en", "last monday"),
        ("en", "1/1/2026"),
        ("en", "I can't pay on friday"),
        ("en", "friday i can't"),
        ("en", "unemployed since march"),
        ("es", "lo pagué el viernes"),
        ("es", "no puedo el viernes"),
        ("es", "me llamo Domingo"),
        ("fr", "j'ai payé lundi"),
        ("fr", "je ne peux pas vendredi"),
        ("de", "hab am Freitag überwiesen"),
        ("de", "am Freitag geht es nicht"),
        ("de", "guten Morgen"),
        ("pt", "paguei na sexta"),
        ("pt", "bom fim de semana"),
        ("vi", "trả thứ 6 rồi"),
        ("vi", "sau tết"),
    ],
)
def test_what_is_no_promise(lang, text):
    assert day_in(text, lang) is None


@pytest.mark.parametrize(
    ("recorded", "text", "day"),
    [
        ("en", "el viernes te pago", "11-27"),
        ("es", "nächsten Montag", "11-23"),
        ("en", "paguei domingo", None),
        ("en", "já paguei no sábado", None),
        ("fr", "j'attends mon salaire", None),
        ("fr", "c'est qui", None),
        ("en", "Sam here, I'll pay soon", None),
        ("es", "zahle am 4.12.", "12-04"),
        ("it", "31/12", "12-31"),
    ],
)
def test_customers_write_in_whatever_language(recorded, text, day):
    assert day_in(text, recorded) == day


def test_several_days_mean_the_last():
    assert day_in("half on friday, rest on the 30th") == "11-30"
    assert not is_certain("half on friday, rest on the 30th")
    assert day_in("monday or tuesday") == "11-24"


def test_a_day_that_is_ruled_out_is_not_meant():
    assert day_in("can't on friday but monday works") == "11-23"
    assert is_certain("can't on friday but monday works")


@pytest.mark.parametrize("text", ["friday", "4 dec", "tomorrow", "end of the month", "in 3 days"])
def test_what_is_certain(text):
    assert is_certain(text)


@pytest.mark.parametrize(
    "text",
    ["next friday", "next week", "in december", "in 2-3 days", "friday the 13th", "this weekend"],
)
def test_what_may_be_meant_otherwise(text):
    assert not is_certain(text)


def test_where_the_day_stands():
    text = "Sorry! I'll pay on FRIDAY, ok?"
    start, end = read(text, "en", NOW).span
    assert text[start:end] == "on FRIDAY"
    text = "Zahle übermorgn sicher"
    start, end = read(text, "de", NOW).span
    assert text[start:end] == "übermorgn"


def test_the_order_of_day_and_month():
    assert day_in("4/12") == "12-04"
    assert day_in("4/12", day_first=False) == "04-12"


def test_today_is_the_customers_own():
    late = datetime(2026, 11, 20, 23, tzinfo=ZoneInfo("America/Mexico_City"))
    assert day_in("hoy", "es", late) == "11-20"
    assert day_in("hoy", "es", late.astimezone(MADRID)) == "11-21"
    assert day_in("mañana", "es", late) == "11-21"


def test_no_clock_no_zone_no_language_of_the_machine(monkeypatch):
    texts = ["friday", "4 dec", "31/12", "in december", "end of the month", "feb 29"]
    here = [read(text, "en", NOW) for text in texts]
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    time.tzset()
    with freeze_time("1999-12-31 23:59:59"):
        there = [read(text, "en", NOW) for text in texts]
    monkeypatch.undo()
    time.tzset()
    assert here == there


def test_the_29th_of_february_is_in_a_leap_year():
    assert read("29/2", "en", NOW).day == date(2028, 2, 29)


words = sorted({word for lang in DATA.values() for word in " ".join(lang["spelling"]).split()})
says = st.sampled_from(
    ["friday", "31", "/", "12", ".", "-", " ", "the", "end of", "month", "mañana", "nächste", "in"]
    + ["thứ", "sáu", "dia", "le", "not", "paid", "2026", "99999999", "févr", "two", "weeks", "dec"]
)


@given(st.one_of(st.text(), st.lists(says).map(" ".join), st.lists(says).map("".join)))
def test_any_text_can_be_read(text):
    for lang in ("en", "vi"):
        found = read(text, lang, NOW)
        assert found is None or found.day >= TODAY
        assert found is None or 0 <= found.span[0] < found.span[1] <= len(text)


@given(
    st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2090, 1, 1)),
    st.sampled_from(sorted(calendar_days.DAYS)),
    st.integers(1, 31),
    st.integers(0, 6),
)
def test_every_kind_of_phrase_means_a_day_soon(moment, kind, number, weekday):
    today = moment.date()
    day = calendar_days.DAYS[kind](today, number, weekday)
    assert day is None or abs(day - today) < timedelta(days=31 * 32)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_kind_of_phrase_is_known(lang):
    known = {*calendar_days.DAYS, "nothing"}
    assert {kind.removeprefix("weak ") for kind in DATA[lang]["kinds"]} <= known


def letters_of_rules(lang):
    """What long texts are made of here: the rules' own letters, in disorder and repeated."""
    chance = random.Random(lang)
    spelt = " ".join(pattern for kinds in DATA[lang]["kinds"].values() for pattern in kinds)
    known = spelt.translate(str.maketrans("()?:|{}*[]\\", " " * 11)).split()
    yield " ".join(chance.choice(known) for _each in range(2000))
    yield "the next " * 1200
    yield "a " * 5000
    yield "1/" * 5000
    yield "1 " * 5000
    yield "in in in 2 - 2 - " * 600
    yield "".join(
        chance.choice(string.ascii_lowercase + "  1234567890/.-") for _each in range(10000)
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_long_texts_are_read_quickly(lang):
    for text in letters_of_rules(lang):
        read(text, lang, NOW)
        started = time.process_time()
        read(text, lang, NOW)
        assert time.process_time() - started < 0.5


def test_every_reply_of_the_corpora_can_be_read():
    """A short weekday is told by what stands around it: German "so" in "nhầm số rồi" is none."""
    corpora = (Path(__file__).parents[1] / "intents").glob("*.tsv")
    for line in {line for path in corpora for line in path.read_text("utf-8").splitlines()}:
        read(line.split("\t")[1], "vi", NOW, True)
    assert day_in("nhầm số rồi", "vi") is None
