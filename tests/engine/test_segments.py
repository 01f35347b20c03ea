import pytest
from engine import cheaper_letters, count_segments, plain_letters, plain_spaces
from hypothesis import given
from hypothesis import strategies as st


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
