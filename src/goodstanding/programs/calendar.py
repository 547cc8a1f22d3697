"""Filling the calendar: when each day starts, in every zone that is in use."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import connection
from django.db.models import Max

from goodstanding.programs.models import Day
from goodstanding.values import clock
from goodstanding.values.days import days_of, zone

FIRST_DAY = date(2000, 1, 1)
YEARS_AHEAD = 30


def ensure_days(zones: Iterable[str]) -> None:
    """Make sure the calendar knows each of ``zones`` from 2000 to 30 years ahead.

    The instants come from the pinned time zone data of this process; a day already told to
    the engine is never rewritten, and only what is missing is added. Two writers of one zone
    both succeed.

    Raises:
        InvalidValueError: One of the names is not a time zone.
    """
    last = date(clock.now().year + YEARS_AHEAD, 12, 31)
    for name in sorted(set(zones)):
        zone(name)
        known = Day.objects.filter(zone=name).aggregate(until=Max("day"))["until"]
        first = FIRST_DAY if known is None else known + timedelta(days=1)
        if first > last:
            continue
        rows = list(days_of(name, first=first, last=last))
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO programs_day (zone, day, starts_at) "
                "SELECT %s, u.day, u.starts_at "
                "FROM unnest(%s::date[], %s::timestamptz[]) AS u(day, starts_at) "
                "ON CONFLICT DO NOTHING",
                [name, [row.day for row in rows], [row.starts_at for row in rows]],
            )
