"""Anniversaries and what must be attained before them, worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import count

from goodstanding.rulebook.pack import Attain, Obligation
from goodstanding.values.days import add_months, local_day, starts_at

from .oracle import NO_TIME, Duty, Partner, over, unit_name
from .worlds import CALENDAR, Fact


def grants_held(partner: Partner) -> Iterator[tuple[Fact, Fact]]:
    """Yield each grant of the pack's authorizations that holds, with its location."""
    names = {authorization.name for authorization in partner.pack.authorizations}
    for grant in partner.known("grants"):
        if grant["name"] in names and partner.holds(grant):
            for place in partner.places():
                if place["location_id"] == grant["location_id"] and partner.holds(place):
                    yield grant, place


def _base_on(partner: Partner, obligation: Obligation, unit: Fact) -> date:
    """Return the day anniversaries of a unit's duty count from."""
    needing = {a.name for a in partner.pack.authorizations if obligation.name in a.needs}
    days = [
        grant["granted_on"]
        for grant, place in grants_held(partner)
        if grant["name"] in needing
        and grant["final_level"] is None  # What ended for good is granted no more.
        and unit["unit"] == unit_name(obligation.per, place)
    ]
    assigned_on: date = unit["assigned_on"]
    return min(days, default=assigned_on)


def anniversaries(base_on: date, first_on: date) -> Iterator[date]:
    """Yield the anniversaries of a day from another day on, each counted from the first."""
    days = (add_months(base_on, 12 * year) for year in count(1))
    return (day for day in days if day >= first_on)


def by_anniversary(
    partner: Partner, obligation: Obligation, unit: Fact, ready_on: date | None
) -> date | None:
    """Return the due day of a duty that could fall due on ``ready_on``."""
    if ready_on is None:
        return None
    assert obligation.due is not None
    base_on, after = _base_on(partner, obligation, unit), obligation.due.after or NO_TIME
    year = next(n for n in count(1) if add_months(base_on, 12 * n) >= ready_on)
    return add_months(base_on, 12 * year + after.months) + timedelta(days=after.days)


def _in_calendar(day: date) -> bool:
    return CALENDAR[0] <= day < CALENDAR[1]


def attain(
    partner: Partner, obligation: Obligation, verb: Attain, unit: Fact, floor_on: date | None
) -> Duty:
    """Return how a location stands towards the sum it must reach."""
    duty = Duty(unit["unit"], unit["zone"], None, need=verb.least.amount_minor, at_location=True)
    if not unit["bound"]:
        duty.note = "place-unknown"
        return duty
    today = local_day(partner.as_of, unit["zone"])
    if not _in_calendar(today):
        duty.note = "no-calendar"
        return duty
    base_on = _base_on(partner, obligation, unit)
    first_on = max(unit["assigned_on"], floor_on or date.min)
    sums = _Sums(partner, verb, unit["location_id"], today)
    failed_on: date | None = None
    unsure: str | None = None
    past_on: date | None = None
    for day in anniversaries(base_on, first_on):
        if day >= today:
            break
        past_on = day
        unsure = None
        if sums.before(day) >= verb.least.amount_minor or (unsure := sums.unsure(day)) is not None:
            failed_on = None
        else:
            failed_on = failed_on or day
    coming = anniversaries(base_on, max(today, first_on))
    this_on, next_on = next(coming), next(coming)
    duty.have = sums.before(this_on)
    duty.instants = [over(this_on, unit["zone"]), sums.next_month(this_on, unit["zone"])]
    if duty.have >= verb.least.amount_minor:
        duty.met, duty.due_on = True, next_on
    elif unsure is not None:
        duty.due_on, duty.note = past_on, unsure
    else:
        duty.met, duty.due_on = False, failed_on or this_on
    return duty


class _Sums:
    """The amounts of one location, by the month."""

    def __init__(self, partner: Partner, verb: Attain, location: object, today: date) -> None:
        self._verb, self._today = verb, today
        self._rows = {
            row["month_on"]: row
            for row in partner.known("amounts")
            if row["metric"] == verb.metric and row["location_id"] == location
        }

    def _months(self, day: date) -> list[date]:
        first = day.replace(day=1)
        return [add_months(first, -n) for n in range(1, self._verb.months + 1)]

    def _full(self, month: date) -> bool:
        return add_months(month, 1) <= self._today

    def before(self, day: date) -> int:
        """Return the sum of the full months before a day, in the currency asked for."""
        rows = [self._rows[month] for month in self._months(day) if month in self._rows]
        return sum(
            row["amount_minor"]
            for row in rows
            if self._full(row["month_on"]) and row["currency"] == self._verb.least.currency
        )

    def unsure(self, day: date) -> str | None:
        """Return why the sum before a day may be more than what is known of it."""
        rows = [self._rows.get(month) for month in self._months(day)]
        if any(row and row["currency"] != self._verb.least.currency for row in rows):
            return "other-currency"
        return "amounts-missing" if None in rows else None

    def next_month(self, day: date, zone: str) -> datetime | None:
        """Return when the next month before a day that has an amount already will be full."""
        ahead = [m for m in self._months(day) if m in self._rows and not self._full(m)]
        return starts_at(add_months(min(ahead), 1), zone) if ahead else None
