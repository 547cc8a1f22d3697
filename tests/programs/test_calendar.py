"""The calendar the engine reads: every day of every zone in use, once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from goodstanding.programs.calendar import FIRST_DAY, YEARS_AHEAD, ensure_days
from goodstanding.programs.models import Day
from goodstanding.values import clock
from goodstanding.values.days import starts_at
from goodstanding.values.errors import InvalidValueError
from tests.builders import NOON

pytestmark = pytest.mark.django_db

ZONE = "America/Santiago"


def _known(zone: str) -> list[Day]:
    return list(Day.objects.filter(zone=zone).order_by("day"))


def test_a_zone_has_every_day_to_thirty_years_ahead_with_its_start() -> None:
    ensure_days([ZONE, ZONE])

    days = _known(ZONE)
    last = date(clock.now().year + YEARS_AHEAD, 12, 31)
    assert (days[0].day, days[-1].day, len(days)) == (FIRST_DAY, last, (last - FIRST_DAY).days + 1)
    # Midnight of 8 September 2024 did not happen in Chile: clocks went from 0 to 1.
    sprung = next(one for one in days if one.day == date(2024, 9, 8))
    assert sprung.starts_at == starts_at(date(2024, 9, 8), ZONE)


def test_a_later_year_adds_what_is_missing_and_rewrites_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    ensure_days([ZONE])
    before = _known(ZONE)
    told = before[100]
    Day.objects.filter(zone=ZONE, day=told.day).update(
        starts_at=told.starts_at + timedelta(hours=1)
    )
    monkeypatch.setattr(clock, "now", lambda: NOON.replace(year=NOON.year + 2))

    ensure_days([ZONE])

    after = _known(ZONE)
    assert len(after) - len(before) in {365 + 365, 365 + 366}
    assert after[-1].day == date(NOON.year + 2 + YEARS_AHEAD, 12, 31)
    assert after[100].starts_at == told.starts_at + timedelta(hours=1)


def test_a_name_that_is_no_zone_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="Berlin"):
        ensure_days(["Berlin"])
