import json
from pathlib import Path

import pytest
from engine import cheaper_letters, count_segments, plain_letters, plain_spaces
from engine.clusters import clusters
from hypothesis import given
from hypothesis import strategies as st

# 200 of 10,000 random texts (seeded; lengths 0 to 700; GSM basic and extension characters, euro
# signs, CR and LF, emoji, Vietnamese composed and decomposed, half surrogate pairs), with what the
# npm package `sms-segments-calculator` 1.3.0 says of them.
SAMPLE = json.loads((Path(__file__).parent / "data/segments.json").read_text())


@pytest.mark.parametrize(
    ("text", "alphabet", "length", "segments"),
    [
        ("", "GSM-7", 0, 0),
        ("a" * 160, "GSM-7", 160, 1),
        ("a" * 161, "GSM-7", 161, 2),
        ("a" * 306, "GSM-7", 306, 2),
        ("a" * 307, "GSM-7", 307, 3),
        ("€" * 80, "GSM-7", 160, 1),
        ("€" * 81, "GSM-7", 162, 2),
        ("a" * 152 + "€" + "a" * 10, "GSM-7", 164, 2),
        # An escaped character is not split: 76 fit a segment of 153, so 153 need three.
        ("€" * 153, "GSM-7", 306, 3),
        ("ạ" * 70, "UCS-2", 70, 1),
        ("ạ" * 71, "UCS-2", 71, 2),
        ("😀" * 35, "UCS-2", 70, 1),
        ("😀" * 67, "UCS-2", 134, 3),
    ],
)
def test_segments(text, alphabet, length, segments):
    counted = count_segments(text)
    assert (counted.alphabet, counted.length, counted.count) == (alphabet, length, segments)


def test_the_characters_that_cost_are_named():
    assert count_segments("Lucía, garçon, Lucía").foreign == ("í", "ç")


def test_room_left_in_the_last_segment():
    assert count_segments("a" * 150).room == 10
    assert count_segments("a" * 170).room == 136


def test_spaces_of_formatted_amounts_do_not_cost():
    amount = plain_spaces("1\u202f234,50\u00a0€")
    assert amount == "1 234,50 €"
    assert count_segments(amount).alphabet == "GSM-7"


@pytest.mark.parametrize("kind", sorted({row["kind"] for row in SAMPLE}))
def test_as_the_calculator_of_a_carrier_says(kind):
    for row in SAMPLE:
        if row["kind"] == kind:
            counted = count_segments(row["text"])
            assert (counted.alphabet, counted.count) == (row["encoding"], row["segments"]), row


@pytest.mark.parametrize(
    ("text", "characters"),
    [
        ("", []),
        ("a\u0301b", ["a\u0301", "b"]),
        ("o\u0302\u0323", ["o\u0302\u0323"]),
        ("\n\u0301", ["\n", "\u0301"]),
        ("🇩🇪🇻🇳", ["🇩🇪", "🇻🇳"]),
        ("👍🏽👍", ["👍🏽", "👍"]),
        ("👩🏾\u200d💻!", ["👩🏾\u200d💻", "!"]),
        ("1\ufe0f\u20e3", ["1\ufe0f\u20e3"]),
        ("\u200da", ["\u200d", "a"]),
    ],
)
def test_what_a_reader_takes_for_one_character(text, characters):
    assert list(clusters(text)) == characters


def test_an_emoji_made_of_several_is_not_split():
    family = "👨\u200d👩\u200d👧"  # 8 units
    assert count_segments("ạ" * 60 + family + "ạ" * 66).count == 3
    assert count_segments("ạ" * 59 + family + "ạ" * 67).count == 2


def test_a_character_longer_than_a_segment_is_split():
    assert count_segments("a" + "\u0301" * 133).count == 2


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("“It’s” – Łódź…", '"It\'s" - Lodz...'),
        ("Olá, você não", "Ola, voce nao"),
        ("garçon à l'œuvre", "garcon à l'oeuvre"),
        ("Müßiggang Ñandú Ça", "Müßiggang Ñandu Ça"),
        ("Xin chào Quý khách", "Xin chào Quy khach"),
        ("1.234 ₫ 5\u00a0€", "1.234 VND 5 €"),
        ("😀 Ж", "😀 Ж"),
    ],
)
def test_plain_letters(text, plain):
    assert plain_letters(text) == plain


@given(st.text())
def test_plain_letters_leave_what_gsm_has(text):
    plain = plain_letters(text)
    assert plain_letters(plain) == plain
    if count_segments(text).alphabet == "GSM-7":
        assert plain == text


@given(st.text(max_size=400))
def test_cheaper_letters_never_cost_more(text):
    cheaper = cheaper_letters(text)
    assert cheaper == text or count_segments(cheaper).count < count_segments(text).count
