"""Local days and months, at the edges where clocks and calendars jump."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.values.days import add_months, days_of, ends_at, local_day, starts_at, zone
from goodstanding.values.errors import InvalidValueError

ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/Vancouver", "Asia/Kathmandu", "America/Santiago"]
)
DAYS = st.dates(min_value=date(2001, 1, 1), max_value=date(2055, 12, 31))


@pytest.mark.parametrize(
    ("_case", "day", "months", "expected"),
    [
        ("a leap day has no twin", date(2024, 2, 29), 12, date(2025, 2, 28)),
        ("a short month is clamped", date(2026, 1, 31), 1, date(2026, 2, 28)),
        ("over the end of a year", date(2026, 11, 30), 3, date(2027, 2, 28)),
        ("backwards", date(2026, 3, 31), -1, date(2026, 2, 28)),
    ],
)
def test_months_are_counted_from_the_original_day(_case, day, months, expected) -> None:
    assert add_months(day, months) == expected


@pytest.mark.parametrize(
    ("_case", "day", "name", "expected"),
    [
        ("plain", date(2026, 7, 1), "Europe/Berlin", datetime(2026, 6, 30, 22, tzinfo=UTC)),
        (
            "quarter hours",
            date(2026, 7, 1),
            "Asia/Kathmandu",
            datetime(2026, 6, 30, 18, 15, tzinfo=UTC),
        ),
        # Clocks in Santiago go forward over midnight: the day starts at 01:00.
        ("no midnight", date(2026, 9, 6), "America/Santiago", datetime(2026, 9, 6, 4, tzinfo=UTC)),
    ],
)
def test_a_day_starts_when_its_place_says(_case, day, name, expected) -> None:
    assert starts_at(day, name) == expected


@given(DAYS, ZONES)
def test_a_day_ends_where_the_next_one_starts(day, name) -> None:
    assert ends_at(day, name) == starts_at(day + timedelta(days=1), name)
    assert local_day(starts_at(day, name), name) == day
    assert local_day(ends_at(day, name) - timedelta(microseconds=1), name) == day


def test_a_calendar_has_every_day_once() -> None:
    rows = list(days_of("Europe/Berlin", first=date(2026, 3, 28), last=date(2026, 3, 30)))

    assert [row.day.day for row in rows] == [28, 29, 30]
    assert rows[2].starts_at - rows[1].starts_at == timedelta(hours=23)


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc", "Europe/berlin "])
def test_what_is_no_zone_is_refused_with_an_example(name) -> None:
    with pytest.raises(InvalidValueError, match="Europe/Berlin"):
        zone(name)


@pytest.mark.parametrize(
    ("ask", "day", "name"),
    [
        (ends_at, date.max, "UTC"),
        (starts_at, date.min, "Asia/Tokyo"),
    ],
)
def test_a_day_at_an_end_of_the_calendar_is_refused(ask, day, name) -> None:
    with pytest.raises(InvalidValueError, match="too far from today"):
        ask(day, name)
