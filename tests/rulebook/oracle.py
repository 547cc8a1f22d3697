"""The standing of a small world, worked out by hand in Python: one partner, one unit at a time.

It shares nothing with the compiled text but the specification: it walks objects, sorts
lists and compares days, and is slow. Where the two disagree, one of them is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from goodstanding.rulebook.pack import Obligation, Pack, Unit, Who
from goodstanding.rulebook.phrases import Anchor, Due, Duration
from goodstanding.values.days import local_day, starts_at

from .worlds import Fact, World

GRAVITY = ["fulfilled", "waived", "pending", "grace", "unknown", "overdue"]


NO_TIME = Duration()


@dataclass
class Duty:
    """What is known of one duty of one unit before waivers and time are looked at."""

    unit: str
    zone: str
    met: bool | None
    due_on: date | None = None
    lapsed: bool = False
    have: int = 0
    need: int = 0
    fact: str | None = None
    note: str | None = None
    instants: list[datetime | None] = field(default_factory=list)
    at_location: bool = False
    of_partner: bool = False


def over(day: date, zone: str) -> datetime:
    """Return the instant at which ``day`` is over."""
    return starts_at(max(day + timedelta(days=1), date(2000, 1, 1)), zone)


def latest(days: Iterable[date | None]) -> date | None:
    """Return the latest of the days there are."""
    return max((day for day in days if day is not None), default=None)


def earliest(values: Iterable[Any]) -> Any:
    """Return the least of the values there are."""
    return min((value for value in values if value is not None), default=None)


def overlap(one: Fact, other: Fact) -> Fact | None:
    """Return the span two facts have in common, and the later of the days that count."""
    from_at = max(one["from_at"], other["from_at"])
    until_at = earliest([one["until_at"], other["until_at"]])
    if until_at is not None and until_at <= from_at:
        return None
    return {
        "from_at": from_at,
        "until_at": until_at,
        "since_on": max(one["since_on"], other["since_on"]),
    }


def binds(who: Who | None, tier: str, country: str | None, region: str | None) -> bool | None:
    """Return whether a duty binds such a place; None where the place does not say enough."""
    if who is None:
        return True
    answers: list[bool | None] = []
    for names, value in ((who.tiers, tier), (who.countries, country), (who.regions, region)):
        if names:
            answers.append(None if value is None else value in names)
    if who.excluded is not None:
        inner = binds(who.excluded, tier, country, region)
        answers.append(None if inner is None else not inner)
    if False in answers:
        return False
    return None if None in answers else True


def unit_name(per: Unit, ground: Fact) -> str:
    """Return how the result names the unit that a place belongs to."""
    entity, region = ground.get("entity_id"), ground.get("region") or ""
    return {
        "partner": "",
        "entity": str(entity),
        "location": str(ground.get("location_id")),
        "region": f":{region}",
        "entity-region": f"{entity}:{region}",
    }[per]


def asks_place(who: Who | None) -> bool:
    """Return whether a duty's ``who`` names countries or regions."""
    return who is not None and bool(who.countries or who.regions or asks_place(who.excluded))


def due_of(obligation: Obligation) -> Due:
    """Return by when a duty is to be done: a part, at once."""
    return obligation.due or Due(anchor=Anchor.ASSIGNMENT)


def wait_of(obligation: Obligation) -> Duration:
    """Return the time after the anchor; what runs after an anniversary is added to that."""
    due = due_of(obligation)
    if due.anchor == "anniversary":
        return NO_TIME
    return due.after or NO_TIME


def floor(pack: Pack, obligation: Obligation) -> date | None:
    """Return the day before which nothing new in this version falls due."""
    if obligation.since is None:
        return None
    return (pack.transition or NO_TIME).after(obligation.since)


@dataclass
class Partner:
    """The facts about one partner that are known, at one instant."""

    world: World
    pack: Pack
    program_id: UUID
    partner_id: UUID
    as_of: datetime
    known_at: datetime

    def known(self, relation: str) -> list[Fact]:
        """Return the facts of a relation known at ``known_at``, of this partner if of any."""
        return [
            row
            for row in self.world.of(relation)
            if row["known_from"] <= self.known_at
            and (row["known_until"] is None or self.known_at < row["known_until"])
            and row.get("partner_id", self.partner_id) == self.partner_id
            and row.get("program_id", self.program_id) == self.program_id
        ]

    def holds(self, span: Fact) -> bool:
        """Return whether a span holds now."""
        return bool(
            span["from_at"] <= self.as_of
            and (span["until_at"] is None or self.as_of < span["until_at"])
        )

    def reached(self, instant: datetime) -> bool:
        """Return whether an instant has come."""
        return instant <= self.as_of

    def counted(self, relation: str, *names: str) -> list[Fact]:
        """Return the facts of a relation known at ``known_at`` with the first day that counts.

        It is the first local day of which somebody had said, by then, what the fact says of
        ``names``; whoever had said so of another time had said nothing of this one.
        """
        heard = [
            row
            for row in self.world.of(relation)
            if row["partner_id"] == self.partner_id
            and row["program_id"] == self.program_id
            and row["known_from"] <= self.known_at
        ]
        found = []
        for row in self.known(relation):
            said = (
                max(other["from_at"], other["known_from"])
                for other in heard
                if all(other[name] == row[name] for name in names)
                and overlap(row | {"since_on": date.min}, other | {"since_on": date.min})
            )
            days = (local_day(instant, row["zone"]) for instant in (row["from_at"], min(said)))
            found.append(row | {"since_on": max(days)})
        return found

    def enrolments(self) -> list[Fact]:
        """Return when the partner took part, and from which day each time counts."""
        return self.counted("enrolments", "tier")

    def first_day(self, spans: list[Fact], gap: timedelta | None = None) -> date:
        """Return the first day that counts of the last run of spans without a break.

        A run is broken where nothing holds; with ``gap`` only where nothing does that long.
        """
        runs: list[list[Fact]] = []
        end: datetime | None = None
        for span in sorted(spans, key=lambda s: s["from_at"]):
            if not self.reached(span["from_at"]):
                continue
            until = span["until_at"] or self.as_of
            broken = end is None or (
                span["from_at"] > end if gap is None else span["from_at"] - end >= gap
            )
            if broken:
                runs.append([])
            runs[-1].append(span)
            end = until if end is None else max(end, until)
        first: date = min(span["since_on"] for span in runs[-1])
        return first

    def places(self) -> list[Fact]:
        """Return each location joined with each enrolment, while both hold."""
        found = []
        sites = self.counted("locations", "location_id", "entity_id", "country", "region")
        for enrolment in self.enrolments():
            for location in sites:
                common = overlap(enrolment, location)
                if common is not None:
                    found.append(
                        location
                        | common
                        | {
                            "tier": enrolment["tier"],
                            "partner_zone": enrolment["zone"],
                            "placed_at": location["from_at"],
                        }
                    )
        return found

    def licensed(self, names: tuple[str, ...]) -> list[Fact]:
        """Return each place joined with each grant of one of the names, while both hold."""
        found = []
        for grant in self.counted("grants", "location_id", "name", "final_level"):
            for place in self.places():
                span = overlap(place, grant)
                held = grant["name"] in names and grant["final_level"] is None
                if held and grant["location_id"] == place["location_id"] and span:
                    found.append(place | span)
        return found

    def units(self, obligation: Obligation) -> list[Fact]:
        """Return what a duty binds now: its name, zone, first day, and whether that is sure."""
        per, who = obligation.per, obligation.who
        if per == "partner" and not asks_place(who):
            grounds = [e | {"placed_at": e["from_at"]} for e in self.enrolments()]
        else:
            grounds = self.places()
        if who is not None and who.authorizations:
            grounds = self.licensed(who.authorizations)
        named: dict[str, list[Fact]] = {}
        for ground in grounds:
            unit = unit_name(per, ground)
            named.setdefault(unit, []).append(ground)
        found = []
        for unit, rows in named.items():
            answers = [(self._binds(who, r, per), r) for r in rows]
            sure = [r for answer, r in answers if answer is True]
            unsure = [r for answer, r in answers if answer is None and self.holds(r)]
            held = [r for r in sure if self.holds(r)] or unsure
            if held:
                oldest = min(held, key=lambda r: (r["placed_at"], str(r.get("location_id"))))
                known = oldest in sure
                zone = oldest.get("partner_zone", oldest["zone"])
                found.append(
                    oldest
                    | {
                        "unit": unit,
                        "zone": zone if per == "partner" else oldest["zone"],
                        "bound": known,
                        "assigned_on": self.first_day(sure) if known else None,
                    }
                )
        return found

    def _binds(self, who: Who | None, ground: Fact, per: Unit) -> bool | None:
        answer = binds(who, ground["tier"], ground.get("country"), ground.get("region"))
        if "region" in per and ground["region"] is None and answer:
            return None
        return answer

    def served_on(
        self, subject: str, entity: UUID | None, version: Fact | None = None
    ) -> date | None:
        """Return the first day a notice about ``subject`` reached the partner or the entity."""
        days = []
        for service in self.known("services"):
            about = version is None or (
                service["served_at"] >= version["published_at"]
                if service["position"] is None
                else service["position"] == version["position"]
            )
            to_us = entity is None or service["entity_id"] in (None, entity)
            if service["subject"] == subject and about and to_us:
                days.append(service["served_on"] if self.reached(service["served_at"]) else None)
        return min((day for day in days if day is not None), default=None)

    def ahead(self, instants: Iterable[datetime | None]) -> datetime | None:
        """Return the first of the instants that is still to come."""
        return min((i for i in instants if i is not None and i > self.as_of), default=None)
