"""Filling the calendars of working days: by country, or by a part of one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache
from typing import Protocol

from django.db import connection

from goodstanding.programs.calendar import FIRST_DAY, YEARS_AHEAD
from goodstanding.programs.models import WorkDay
from goodstanding.rulebook.compile_workdays import reads_workdays
from goodstanding.rulebook.pack import Pack
from goodstanding.values import clock
from goodstanding.values.errors import InvalidValueError


class _Calendar(Protocol):
    def is_working_day(self, key: date) -> bool: ...


def ensure_workdays_of(pack: Pack) -> None:
    """Make sure that a rule book that reads working days finds every calendar it needs.

    Those are its own, and that of each country a location is in.

    Raises:
        InvalidValueError: There is no calendar of a name that the rule book gives.
    """
    if not reads_workdays(pack):
        return
    own = pack.calendar or ""
    for name in (own, *(each.calendar for each in pack.holidays if each.calendar)):
        if _public_holidays(name) is None:
            raise InvalidValueError(
                f"There is no calendar “{name}”. Name a country, such as DE, or a part of one that "
                "has holidays of its own, such as DE-BY."
            )
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT country FROM facts.locations WHERE country IS NOT NULL")
        countries = [country for (country,) in cursor.fetchall()]
    _ensure([own, *countries])


@cache
def calendar_names() -> frozenset[str]:
    """Return the countries whose public holidays are known, and their parts that have others."""
    import holidays  # As below.

    known = holidays.list_supported_countries()
    parts = {f"{country}-{part}" for country, named in known.items() for part in named}
    return frozenset(known) | parts


def ensure_workdays_in(countries: Iterable[str]) -> None:
    """Make sure the calendars of ``countries`` are there, once any rule book counts by one."""
    if WorkDay.objects.exists():
        _ensure(country for country in countries if country)


def _ensure(calendars: Iterable[str]) -> None:
    """Add what is missing of each calendar, from 2000 to 30 years ahead.

    Holidays come from the data of the package ``holidays``, without any connection; a country
    it does not know works from Monday to Friday. A day already told to the engine is never
    rewritten, so that no due day moves. Two writers of one calendar both succeed.
    """
    last = date(clock.now().year + YEARS_AHEAD, 12, 31)
    for calendar in sorted(set(calendars)):
        known = WorkDay.objects.filter(calendar=calendar).order_by("-day").first()
        first = FIRST_DAY if known is None else known.day + timedelta(days=1)
        rows = list(_days(calendar, first, last, known.ordinal if known else 0))
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO programs_workday (calendar, day, works, ordinal) "
                "SELECT %s, u.day, u.works, u.ordinal "
                "FROM unnest(%s::date[], %s::boolean[], %s::integer[]) AS u(day, works, ordinal) "
                "ON CONFLICT DO NOTHING",
                [calendar, *(list(column) for column in zip(*rows, strict=True))]
                if rows
                else [calendar, [], [], []],
            )


def _days(calendar: str, first: date, last: date, ordinal: int) -> Iterator[tuple[date, bool, int]]:
    """Yield each day, whether it is a working day, and how many there are up to it."""
    known = _public_holidays(calendar)
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        works = day.isoweekday() <= _FRIDAY if known is None else known.is_working_day(day)
        ordinal += works
        yield day, works, ordinal


_FRIDAY = 5


def _public_holidays(calendar: str) -> _Calendar | None:
    """Return the weekends and public holidays of a calendar; None where nobody knows them."""
    import holidays  # A second to load, and most rule books count no working days.

    country, _, part = calendar.partition("-")
    try:
        found: _Calendar = holidays.country_holidays(country, subdiv=part or None)
    except NotImplementedError:  # What the package raises of a country or part it lacks.
        return None
    return found
