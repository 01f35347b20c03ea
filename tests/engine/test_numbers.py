import pytest
from engine import WayStatus, classify_number


@pytest.mark.parametrize(
    ("number", "region", "status"),
    [
        ("087 000 0114", "IE", WayStatus.OPEN),
        ("+353870000114", None, WayStatus.OPEN),
        ("(212) 555-0142", "US", WayStatus.OPEN),  # a US number does not tell what it is
        ("053 900 0183", "IE", WayStatus.LANDLINE),
        ("+49 30 901820", "FR", WayStatus.LANDLINE),
        ("0800 123 456", "IE", WayStatus.INVALID),
        ("12", "IE", WayStatus.INVALID),
        ("call me", "IE", WayStatus.INVALID),
        ("0870000114", None, WayStatus.INVALID),  # no country to read it in
        ("", "IE", WayStatus.MISSING),
        ("  ", "IE", WayStatus.MISSING),
    ],
)
def test_numbers_are_classified(number, region, status):
    assert classify_number(number, region) is status
