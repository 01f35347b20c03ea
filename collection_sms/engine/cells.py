"""Cells of a table that somebody opens in a spreadsheet: words of customers must stay words."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless_cell(text: str) -> str:
    """``text`` so that no spreadsheet takes it for a formula: after an apostrophe where it might.

    Source: OWASP, CSV Injection, which names these first characters.
    """
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
