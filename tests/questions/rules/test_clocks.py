"""By when a question is answered."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.questions.rules.clocks import due_at, working_day_after
from goodstanding.questions.rules.states import Desk

DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2050, 12, 31))


@pytest.mark.parametrize(
    ("came", "count", "day"),
    [
        (date(2026, 9, 1), 2, date(2026, 9, 3)),  # Tuesday: Thursday
        (date(2026, 9, 3), 2, date(2026, 9, 7)),  # Thursday: Monday
        (date(2026, 9, 4), 2, date(2026, 9, 8)),  # Friday: Tuesday
        (date(2026, 9, 5), 2, date(2026, 9, 8)),  # Saturday: Tuesday
        (date(2026, 9, 6), 2, date(2026, 9, 8)),  # Sunday: Tuesday
        (date(2026, 9, 1), 5, date(2026, 9, 8)),
    ],
)
def test_weekends_do_not_count(came: date, count: int, day: date) -> None:
    assert working_day_after(came, count) == day


@given(DAYS, st.integers(min_value=1, max_value=10))
def test_the_last_day_is_a_working_day_and_one_more_is_later(came: date, count: int) -> None:
    found = working_day_after(came, count)

    assert found.isoweekday() <= 5
    assert came < found < working_day_after(came, count + 1)


def test_the_distributor_has_two_working_days_in_its_own_zone() -> None:
    late_in_berlin = datetime(2026, 9, 1, 22, 30, tzinfo=UTC)  # Wednesday in Berlin

    due = due_at(late_in_berlin, Desk.DISTRIBUTOR, zone="Europe/Berlin")

    assert due == datetime(2026, 9, 4, 22, 0, tzinfo=UTC)


def test_the_vendor_has_five_working_days() -> None:
    assert due_at(datetime(2026, 9, 1, 12, 0, tzinfo=UTC), Desk.VENDOR, zone="UTC") == datetime(
        2026, 9, 9, 0, 0, tzinfo=UTC
    )
