"""Fill scripts: placeholders by name, and nothing else.

A script is written by people who may not run code on the server, and sent with rights they do not
have; so a placeholder is a word from a list and not an expression.
"""

import re
from collections.abc import Iterable, Mapping

# What placeholders say in a text of usual length, to judge a script without a customer at hand.
TYPICAL = {
    "text_name": "Salthill Gallery",
    "text_company": "Harbour & Pine",
    "text_amount": "12.345,67 €",
    "text_due_date": "24.06.2026",
    "text_days": "150",
    "text_link": "https://pay.example.com/c/AbCdEf12345678_-",
    "text_paid": "12.345,67 €",
    "text_installment": "12.345,67 €",
    "text_installment_date": "24.06.2026",
    "text_barter_value": "12.345,67 €",
    "text_barter_date": "24.06.2026",
    "text_choose": "Reply to this text or choose here",
    "text_opt_out": "Reply STOP to stop texts.",
    "text_contact": "+49 30 1234567",
    "text_promise": "12.345,67 €",
    "text_promise_date": "Do., 24. Sept.",
    "text_refusal": "Das ist für uns zu spät. Der letzte mögliche Tag ist der 24.06.2026.",
    "text_invoice": "INV/2026/00042",
}

_PLACEHOLDER = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)


def placeholders(script: str) -> list[str]:
    """What stands between double braces in ``script``, each once."""
    return list(dict.fromkeys(match.strip() for match in _PLACEHOLDER.findall(script)))


def unknown_placeholders(script: str, known: Iterable[str]) -> list[str]:
    """What stands between double braces in ``script`` and is not ``object.`` and a known name."""
    allowed = {f"object.{name}" for name in known}
    return [expression for expression in placeholders(script) if expression not in allowed]


def named_in(script: str, known: Iterable[str]) -> list[str]:
    """Those of the ``known`` names that ``script`` says."""
    used = set(placeholders(script))
    return [name for name in known if f"object.{name}" in used]


def fill(script: str, values: Mapping[str, object]) -> str:
    """Return ``script`` with ``{{ object.name }}`` replaced by ``values["name"]``.

    Raises ``KeyError`` with the expression for a placeholder that ``values`` does not know.
    """
    return _PLACEHOLDER.sub(lambda match: str(_value(match[1].strip(), values)), script)


def _value(expression: str, values: Mapping[str, object]) -> object:
    if unknown_placeholders(f"{{{{{expression}}}}}", values):
        raise KeyError(expression)
    return values[expression.removeprefix("object.")]
