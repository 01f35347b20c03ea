from decimal import Decimal

import pytest
from engine import read_money
from hypothesis import given
from hypothesis import strategies as st

SAID = {
    "I will pay €120.50 on friday": "120.50",
    "transfer 120,50 € tomorrow": "120.50",
    "1.200,00 euros el viernes": "1200",
    "I'll send $1,200 monday": "1200",
    "puedo pagar 500 pesos": "500",
    "tôi trả 500k ngày mai": "500000",
    "trả trước 2 triệu": "2000000",
    "pago R$ 300 sexta": "300",
    "50 bucks on the 15th": "50",
    "I can pay 200 on friday": "200",
    "200 now and €50 later": "50",
}
NOTHING = [
    "friday",
    "I'll pay invoice 2026 on friday",
    "pay at 5pm",
    "call me at 17:30",
    "in 10 days",
    "order #4711 is paid",
    "half, 50%",
    "200 on friday and 300 on monday",
    "on the 15th",
    "31/12",
    "",
]


@pytest.mark.parametrize(("text", "amount"), SAID.items())
def test_an_amount_that_is_said(text, amount):
    assert read_money(text) == Decimal(amount)


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_amount_or_more_than_one(text):
    assert read_money(text) is None


def test_the_numbers_of_a_day_are_no_amount():
    text = "I pay 80 on 4 dec 2026"
    assert read_money(text, (12, 22)) == 80


@given(st.text())
def test_any_text_can_be_read(text):
    read_money(text)
