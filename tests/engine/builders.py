"""Short ways to write facts down."""

from datetime import date, timedelta
from decimal import Decimal

from engine import Credit, Facts, OpenLine, Rung

TODAY = date(2026, 11, 20)
EUR, USD = 1, 2

HEADS_UP = Rung(id=10, position=0, delay=-3)
GENTLE = Rung(id=11, position=1, delay=3, gap=3)
TOGETHER = Rung(id=12, position=2, delay=10, gap=7)
FINAL = Rung(id=13, position=3, delay=60, gap=10, repeat=14)
REVIEW = Rung(id=14, position=4, delay=90, gap=10, hand_off=True)
LADDER = (HEADS_UP, GENTLE, TOGETHER, FINAL, REVIEW)


def days_ago(days):
    """The date ``days`` before TODAY."""
    return TODAY - timedelta(days=days)


def line(overdue, amount=100, currency=EUR, **more):
    """An open line ``overdue`` days past its due date; every line has an invoice of its own."""
    key = more.pop("id", overdue + 1000)
    return OpenLine(
        id=key,
        invoice_id=more.pop("invoice_id", key),
        currency_id=currency,
        amount=Decimal(amount),
        company_amount=Decimal(more.pop("company_amount", amount)),
        due=days_ago(overdue),
        **more,
    )


def credit(amount, currency=EUR, company_amount=None):
    """An unreconciled credit."""
    return Credit(currency, Decimal(amount), Decimal(company_amount or amount))


def facts(*lines, **more):
    """Facts of one case with these lines."""
    return Facts(case_id=1, rungs=more.pop("rungs", LADDER), lines=lines, **more)
