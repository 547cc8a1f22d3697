"""Random small worlds: few names, few days, so that everything meets."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from goodstanding.values.days import local_day

from .packs_random import (
    AGREEMENT,
    CONTACT_ROLES,
    COUNTRIES,
    COURSE,
    REGIONS,
    ROLES,
    START,
    TIERS,
    Dice,
    instant,
)
from .worlds import CONTENT, ZONES, Fact, World, entity, fact, location, partner, person
from .worlds_random_grants import add_amounts, add_grants

#: Numbers of facts that belong to people, beyond those of partners.
CONTACTS, COMPLETIONS = 100_000, 200_000

#: What share follows, without an end, where one ends on every third day of a month.
_THEN = {50: 51, 51: 100, 100: 50}


def span_in(dice: Dice, zone: str, *, first: datetime | None = None) -> dict[str, Any]:
    """Return a span with the local days of its start and of its last day."""
    from_at = instant(dice) if first is None else first
    until_at = None
    lasts = dice.choice([None, None, 1, 30, 60, 200, 330, 900])
    if lasts is not None:
        until_at = from_at + timedelta(days=lasts, hours=dice.choice([0, 0, 0, 1, 12]))
    until_on = None if until_at is None else local_day(until_at, zone)
    return {
        "from_at": from_at,
        "from_on": local_day(from_at, zone),
        "until_at": until_at,
        "until_on": until_on,
    }


def successions(dice: Dice, zone: str) -> list[dict[str, Any]]:
    """Return one to three spans that follow each other, with a gap or without."""
    before = timedelta(days=dice.choice([60, 20, 1, 0, -20, 200, 300, 703]))
    found = [span_in(dice, zone, first=START - before)]
    while found[-1]["until_at"] is not None and len(found) < 3 and dice.choice((True, False)):
        gap = timedelta(days=dice.choice([0, 0, 5]))
        found.append(span_in(dice, zone, first=found[-1]["until_at"] + gap))
    return found


def _add_partner(dice: Dice, world: World, number: int, people: int) -> None:
    who = {"partner_id": partner(number)}
    zone = dice.choice(ZONES)
    for span in successions(dice, zone):
        del span["until_on"], span["from_on"]
        tier = dice.choice(TIERS)
        world.add("enrolments", **who, tier=tier, zone=zone, **span)
    places = []
    for place in range(dice.choice([1, 2, 3, 0])):
        at_zone = dice.choice(ZONES)
        places.append(location(number * 10 + place))
        for span in successions(dice, at_zone):
            del span["until_on"], span["from_on"]
            world.add(
                "locations",
                **who,
                location_id=places[-1],
                entity_id=entity(number * 10 + dice.randint(0, 1)),
                country=dice.choice(COUNTRIES),
                region=dice.choice(REGIONS),
                zone=at_zone,
                **span,
            )
    _add_people(dice, world, who, places, people)
    for each in places:
        add_amounts(dice, world, who, each)
        add_grants(dice, world, who, each)
    _add_acts(dice, world, who, number, places)


def _add_people(dice: Dice, world: World, who: Fact, places: list[Any], people: int) -> None:
    for _ in range(dice.randint(1, 5) if places else 0):
        zone = dice.choice(ZONES)
        for span in successions(dice, zone):
            del span["until_on"], span["from_on"]
            span["from_at"] -= timedelta(days=dice.choice([0, 0, 0, 200]))
            world.add(
                "affiliations",
                **who,
                person_id=person(people + dice.randint(1, 4)),
                location_id=dice.choice(places),
                role=dice.choice(ROLES),
                zone=zone,
                **span,
            )
    for _ in range(dice.randint(1, 3)):
        contact, zone = fact(CONTACTS + people + dice.randint(1, 6)), dice.choice(ZONES)
        span = span_in(dice, zone)
        del span["from_on"]
        role = dice.choice(CONTACT_ROLES)
        world.add("contacts", **who, contact_id=contact, role=role, **span)
    if dice.choice((True, False)):
        span = span_in(dice, "UTC")
        del span["from_on"], span["until_on"]
        world.add("lists", **who, name=dice.choice(["people", "contacts"]), **span)


def _add_acts(dice: Dice, world: World, who: Fact, number: int, places: list[Any]) -> None:
    entities = [entity(number * 10), entity(number * 10 + 1)]
    for n in range(dice.randint(1, 5)):
        world.add(
            "acceptances",
            **who,
            acceptance_id=fact(100 * number + n),
            entity_id=dice.choice(entities),
            region=dice.choice([None, None, None, "emea"]),
            location_id=dice.choice([None, None, None, *places]),
            agreement=dice.choice([AGREEMENT, AGREEMENT, "terms"]),
            position=dice.choice([3, 2, 1, 4]),
            accepted_at=instant(dice),
        )
    for _ in range(dice.randint(1, 4)):
        served_at = instant(dice)
        world.add(
            "services",
            **who,
            entity_id=dice.choice([None, *entities]),
            subject=dice.choice([AGREEMENT, AGREEMENT, "one", "two", "three", "whole"]),
            position=dice.choice([None, 1, 2, 3]),
            served_at=served_at,
            served_on=local_day(served_at, dice.choice(ZONES)),
        )
    for _ in range(dice.randint(0, 2)):
        span = span_in(dice, dice.choice(ZONES))
        del span["from_on"]
        parent, affiliate = dice.sample(entities, k=2)
        between = who | {"parent_id": parent, "affiliate_id": affiliate}
        share = dice.choice([50, 51, 100])
        world.add("ownerships", **between, share_percent=share, **span)
        if span["until_at"] is not None and span["until_at"].day % 3 == 0:
            world.add(
                "ownerships",
                **between,
                share_percent=_THEN[share],
                from_at=span["until_at"],
                until_at=None,
                until_on=None,
            )
    _add_papers(dice, world, who, [who["partner_id"], *entities, *places])
    _add_decisions(dice, world, who, number, [*entities, *places])


def _add_papers(dice: Dice, world: World, who: Fact, units: list[Any]) -> None:
    names = [("statements", "code-followed"), ("statements", "other"), ("documents", "insurance")]
    for n in range(dice.randint(0, 5)):
        relation, name = dice.choice(names)
        span = span_in(dice, dice.choice(ZONES))
        if relation == "documents":
            del span["from_on"]
        unit = str(dice.choice(units))
        world.add(relation, **who, id=fact(300 + n), unit=unit, name=name, **span)


def _add_decisions(dice: Dice, world: World, who: Fact, number: int, units: list[Any]) -> None:
    for n in range(dice.choice([0, 1, 2, 5])):
        span = span_in(dice, "UTC")
        span["until_at"] = span["until_at"] or span["from_at"] + timedelta(days=9)
        span["until_on"] = local_day(span["until_at"], "UTC")
        del span["from_on"]
        world.add(
            "waivers",
            **who,
            waiver_id=fact(100 * number + 50 + n),
            obligation=dice.choice(["one", "one", "two", "three", "whole", "other"]),
            unit=dice.choice([None, None, "", "security", ":emea", *map(str, units)]),
            **span,
        )
    for n in range(dice.randint(0, 2)):
        span = span_in(dice, "UTC")
        del span["from_on"], span["until_on"]
        world.add(
            "measures",
            **who,
            measure_id=fact(100 * number + 60 + n),
            location_id=dice.choice([None, *units]),
            measure=dice.choice(["warning", "restriction", "pause", "dropped"]),
            **span,
        )


def _add_proofs(dice: Dice, world: World, people: int) -> None:
    for n in range(dice.randint(3, 8)):
        passed_at = instant(dice) - timedelta(days=dice.choice([0, 20, 60, 400]))
        limit = dice.choice([None, None, 5, 50])
        passed_on = local_day(passed_at, dice.choice(ZONES))
        world.add(
            "completions",
            completion_id=fact(COMPLETIONS + people + n),
            person_id=person(people + dice.randint(1, 4)),
            course=dice.choice([COURSE, COURSE, "gifts"]),
            passed_at=passed_at,
            passed_on=passed_on,
            until_on=None if limit is None else passed_on + timedelta(days=limit),
        )
    for _ in range(dice.randint(3, 8)):
        proved_at = instant(dice)
        world.add(
            "proofs",
            contact_id=fact(CONTACTS + people + dice.randint(1, 6)),
            proved_at=proved_at,
            proved_on=local_day(proved_at, dice.choice(ZONES)),
            outcome=dice.choice(["delivered", "delivered", "failed", "delayed"]),
        )


def versions(dice: Dice) -> World:
    """Return a world of nothing but the versions of the agreement."""
    world = World()
    for position in range(1, 1 + dice.choice([1, 2, 3, 4, 0])):
        published_at = instant(dice) - timedelta(days=dice.choice([100, 60, 30, 0, 0]))
        world.add(
            "versions",
            agreement=AGREEMENT,
            position=position,
            material=dice.choice([True, True, False]),
            published_at=published_at,
            effective_at=published_at + timedelta(days=dice.choice([0, 0, 15, 30])),
            withdrawn_at=dice.choice([None, None, instant(dice)]),
        )
    return world


def _otherwise(dice: Dice, row: Fact) -> Fact:
    """Return what a correction says of a fact instead."""
    said: Fact = {
        "material": not row.get("material"),
        "outcome": dice.choice(["delivered", "failed"]),
        "country": dice.choice(COUNTRIES),
        "tier": dice.choice(TIERS),
        "amount_minor": row.get("amount_minor", 0) + 70,
    }
    return {name: value for name, value in said.items() if name in row}


def correct(dice: Dice, world: World) -> None:
    """Correct some facts later: what was known is kept, what is known is shorter or nothing."""
    for rows in world.facts.values():
        for row in list(rows):
            change = dice.choice([*["none"] * 8, "voided", "corrected"])
            if change == "none" or row["known_until"] is not None:
                continue  # What was superseded when we learnt it anew stays so.
            corrected_at = max(instant(dice), row["known_from"] + timedelta(hours=1))
            if change == "corrected":
                again = row | {"known_from": corrected_at}
                if "from_at" in row and row["until_at"] is None and "until_on" not in row:
                    again["until_at"] = row["from_at"] + timedelta(days=dice.randint(1, 40))
                again |= _otherwise(dice, row)
                rows.append(again)
            row["known_until"] = corrected_at


def learn_late(dice: Dice, world: World) -> None:
    """Let some of what binds anybody be known only later, and some of it be said again."""
    for relation in CONTENT:
        for row in list(world.of(relation)):
            if dice.choice((True, True, False)):
                continue
            late = timedelta(days=dice.choice([0, 1, 20, 60, 300]), hours=dice.randint(0, 23))
            row["known_from"] = dice.choice([instant(dice), row["from_at"] + late])
            said = row
            for _ in range(dice.choice([0, 0, 1, 2])):
                again = said | {"known_from": said["known_from"] + late}
                said["known_until"] = again["known_from"]
                said = again
                world.of(relation).append(said)


def add_world(dice: Dice, world: World, *, first: int, partners: int) -> None:
    """Add partners numbered from ``first`` who share people and contacts with each other only."""
    people = 10 * first
    for number in range(first, first + partners):
        _add_partner(dice, world, number, people)
    _add_proofs(dice, world, people)
    if dice.choice((True, False)):
        learn_late(dice, world)


def worlds(*, corrected: bool = True) -> SearchStrategy[World]:
    """Return a strategy for worlds of up to three partners who share people and versions."""
    return st.integers(0, 2**64 - 1).map(lambda seed: _world(Dice(seed), corrected=corrected))


def _world(dice: Dice, *, corrected: bool) -> World:
    world = versions(dice)
    add_world(dice, world, first=1, partners=dice.randint(1, 3))
    if corrected and dice.choice((True, False)):
        correct(dice, world)
    return world
