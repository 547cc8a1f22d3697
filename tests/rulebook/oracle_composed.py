"""What any, all and least ask of one unit, worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from goodstanding.rulebook.pack import Composed, Obligation

from .oracle import NO_TIME, Duty, Partner, due_of, earliest, floor, latest, unit_name
from .worlds import Fact

Duties = Callable[[Partner, Obligation], list[Duty]]


@dataclass
class _Part:
    """How one part stands for one unit."""

    met: bool | None
    missing_on: date | None = None
    note: str | None = None
    instants: list[datetime | None] = field(default_factory=list)


def composed(partner: Partner, obligation: Obligation, unit: Fact, duties: Duties) -> Duty:
    """Return the duty to meet so many of the parts."""
    verb = obligation.verb
    assert isinstance(verb, Composed)
    parts = [_part(partner, partner.pack.obligation(name), unit, duties) for name in verb.parts]
    duty = Duty(unit["unit"], unit["zone"], None, at_location=verb.per == "location")
    duty.have, duty.need = sum(part.met is True for part in parts), verb.least
    duty.instants = [instant for part in parts for instant in part.instants]
    unclear = sum(part.met is None for part in parts)
    if not unit["bound"]:
        duty.note = "place-unknown"
    elif duty.have >= verb.least:
        duty.met = True
    elif duty.have + unclear >= verb.least:
        duty.note = min((part.note for part in parts if part.note), default=None)
    else:
        duty.met = False
        missing = sorted((p.missing_on for p in parts if p.met is False and p.missing_on), key=str)
        _owe(partner, obligation, unit, duty, missing[-(verb.least - duty.have - unclear)])
    return duty


def _owe(
    partner: Partner, obligation: Obligation, unit: Fact, duty: Duty, missing_on: date
) -> None:
    """Set when a composition falls due that has been missing since a day."""
    duty.lapsed = missing_on > unit["assigned_on"]
    due, anchor = due_of(obligation), unit["assigned_on"]
    wait = due.after or NO_TIME
    if due.anchor == "service":
        entity = None if obligation.per in ("partner", "region") else unit["entity_id"]
        anchor = partner.served_on(obligation.name, entity)
    if anchor is None:
        duty.note = "not-served"
        return
    waits = [wait.after(day) for day in (anchor, unit["assigned_on"], missing_on)]
    duty.due_on = latest([*waits, floor(partner.pack, obligation)])


def _part(partner: Partner, part: Obligation, unit: Fact, duties: Duties) -> _Part:
    """Return how a part stands: all of its rows that are about the unit have to be met."""
    name = unit_name(part.per, unit)
    rows = [row for row in duties(partner, part) if part.per == "partner" or row.unit == name]
    found = _Part(True if rows else None)
    if any(row.met is None for row in rows):
        found.met = None
        notes = [row.note for row in rows if row.met is None and row.note]
        found.note = min(notes, default=None)
    if any(row.met is False for row in rows):
        found.met = False
        found.missing_on = earliest(row.due_on for row in rows if row.met is False)
    found.instants = [instant for row in rows for instant in row.instants]
    return found
