import pytest
from engine import NumberStatus, classify_number


@pytest.mark.parametrize(
    ("number", "region", "status"),
    [
        ("087 000 0114", "IE", NumberStatus.TEXTABLE),
        ("+353870000114", None, NumberStatus.TEXTABLE),
        ("(212) 555-0142", "US", NumberStatus.TEXTABLE),  # a US number does not tell what it is
        ("053 900 0183", "IE", NumberStatus.LANDLINE),
        ("+49 30 901820", "FR", NumberStatus.LANDLINE),
        ("0800 123 456", "IE", NumberStatus.INVALID),
        ("12", "IE", NumberStatus.INVALID),
        ("call me", "IE", NumberStatus.INVALID),
        ("0870000114", None, NumberStatus.INVALID),  # no country to read it in
        ("", "IE", NumberStatus.MISSING),
        ("  ", "IE", NumberStatus.MISSING),
    ],
)
def test_numbers_are_classified(number, region, status):
    assert classify_number(number, region) is status
