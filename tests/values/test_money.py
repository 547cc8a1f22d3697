from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.values.errors import InvalidValueError
from goodstanding.values.money import (
    EXPONENTS,
    CurrencyMismatchError,
    Money,
    display,
    figures,
)

CURRENCIES = st.sampled_from(sorted(EXPONENTS))
AMOUNTS = st.integers(min_value=-(10**15), max_value=10**15)


@pytest.mark.parametrize(
    ("amount_minor", "currency", "shown"),
    [
        (421_000, "EUR", "EUR 4,210.00"),
        (1_240_000, "JPY", "JPY 1,240,000"),
        (-340_000, "JPY", "\N{MINUS SIGN}JPY 340,000"),
        (1_005, "KWD", "KWD 1.005"),
        (-5, "USD", "\N{MINUS SIGN}USD 0.05"),
        (0, "EUR", "EUR 0.00"),
    ],
)
def test_an_amount_is_shown_with_its_code_and_its_own_minor_digits(
    amount_minor, currency, shown
) -> None:
    assert display(amount_minor, currency) == shown


def test_marks_follow_the_reader() -> None:
    shown = display(421_000, "EUR", decimal_mark=",", group_mark=".")

    assert shown == "EUR 4.210,00"


def test_figures_alone_keep_the_minus_sign() -> None:
    assert figures(-34_000, "EUR") == "\N{MINUS SIGN}340.00"


@given(AMOUNTS, AMOUNTS, CURRENCIES)
def test_what_is_added_can_be_taken_away(one, other, currency) -> None:
    first, second = Money(one, currency), Money(other, currency)

    assert first + second - second == first
    assert first + -first == Money(0, currency)


def test_currencies_are_never_added_to_each_other() -> None:
    with pytest.raises(CurrencyMismatchError, match="EUR and JPY cannot be added"):
        Money(1, "EUR") + Money(1, "JPY")


@pytest.mark.parametrize("currency", ["eur", "EU", "XXX", "", "E€R"])
def test_a_code_that_is_no_currency_is_refused(currency) -> None:
    with pytest.raises(InvalidValueError, match="is not a currency"):
        Money(1, currency)
