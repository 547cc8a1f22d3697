"""What is known of a partner as objects, for the opponent of the compiled text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple


@dataclass(slots=True)
class Span:
    """An enrolment or a declared list: the zone where it has one, else empty."""

    zone: str
    from_at: datetime
    until_at: datetime | None
    since_on: date


@dataclass(slots=True)
class Site:
    """A location while it and an enrolment hold, in the tier of the enrolment."""

    location: str
    entity: str
    region: str
    tier: str
    zone: str
    from_at: datetime
    until_at: datetime | None
    since_on: date
    placed_at: datetime


@dataclass(slots=True)
class Work:
    """A person in a role the course is for, at a location."""

    person: str
    location: str
    from_at: datetime
    until_at: datetime | None
    since_on: date


@dataclass(slots=True)
class Learned:
    """A completion."""

    person: str
    passed_at: datetime
    passed_on: date
    until_on: date | None


@dataclass(slots=True)
class Assent:
    """An acceptance of a version for an entity."""

    id: str
    entity: str
    position: int
    accepted_at: datetime


@dataclass(slots=True)
class Stated:
    """A statement of an entity."""

    id: str
    entity: str
    name: str
    from_at: datetime
    until_at: datetime | None
    from_on: date
    until_on: date | None


@dataclass(slots=True)
class Grant:
    """A location that is authorized to do something."""

    id: str
    location: str
    name: str
    from_at: datetime
    until_at: datetime | None
    granted_on: date


@dataclass(slots=True)
class Amount:
    """What a location turned over in a month."""

    location: str
    month_on: date
    amount_minor: int
    currency: str


@dataclass(slots=True)
class Served:
    """A notice that reached somebody."""

    entity: str | None
    position: int | None
    served_at: datetime
    served_on: date


@dataclass(slots=True)
class Proof:
    """A contact with one thing that became certain about it; without any, only the contact."""

    contact: str
    role: str
    from_at: datetime
    until_at: datetime | None
    until_on: date | None
    proved_at: datetime | None
    proved_on: date | None
    outcome: str | None


@dataclass(slots=True)
class Version:
    """A version of the agreement."""

    position: int
    material: bool
    published_at: datetime
    published_on: date
    effective_at: datetime
    effective_on: date
    withdrawn_at: datetime | None


@dataclass(slots=True)
class Facts:
    """Everything that was read about one partner."""

    partner: str
    enrolments: list[Span]
    lists: list[Span]
    sites: list[Site]
    works: list[Work]
    learned: list[Learned]
    assents: list[Assent]
    served: list[Served]
    proofs: list[Proof]
    stated: list[Stated]
    grants: list[Grant]
    amounts: list[Amount]
    recorded: list[datetime | None] = field(default_factory=list)


class Answer(NamedTuple):
    """One row of the result, with instants in microseconds since 1970."""

    partner: str
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


@dataclass(slots=True)
class Duty:
    """What is known of one duty before time is looked at."""

    unit: str | None
    zone: str
    met: bool | None
    have: int = 0
    need: int = 1
    due_on: date | None = None
    lapsed: bool = False
    fact: str | None = None
    note: str | None = None
    turns: list[datetime | None] = field(default_factory=list)


class Calendar:
    """When local days are over, by zone."""

    __slots__ = ("_days", "_first")

    def __init__(self, days: dict[str, list[datetime]], first: date) -> None:
        self._days = days
        self._first = first.toordinal()

    def over(self, day: date, zone: str) -> datetime:
        """Return the instant at which ``day`` is over."""
        return self._days[zone][max(day.toordinal() + 1 - self._first, 0)]

    def start(self, day: date, zone: str) -> datetime:
        """Return the instant at which ``day`` starts."""
        return self._days[zone][day.toordinal() - self._first]

    def day(self, instant: datetime, zone: str) -> date:
        """Return the local day of an instant."""
        return date.fromordinal(self._first + bisect_right(self._days[zone], instant) - 1)


class Asked(NamedTuple):
    """When somebody asks, and the calendar the answer is worked out with."""

    as_of: datetime
    calendar: Calendar


def run_began_on(
    spans: Sequence[Span | Site | Work], as_of: datetime, *, gap: timedelta | None = None
) -> date:
    """Return the first day that counts of the last run of spans without a break.

    A run is broken where nothing holds; with ``gap`` only where nothing does that long.
    """
    began: date | None = None
    end: datetime | None = None
    for span in sorted(spans, key=lambda each: each.from_at):
        if end is None or (span.from_at > end if gap is None else span.from_at - end >= gap):
            began = None
        began = span.since_on if began is None else min(began, span.since_on)
        until = as_of if span.until_at is None else span.until_at
        end = until if end is None else max(end, until)
    assert began is not None  # Nobody asks about no spans.
    return began


def holds(as_of: datetime, from_at: datetime, until_at: datetime | None) -> bool:
    """Return whether a span holds at ``as_of``."""
    return from_at <= as_of and (until_at is None or as_of < until_at)
