"""Working days counted one by one: by which calendar, and which of them are off."""

from __future__ import annotations

from datetime import date, timedelta

from goodstanding.rulebook.pack import Obligation, Pack, Unit

from .oracle import Partner, unit_name
from .worlds import FREE


def calendar_of(partner: Partner, per: Unit, unit: str) -> str:
    """Return the country of the oldest location of a unit, or the calendar of the pack."""
    places = [place for place in partner.places() if partner.holds(place)]
    own = [place for place in places if unit and unit_name(per, place) == unit]
    if own:
        oldest = min(own, key=lambda place: (place["placed_at"], str(place["location_id"])))
        return oldest["country"] or partner.pack.calendar or ""
    return partner.pack.calendar or ""


def in_workdays(partner: Partner, obligation: Obligation, calendar: str, day: date) -> date:
    """Return so many working days after a day as a duty gives, if it gives any."""
    due = obligation.due
    wait = due.after.workdays if due is not None and due.after is not None else 0
    while wait:
        day += timedelta(days=1)
        wait -= _works(partner.pack, calendar, day)
    return day


def rolled(partner: Partner, calendar: str, day: date) -> date:
    """Return the day, or the next working day where due days of the pack move to one."""
    while partner.pack.roll is not None and not _works(partner.pack, calendar, day):
        day += timedelta(days=1)
    return day


def _works(pack: Pack, calendar: str, day: date) -> bool:
    weekend, free = FREE[calendar]
    named = (None, calendar, calendar[:2])
    off = {day for each in pack.holidays if each.calendar in named for day in each.days}
    return day.isoweekday() not in weekend and day not in free | off
