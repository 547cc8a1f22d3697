"""What is said of months, and what that changes."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.partners.rules.amounts import (
    AmountChange,
    Month,
    MonthAmount,
    change_of,
    counted,
    plan_amounts,
)
from goodstanding.values.errors import InvalidValueError

HERE = UUID(int=1)
AUGUST = Month(location_id=HERE, metric="revenue", month_on=date(2026, 8, 1))
JULY = Month(location_id=HERE, metric="revenue", month_on=date(2026, 7, 1))
DOLLARS = MonthAmount(amount_minor=100_000, currency="USD")
EUROS = MonthAmount(amount_minor=100_000, currency="EUR")

months = st.builds(
    Month,
    location_id=st.builds(UUID, int=st.integers(1, 3)),
    metric=st.sampled_from(["revenue", "seats"]),
    month_on=st.builds(date, st.just(2026), st.integers(1, 12), st.just(1)),
)
amounts = st.builds(
    MonthAmount,
    amount_minor=st.integers(-5, 5),
    currency=st.sampled_from(["USD", "EUR"]),
)
known_months = st.dictionaries(months, amounts)
said_months = st.dictionaries(months, st.none() | amounts)


@pytest.mark.parametrize(
    ("known", "said", "change"),
    [
        (None, DOLLARS, AmountChange.CREATED),
        (DOLLARS, EUROS, AmountChange.CORRECTED),
        (DOLLARS, DOLLARS, AmountChange.UNCHANGED),
        (DOLLARS, None, AmountChange.WITHDRAWN),
        (None, None, AmountChange.UNCHANGED),
    ],
)
def test_what_saying_an_amount_does(known, said, change) -> None:
    assert change_of(known, said) is change


def test_changes_come_by_location_metric_and_month() -> None:
    changes = plan_amounts({AUGUST: DOLLARS}, {AUGUST: EUROS, JULY: DOLLARS})

    assert changes == ((JULY, AmountChange.CREATED), (AUGUST, AmountChange.CORRECTED))
    assert counted(changes, AmountChange.CREATED) == 1


@given(known_months, said_months)
def test_what_was_said_is_known_afterwards_and_saying_it_again_changes_nothing(known, said) -> None:
    after = dict(known)
    for month, _ in plan_amounts(known, said):
        value = said[month]
        if value is None:
            del after[month]
        else:
            after[month] = value

    assert all(after.get(month) == value for month, value in said.items())
    assert {month: after[month] for month in after if month not in said} == {
        month: known[month] for month in known if month not in said
    }
    assert plan_amounts(after, said) == ()


@given(known_months, said_months, st.randoms())
def test_the_order_in_which_months_are_said_does_not_matter(known, said, random) -> None:
    shuffled = dict(random.sample(list(said.items()), k=len(said)))

    assert plan_amounts(known, shuffled) == plan_amounts(known, said)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Month(location_id=HERE, metric="Net Revenue", month_on=date(2026, 8, 1)), "Net"),
        (lambda: Month(location_id=HERE, metric="r" * 65, month_on=date(2026, 8, 1)), "metric"),
        (
            lambda: Month(location_id=HERE, metric="revenue", month_on=date(2026, 8, 2)),
            "A month is its first day. Give 2026-08-01.",
        ),
        (lambda: MonthAmount(amount_minor=1, currency="US"), "is not a currency"),
        (lambda: MonthAmount(amount_minor=10**15, currency="USD"), "too large to be true"),
        (lambda: MonthAmount(amount_minor=-(10**15), currency="USD"), "too large to be true"),
    ],
)
def test_what_cannot_be_said_is_refused(make, sentence) -> None:
    with pytest.raises(InvalidValueError, match=sentence):
        make()


def test_the_largest_amount_is_taken() -> None:
    assert MonthAmount(amount_minor=10**15 - 1, currency="USD").amount_minor == 10**15 - 1
