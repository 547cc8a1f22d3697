"""Small worlds of facts, and the questions asked about them in a database."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from io import StringIO
from typing import Any, NamedTuple
from uuid import UUID

from goodstanding.rulebook import facts
from goodstanding.values.days import local_day, starts_at

PROGRAM = UUID(int=1)
ALWAYS = datetime(1990, 1, 1, tzinfo=UTC)  #: Facts are known from then on, unless said.
NOW = datetime(2099, 1, 1, tzinfo=UTC)  #: Everything recorded is known.
ZONES = ("UTC", "Europe/Berlin", "America/Vancouver", "Asia/Kathmandu")
_GERMAN = {date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 14)}
#: Whose working days there are: where Sunday is free, and where Friday is, and some days more.
FREE: dict[str, tuple[set[int], set[date]]] = {
    "DE": ({6, 7}, _GERMAN),
    "DE-BY": ({6, 7}, _GERMAN | {date(2026, 3, 19)}),
    "CA": ({5, 6}, {date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)}),
    "US": ({7}, set()),
}
SINCE = "since_on"
#: What rules look at of a fact, beside its times.
CONTENT = {
    "enrolments": ("tier",),
    "locations": ("location_id", "entity_id", "country", "region"),
    "affiliations": ("person_id", "location_id", "role"),
    "grants": ("location_id", "name", "final_level"),
}
NULL = "\\N"  #: How a file of facts writes what nobody knows.
CALENDAR = (date(2023, 1, 1), date(2031, 12, 31))
SCOPE = (
    "select e.program_id, e.partner_id from facts.enrolments e"
    " union all select m.program_id, m.partner_id from facts.measures m"
)


class Answer(NamedTuple):
    """One row of the result."""

    program_id: UUID
    partner_id: UUID
    kind: str
    source: str
    unit: str | None
    status: str
    level: str
    rank: int
    have: int | None
    need: int | None
    due_at: datetime | None
    fact: str | None
    note: str | None
    turns_at: datetime | None


class PartRow(NamedTuple):
    """One row of what explains a duty made of parts."""

    program_id: UUID
    partner_id: UUID
    whole: str
    unit: str | None
    part: str
    part_unit: str | None
    state: str
    have: int | None
    need: int | None
    fact: str | None
    note: str | None
    turns_at: datetime | None


Fact = dict[str, Any]


@dataclass
class World:
    """Facts by relation. ``add`` fills in what a test is not about."""

    facts: dict[str, list[Fact]] = field(default_factory=dict)

    def add(self, relation: str, **values: Any) -> Fact:
        """Record one fact and return it."""
        defaults = {
            "known_from": ALWAYS,
            "program_id": PROGRAM,
            "partner_id": partner(1),
            "zone": "UTC",
            "person_id": person(1),
            "location_id": None if relation in {"acceptances", "measures"} else location(1),
            "entity_id": None if relation == "services" else entity(1),
            "cause": UUID(int=9),
        }
        zone = values.get("zone", "UTC")
        row: Fact = {}
        for column in facts.relation(relation).columns:
            name = column.name
            if name == SINCE:
                continue  # Told when all that is known is there.
            row[name] = values.pop(name, defaults.get(name))
            if row[name] is None and name.endswith("_on") and name != "until_on":
                row[name] = local_day(row[f"{name[:-3]}_at"], zone)
        values.pop("zone", None)
        row["zone"] = zone
        assert not values, values
        self.facts.setdefault(relation, []).append(row)
        return row

    def of(self, relation: str) -> list[Fact]:
        """Return the recorded facts of a relation."""
        return self.facts.get(relation, [])

    def by_partner(self) -> dict[UUID, World]:
        """Return each partner's own facts, with those that are nobody's."""
        shared = {n: r for n, r in self.facts.items() if r and "partner_id" not in r[0]}
        found: dict[UUID, World] = {}
        for relation, rows in self.facts.items():
            for row in () if relation in shared else rows:
                own = found.setdefault(row["partner_id"], World(dict(shared)))
                own.facts.setdefault(relation, []).append(row)
        return found


def partner(number: int) -> UUID:
    """Return the identifier of an invented partner."""
    return UUID(int=0x1000 + number)


def entity(number: int) -> UUID:
    """Return the identifier of an invented legal entity."""
    return UUID(int=0x2000 + number)


def location(number: int) -> UUID:
    """Return the identifier of an invented location."""
    return UUID(int=0x3000 + number)


def person(number: int) -> UUID:
    """Return the identifier of an invented person."""
    return UUID(int=0x4000 + number)


def fact(number: int) -> UUID:
    """Return the identifier of an acceptance, a contact, a waiver or a measure."""
    return UUID(int=0x5000 + number)


def at(text: str) -> datetime:
    """Return the instant ``2026-01-31`` (its first in UTC) or ``2026-01-31 10:00``."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _value(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool() | int():
            return str(value).lower()
        case datetime():
            return f"timestamptz '{value.isoformat(sep=' ')}'"
        case date():
            return f"date '{value.isoformat()}'"
        case _:
            return f"'{value}'"


def insert_sql(relation: str, rows: Iterable[Fact]) -> str:
    """Return one statement, for either engine, that records ``rows``."""
    declared = facts.KEPT if relation == facts.KEPT.name else facts.relation(relation)
    names = [column.name for column in declared.columns]
    lines = ",".join(f"({', '.join(_value(row[n]) for n in names)})" for row in rows)
    return f"insert into facts.{relation} ({', '.join(names)}) values {lines}"


@cache
def _calendar() -> list[Fact]:
    first, last = CALENDAR
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [
        {"zone": zone, "day": day, "starts_at": starts_at(day, zone)}
        for zone in ZONES
        for day in [date(2000, 1, 1), *days]
    ]


def workdays() -> list[Fact]:
    """Return every day of each calendar with the working days up to it."""
    found: list[Fact] = []
    for calendar, (weekend, free) in FREE.items():
        ordinal = 0
        for day in sorted({row["day"] for row in _calendar()}):
            works = day.isoweekday() not in weekend and day not in free
            ordinal += works
            found.append({"calendar": calendar, "day": day, "works": works, "ordinal": ordinal})
    return found


def schema_sql() -> Iterator[str]:
    """Yield the statements that make every relation, empty but for the calendar."""
    yield f"create schema {facts.SCHEMA}"
    for relation in (*facts.RELATIONS, facts.KEPT):
        columns = ", ".join(
            f"{column.name} {column.type.sql}{'' if column.nullable else ' not null'}"
            for column in relation.columns
        )
        yield f"create table {facts.SCHEMA}.{relation.name} ({columns})"
    yield insert_sql("days", _calendar())
    yield insert_sql("workdays", workdays())


def told(relation: str, rows: list[Fact]) -> list[Fact]:
    """Return the rows as they are recorded: with the first day that counts, where they have it."""
    if relation not in CONTENT:
        return rows
    alike: dict[tuple[Any, ...], list[Fact]] = {}
    names = ("program_id", "partner_id", *CONTENT[relation])
    for row in rows:
        alike.setdefault(tuple(row[name] for name in names), []).append(row)
    return [
        row | {SINCE: _since_on(row, alike[tuple(row[name] for name in names)])} for row in rows
    ]


def _since_on(row: Fact, alike: list[Fact]) -> date:
    """Return the first day on which ``row``, or one that said the same of then, was known."""
    both = [
        max(other["from_at"], other["known_from"])
        for other in alike
        if (other["until_at"] is None or other["until_at"] > row["from_at"])
        and (row["until_at"] is None or row["until_at"] > other["from_at"])
    ]
    return local_day(max(row["from_at"], min(both)), row["zone"])


def world_csv(world: World) -> Iterator[tuple[str, str]]:
    """Yield each relation's rows as comma-separated values: read faster than statements."""
    for relation, rows in world.facts.items():
        names = [column.name for column in facts.relation(relation).columns]
        written = StringIO()
        lines = (
            [NULL if row[name] is None else row[name] for name in names]
            for row in told(relation, rows)
        )
        csv.writer(written, lineterminator="\n").writerows(lines)
        if rows:
            yield relation, written.getvalue()


def world_sql(world: World) -> Iterator[str]:
    """Yield the statements that record the facts of ``world``."""
    for relation, rows in world.facts.items():
        if rows:
            yield insert_sql(relation, told(relation, rows))
