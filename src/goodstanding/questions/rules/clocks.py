"""By when a question is answered: so many working days, the same for every program."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from goodstanding.questions.rules.states import Desk
from goodstanding.values.days import ends_at, local_day

#: Working days a desk has, from the day after the question came to it.
WORKING_DAYS = {Desk.DISTRIBUTOR: 2, Desk.VENDOR: 5}

_SATURDAY = 5


def working_day_after(day: date, count: int) -> date:
    """Return the ``count``-th working day after ``day``: Monday to Friday, whatever the feasts."""
    found = day
    for _ in range(count):
        found += timedelta(days=1)
        while found.weekday() >= _SATURDAY:
            found += timedelta(days=1)
    return found


def due_at(came_at: datetime, desk: Desk, *, zone: str) -> datetime:
    """Return when the last working day is over that a desk has, where the desk stands."""
    return ends_at(working_day_after(local_day(came_at, zone), WORKING_DAYS[desk]), zone)
