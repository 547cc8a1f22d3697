"""Reminders follow from days and from what people did; no list of them is kept."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.campaigns.rules.pace import allowance
from goodstanding.campaigns.rules.reminders import decide_wave, reminder_day, reminder_days

FRIDAY = date(2026, 12, 4)
DAYS = st.dates(min_value=date(2026, 1, 1), max_value=date(2032, 1, 1))
BEFORE = st.integers(min_value=1, max_value=60)


@pytest.mark.parametrize(
    ("days", "skip", "day"),
    [
        (7, False, date(2026, 11, 27)),
        (6, False, date(2026, 11, 28)),
        (6, True, date(2026, 11, 27)),
        (5, True, date(2026, 11, 27)),
        (4, True, date(2026, 11, 30)),
    ],
)
def test_a_reminder_on_a_weekend_leaves_on_the_friday_before(days, skip, day) -> None:
    assert reminder_day(FRIDAY, days=days, skip_weekends=skip) == day


@given(DAYS, BEFORE)
def test_a_skipped_weekend_never_takes_time_away(due_on, days) -> None:
    day = reminder_day(due_on, days=days, skip_weekends=True)

    assert day.weekday() < 5
    assert timedelta(0) <= (due_on - timedelta(days=days)) - day <= timedelta(days=2)


def test_two_reminders_on_one_day_are_one() -> None:
    days = reminder_days(FRIDAY, (6, 5, 1), skip_weekends=True)

    assert days == (date(2026, 11, 27), date(2026, 12, 3))


@pytest.mark.parametrize(
    ("today", "wave"),
    [
        (date(2026, 11, 26), 0),
        (date(2026, 11, 27), 1),
        (date(2026, 11, 28), 0),
        (date(2026, 11, 30), 1),
        (date(2026, 12, 3), 2),
        (date(2026, 12, 4), 2),
        (date(2026, 12, 5), 0),
    ],
)
def test_the_latest_reminder_counts_until_the_due_day(today, wave) -> None:
    days = (date(2026, 11, 27), date(2026, 12, 3))

    assert decide_wave(days, today=today, due_on=FRIDAY, skip_weekends=True) == wave


@given(DAYS, st.lists(BEFORE, max_size=5), st.integers(min_value=-80, max_value=10), st.booleans())
def test_no_reminder_comes_early_or_after_the_due_day(due_on, before, offset, skip) -> None:
    days = reminder_days(due_on, before, skip_weekends=skip)
    today = due_on + timedelta(days=offset)

    wave = decide_wave(days, today=today, due_on=due_on, skip_weekends=skip)

    assert 0 <= wave <= len(days)
    assert wave == 0 or (days[wave - 1] <= today <= due_on)


@given(
    st.none() | st.integers(min_value=1, max_value=1_000),
    st.integers(min_value=0, max_value=2_000),
    st.integers(min_value=1, max_value=500),
)
def test_no_hour_sees_more_than_agreed(per_hour, sent, chunk) -> None:
    allowed = allowance(per_hour=per_hour, sent_last_hour=sent, chunk_max=chunk)

    assert 0 <= allowed <= chunk
    assert per_hour is None or sent + allowed <= max(per_hour, sent)
    assert per_hour is not None or allowed == chunk
