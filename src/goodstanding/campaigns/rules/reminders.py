"""When somebody is asked once more: worked out from what is true now, never put on a list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

_SATURDAY = 5


def reminder_day(due_on: date, *, days: int, skip_weekends: bool) -> date:
    """Return the local day of a reminder ``days`` before the due day.

    Where weekends are skipped it is the Friday before: nobody gets less time for it.
    """
    day = due_on - timedelta(days=days)
    if skip_weekends and day.weekday() >= _SATURDAY:
        day -= timedelta(days=day.weekday() - _SATURDAY + 1)
    return day


def reminder_days(due_on: date, before: Sequence[int], *, skip_weekends: bool) -> tuple[date, ...]:
    """Return the local days of all reminders, the earliest first; two on one day are one."""
    days = {reminder_day(due_on, days=each, skip_weekends=skip_weekends) for each in before}
    return tuple(sorted(days))


def decide_wave(days: Sequence[date], *, today: date, due_on: date, skip_weekends: bool) -> int:
    """Return which reminder is due on a local day, counted from 1; 0 where none is.

    A day that was missed is made up for, but not by two messages: only the latest counts. After
    the due day, and on a weekend that is to be skipped, there is none.
    """
    if today > due_on or (skip_weekends and today.weekday() >= _SATURDAY):
        return 0
    return sum(day <= today for day in days)
