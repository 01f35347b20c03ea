import pytest
from engine import harmless_cell
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    "text", ["=1+1", "+353870000114", "-2", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")']
)
def test_no_formula(text):
    assert harmless_cell(text) == f"'{text}"


@given(st.text())
def test_words_stay_what_they_are(text):
    cell = harmless_cell(text)
    assert cell.endswith(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
