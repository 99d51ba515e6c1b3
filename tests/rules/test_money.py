"""Money adds exactly and only within one currency."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s300gc.model import Money, total


@given(st.integers(-(10**15), 10**15), st.sampled_from(["GBP", "JPY", "KWD"]))
def test_the_decimal_form_leads_back_to_the_same_money(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    assert Money.of(money.decimal, currency) == money


@pytest.mark.parametrize(
    ("currency", "text"), [("GBP", "19.99"), ("JPY", "1999"), ("KWD", "1.999")]
)
def test_minor_units_follow_the_currency(currency: str, text: str) -> None:
    assert Money(1999, currency).decimal == Decimal(text)


def test_more_digits_than_the_currency_has_are_refused() -> None:
    with pytest.raises(ValueError, match="more digits"):
        Money.of(Decimal("1.005"), "GBP")


def test_two_currencies_do_not_add() -> None:
    with pytest.raises(ValueError, match="do not add"):
        Money(1, "GBP") + Money(1, "EUR")


@given(st.lists(st.integers(-(10**9), 10**9)))
def test_a_total_is_the_sum_of_its_parts(minors: list[int]) -> None:
    assert total([Money(m, "EUR") for m in minors], "EUR").minor == sum(minors)
