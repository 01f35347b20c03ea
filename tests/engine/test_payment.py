from dataclasses import replace
from decimal import Decimal

import pytest
from builders import EUR, TODAY, USD, credit, facts, line
from engine import LineStatus, chosen, due_part, open_by_currency, overdue_by_currency, parse_amount


def _overdue(case):
    return overdue_by_currency(case, TODAY)


def test_overdue_is_what_is_due_oldest_first():
    (payment,) = _overdue(facts(line(5, 30), line(0, 20), line(40, 50), line(-1, 1000)))
    assert [item.amount for item in payment.lines] == [50, 30, 20]
    assert payment.net == 100


def test_credits_are_deducted_once():
    (payment,) = _overdue(facts(line(5, 30), line(40, 50), credits=(credit(20),)))
    assert (payment.gross, payment.credit, payment.net) == (80, 20, 60)


def test_each_currency_is_a_payment_with_its_own_credits():
    case = facts(line(5, 30), line(9, 70, currency=USD), credits=(credit(20), credit("69.99", USD)))
    assert [(p.currency_id, p.net) for p in _overdue(case)] == [(EUR, 10), (USD, Decimal("0.01"))]


@pytest.mark.parametrize(
    "change",
    [
        {"status": LineStatus.BLOCKED},
        {"status": LineStatus.EXCLUDED},
        {"status": LineStatus.SETTLED},
        {"payment_pending": True},
    ],
)
def test_what_is_disputed_or_being_paid_is_left_out(change):
    other = replace(line(9, 70), **change)
    (payment,) = _overdue(facts(line(5, 30), other))
    assert payment.net == 30
    assert chosen(facts(line(5, 30), other), [other.id]) is None


def test_chosen_lines_may_be_due_or_not():
    case = facts(line(5, 30, id=1), line(-5, 70, id=2), line(9, 11, id=3))
    payment = chosen(case, [2, 1])
    assert [item.id for item in payment.lines] == [1, 2]
    assert payment.net == 100


@pytest.mark.parametrize("ids", [[], [1, 99], [1, 2], [99]])
def test_foreign_lines_none_or_two_currencies_are_no_choice(ids):
    assert chosen(facts(line(5, id=1), line(5, currency=USD, id=2)), ids) is None


def test_everything_open_includes_what_is_not_due():
    (payment,) = open_by_currency(facts(line(5, 30), line(-9, 70)))
    assert payment.net == 100


def test_an_amount_is_allowed_up_to_the_net():
    (payment,) = _overdue(facts(line(5, 100), credits=(credit(40),)))
    allowed = [payment.allows(Decimal(amount)) for amount in ("-1", "0", "0.01", "60", "60.01")]
    assert allowed == [False, False, True, True, False]


def test_a_part_payment_uses_no_credit():
    (payment,) = _overdue(facts(line(5, 100), credits=(credit(40),)))
    assert payment.credit_used(Decimal(60)) == 40
    assert payment.credit_used(Decimal("59.99")) == 0


def test_covered_by_credit_allows_nothing():
    (payment,) = _overdue(facts(line(5, 100), credits=(credit(140),)))
    assert not payment.allows(Decimal(1))
    assert not payment.allows(payment.net)


def test_of_an_invoice_first_what_is_due():
    lines = [line(9, id=1), line(-30, id=2)]
    assert due_part(lines, TODAY) == lines[:1]
    assert due_part(lines[1:], TODAY) == lines[1:]


@pytest.mark.parametrize(
    ("text", "mark", "amount"),
    [
        ("50", ".", "50"),
        ("50.5", ".", "50.5"),
        ("50,5", ".", "50.5"),
        ("1,234.50", ".", "1234.50"),
        ("1.234,50", ".", "1234.50"),
        ("1 234,50", ",", "1234.50"),
        ("1\u202f234,50", ",", "1234.50"),
        ("1'234.50", ".", "1234.50"),
        ("1,234", ".", "1234"),
        ("1.234", ",", "1234"),
        ("1.234.567", ",", "1234567"),
        ("٥٠٫٢٥", ".", "50.25"),
        (" 7 ", ".", "7"),
    ],
)
def test_an_amount_is_read_as_it_was_meant(text, mark, amount):
    assert parse_amount(text, 2, mark) == Decimal(amount)


@pytest.mark.parametrize(
    "text", ["", "-5", "abc", "1e9", "1.2345", "1.234", "nan", "<b>", "9" * 21, ".5", "5€"]
)
def test_what_is_no_amount_is_not_guessed(text):
    assert parse_amount(text, 2) is None


def test_decimals_are_those_of_the_currency():
    assert parse_amount("100", 0) == 100
    assert parse_amount("100.5", 0) is None
    assert parse_amount("1.234", 3) == Decimal("1.234")
