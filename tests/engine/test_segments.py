import pytest
from engine import count_segments, plain_spaces


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
