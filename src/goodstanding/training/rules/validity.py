"""How long a completion is good for."""

from __future__ import annotations

from datetime import date

from goodstanding.rulebook.phrases import Duration


def good_until(passed_on: date, *, until_on: date | None, valid: Duration | None) -> date | None:
    """Return the last day on which a completion counts; None where nothing limits it.

    The earlier of the course's own limit and of what a rule book allows, as its verb ``pass``
    has it.
    """
    limits = [day for day in (until_on, valid.after(passed_on) if valid else None) if day]
    return min(limits, default=None)


def is_good(passed_on: date, *, until_on: date | None, valid: Duration | None, on: date) -> bool:
    """Return whether a completion counts on a day; its last day is included."""
    last = good_until(passed_on, until_on=until_on, valid=valid)
    return passed_on <= on and (last is None or on <= last)
