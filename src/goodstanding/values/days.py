"""Local days, months counted on a calendar, and the instants at which days start.

No engine converts a time zone: the instants are worked out here, once, from the pinned
``tzdata`` package, and every engine joins the same rows.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from goodstanding.values.errors import InvalidValueError

MONTHS_A_YEAR = 12


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo:
    """Return the time zone called ``name``, such as ``Europe/Berlin``.

    Raises:
        InvalidValueError: No such zone is in the time zone data.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InvalidValueError(
            f"“{name}” is not a time zone. Use a name such as Europe/Berlin or America/New_York."
        ) from error


def local_day(instant: datetime, zone_name: str) -> date:
    """Return the calendar day of ``instant`` in a zone."""
    return instant.astimezone(zone(zone_name)).date()


def starts_at(day: date, zone_name: str) -> datetime:
    """Return the instant, in UTC, at which ``day`` starts in a zone.

    Where clocks go back over midnight, the later of the two midnights; where they go
    forward over it, the first instant that exists.

    Raises:
        InvalidValueError: The day is at an end of the calendar, where no instant is left.
    """
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone(zone_name))
    try:
        return max(midnight.astimezone(UTC), midnight.replace(fold=1).astimezone(UTC))
    except OverflowError as error:
        raise _beyond_the_calendar(day) from error


def ends_at(day: date, zone_name: str) -> datetime:
    """Return the instant at which ``day`` is over in a zone: the start of the next one.

    Raises:
        InvalidValueError: The day is at an end of the calendar, where no instant is left.
    """
    if day == date.max:
        raise _beyond_the_calendar(day)
    return starts_at(day + timedelta(days=1), zone_name)


def _beyond_the_calendar(day: date) -> InvalidValueError:
    return InvalidValueError(f"{day} is too far from today. Choose a day nearer to it.")


def add_months(day: date, months: int) -> date:
    """Return the same day ``months`` later, or that month's last where it is shorter."""
    index = day.year * MONTHS_A_YEAR + day.month - 1 + months
    year, month = divmod(index, MONTHS_A_YEAR)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


@dataclass(frozen=True, slots=True)
class DayStart:
    """One row of the relation ``days``: when a day starts in a zone."""

    zone: str
    day: date
    starts_at: datetime


def days_of(zone_name: str, *, first: date, last: date) -> Iterator[DayStart]:
    """Yield every day from ``first`` to ``last``, both included, with its start in a zone."""
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        yield DayStart(zone_name, day, starts_at(day, zone_name))
