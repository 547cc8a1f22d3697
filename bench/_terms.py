"""What rules ask of something else than a partner: the calendar, the versions, the levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from goodstanding.rulebook.pack import Pack, Pass
from goodstanding.values.days import add_months

#: An instant that never comes: in 2223, which a number with 53 bits still holds to the microsecond.
FOREVER = 8_000_000_000_000_000
#: A day that never comes: in 4707.
NEVER = 1_000_000
_STATUSES = ("fulfilled", "waived", "pending", "grace", "unknown", "overdue")
_EPOCH = date(1970, 1, 1)
_DAY_US = 86_400_000_000
_YEARS_BACK, _YEARS_AHEAD = 5, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What every engine is asked: everybody in a folder, by one pack, at one instant."""

    pack: Pack
    program_id: UUID
    as_of: datetime

    @property
    def as_of_us(self) -> int:
        """The instant in microseconds from 1970."""
        return int(self.as_of.timestamp()) * 1_000_000

    @property
    def calendar(self) -> tuple[date, date]:
        """The first and the last day that rules may ask about."""
        year = self.as_of.year
        return date(year - _YEARS_BACK, 1, 1), date(year + _YEARS_AHEAD, 12, 31)


def terms(
    asked: Asked, *, starts: dict[str, list[int]], versions: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """Return what all partners share.

    ``starts`` are the instants at which the days of the calendar start, by zone.
    """
    first, last = asked.calendar
    days = [first + timedelta(days) for days in range((last - first).days + 1)]
    months = range(first.year * 12, (last.year + 1) * 12)
    (learn,) = (one.verb for one in asked.pack.obligations if isinstance(one.verb, Pass))
    return {
        "as_of": asked.as_of_us,
        "forever": FOREVER,
        "never": NEVER,
        "program": asked.pack.program,
        "levels": [level.name for level in asked.pack.levels],
        "statuses": list(_STATUSES),
        "gravity": {status: gravity for gravity, status in enumerate(_STATUSES)},
        "rejoined": learn.grace_rejoined.days * _DAY_US,
        "versions": list(versions),
        # The calendar: the number of its first day and month; when each day starts; which day it
        # is, by zone; each day some years later; its month; the first day of each month.
        "first": number(first),
        "first_month": months[0],
        "starts": starts,
        "today": {
            zone: number(first) + sum(start <= asked.as_of_us for start in of_zone) - 1
            for zone, of_zone in starts.items()
        },
        "later": [
            [number(add_months(day, 12 * years)) for day in days]
            for years in range(1, _YEARS_BACK + _YEARS_AHEAD)
        ],
        "months": [day.year * 12 + day.month - 1 for day in days],
        "month_days": [number(date(month // 12, month % 12 + 1, 1)) for month in months],
    }


def number(day: date) -> int:
    """Return how rules call a day."""
    return (day - _EPOCH).days
