from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.rulebook.phrases import Duration
from goodstanding.training.rules.validity import good_until, is_good

PASSED = date(2024, 2, 29)
YEAR = Duration(months=12)


@pytest.mark.parametrize(
    ("until_on", "valid", "last"),
    [
        (None, None, None),
        (None, YEAR, date(2025, 2, 28)),
        (date(2024, 12, 31), YEAR, date(2024, 12, 31)),
        (date(2026, 1, 1), YEAR, date(2025, 2, 28)),
        (date(2026, 1, 1), None, date(2026, 1, 1)),
    ],
)
def test_the_earlier_limit_counts(
    until_on: date | None, valid: Duration | None, last: date | None
) -> None:
    assert good_until(PASSED, until_on=until_on, valid=valid) == last


@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.integers(1, 60),
    st.one_of(st.none(), st.dates(date(2030, 1, 2), date(2040, 1, 1))),
)
def test_it_counts_from_its_day_to_its_last_and_on_no_other(
    passed: date, months: int, until: date | None
) -> None:
    valid = Duration(months=months)
    last = good_until(passed, until_on=until, valid=valid)
    assert last is not None
    day = timedelta(days=1)

    counts = [
        is_good(passed, until_on=until, valid=valid, on=on)
        for on in (passed - day, passed, last, last + day)
    ]

    assert counts == [False, True, True, False]
