"""Random small packs and worlds: few names, few days, so that everything meets."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

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
    instants,
)
from .worlds import ZONES, Fact, World, entity, fact, location, partner, person
from .worlds_random_grants import add_amounts, add_grants


@st.composite
def spans(draw: DrawFn, zone: str, *, first: datetime | None = None) -> dict[str, Any]:
    """Draw a span with the local days of its start and of its last day."""
    from_at = draw(instants()) if first is None else first
    until_at = None
    lasts = draw(st.sampled_from([None, None, 1, 30, 60, 200, 330, 900]))
    if lasts is not None:
        until_at = from_at + timedelta(days=lasts, hours=draw(st.sampled_from([0, 1, 12])))
    until_on = None if until_at is None else local_day(until_at, zone)
    return {
        "from_at": from_at,
        "from_on": local_day(from_at, zone),
        "until_at": until_at,
        "until_on": until_on,
    }


@st.composite
def successions(draw: DrawFn, zone: str) -> list[dict[str, Any]]:
    """Draw one to three spans that follow each other, with a gap or without."""
    before = timedelta(days=draw(st.sampled_from([60, 20, 1, 0, -20, 200, 300, 703])))
    found = [draw(spans(zone, first=START - before))]
    while found[-1]["until_at"] is not None and len(found) < 3 and draw(st.booleans()):
        gap = timedelta(days=draw(st.sampled_from([0, 0, 5])))
        found.append(draw(spans(zone, first=found[-1]["until_at"] + gap)))
    return found


def _add_partner(draw: DrawFn, world: World, number: int) -> None:
    who = {"partner_id": partner(number)}
    zone = draw(st.sampled_from(ZONES))
    for span in draw(successions(zone)):
        span.pop("until_on")
        tier = draw(st.sampled_from(TIERS))
        world.add("enrolments", **who, tier=tier, zone=zone, **span)
    places = []
    for place in range(draw(st.sampled_from([1, 2, 3, 0]))):
        at_zone = draw(st.sampled_from(ZONES))
        places.append(location(number * 10 + place))
        for span in draw(successions(at_zone)):
            span.pop("until_on")
            world.add(
                "locations",
                **who,
                location_id=places[-1],
                entity_id=entity(number * 10 + draw(st.integers(0, 1))),
                country=draw(st.sampled_from(COUNTRIES)),
                region=draw(st.sampled_from(REGIONS)),
                zone=at_zone,
                **span,
            )
    _add_people(draw, world, who, places)
    for each in places:
        add_amounts(draw, world, who, each)
        add_grants(draw, world, who, each)
    _add_acts(draw, world, who, number, places)


def _add_people(draw: DrawFn, world: World, who: Fact, places: list[Any]) -> None:
    for _ in range(draw(st.integers(1, 5)) if places else 0):
        zone = draw(st.sampled_from(ZONES))
        for span in draw(successions(zone)):
            span.pop("until_on")
            span["from_at"] -= timedelta(days=draw(st.sampled_from([0, 0, 0, 200])))
            world.add(
                "affiliations",
                **who,
                person_id=person(draw(st.integers(1, 4))),
                location_id=draw(st.sampled_from(places)),
                role=draw(st.sampled_from(ROLES)),
                **span | {"from_on": local_day(span["from_at"], zone)},
            )
    for _ in range(draw(st.integers(1, 3))):
        contact, zone = fact(draw(st.integers(1, 6))), draw(st.sampled_from(ZONES))
        span = draw(spans(zone))
        del span["from_on"]
        role = draw(st.sampled_from(CONTACT_ROLES))
        world.add("contacts", **who, contact_id=contact, role=role, **span)
    if draw(st.booleans()):
        span = draw(spans("UTC"))
        del span["from_on"], span["until_on"]
        world.add("lists", **who, name=draw(st.sampled_from(["people", "contacts"])), **span)


def _add_acts(draw: DrawFn, world: World, who: Fact, number: int, places: list[Any]) -> None:
    entities = [entity(number * 10), entity(number * 10 + 1)]
    place_or_none = st.sampled_from([None, *places])
    for n in range(draw(st.integers(1, 5))):
        world.add(
            "acceptances",
            **who,
            acceptance_id=fact(100 * number + n),
            entity_id=draw(st.sampled_from(entities)),
            region=draw(st.sampled_from([None, None, None, "emea"])),
            location_id=draw(st.one_of(st.none(), place_or_none)),
            agreement=draw(st.sampled_from([AGREEMENT, AGREEMENT, "terms"])),
            position=draw(st.sampled_from([3, 2, 1, 4])),
            accepted_at=draw(instants()),
        )
    for _ in range(draw(st.integers(1, 4))):
        served_at = draw(instants())
        world.add(
            "services",
            **who,
            entity_id=draw(st.sampled_from([None, *entities])),
            subject=draw(st.sampled_from([AGREEMENT, AGREEMENT, "one", "two"])),
            position=draw(st.sampled_from([None, 1, 2, 3])),
            served_at=served_at,
            served_on=local_day(served_at, draw(st.sampled_from(ZONES))),
        )
    for _ in range(draw(st.integers(0, 2))):
        span = draw(spans(draw(st.sampled_from(ZONES))))
        del span["from_on"]
        parent, affiliate = draw(st.permutations(entities))
        world.add(
            "ownerships",
            **who,
            parent_id=parent,
            affiliate_id=affiliate,
            share_percent=draw(st.sampled_from([50, 51, 100])),
            **span,
        )
    _add_papers(draw, world, who, [who["partner_id"], *entities, *places])
    _add_decisions(draw, world, who, number, [*entities, *places])


def _add_papers(draw: DrawFn, world: World, who: Fact, units: list[Any]) -> None:
    names = st.sampled_from(
        [("statements", "code-followed"), ("statements", "other"), ("documents", "insurance")]
    )
    for n in range(draw(st.integers(0, 5))):
        relation, name = draw(names)
        span = draw(spans(draw(st.sampled_from(ZONES))))
        if relation == "documents":
            del span["from_on"]
        unit = str(draw(st.sampled_from(units)))
        world.add(relation, **who, id=fact(300 + n), unit=unit, name=name, **span)


def _add_decisions(draw: DrawFn, world: World, who: Fact, number: int, units: list[Any]) -> None:
    for n in range(draw(st.integers(0, 2))):
        span = draw(spans("UTC"))
        span["until_at"] = span["until_at"] or span["from_at"] + timedelta(days=9)
        span["until_on"] = local_day(span["until_at"], "UTC")
        del span["from_on"]
        world.add(
            "waivers",
            **who,
            waiver_id=fact(100 * number + 50 + n),
            obligation=draw(st.sampled_from(["one", "two", "other"])),
            unit=draw(st.sampled_from([None, "", "security", ":emea", *map(str, units)])),
            **span,
        )
    for n in range(draw(st.integers(0, 2))):
        span = draw(spans("UTC"))
        del span["from_on"], span["until_on"]
        world.add(
            "measures",
            **who,
            measure_id=fact(100 * number + 60 + n),
            location_id=draw(st.sampled_from([None, *units])),
            measure=draw(st.sampled_from(["warning", "restriction", "pause", "dropped"])),
            **span,
        )


def _add_shared(draw: DrawFn, world: World) -> None:
    for n in range(draw(st.integers(3, 8))):
        passed_at = draw(instants()) - timedelta(days=draw(st.sampled_from([0, 20, 60, 400])))
        limit = draw(st.sampled_from([None, None, 5, 50]))
        passed_on = local_day(passed_at, draw(st.sampled_from(ZONES)))
        world.add(
            "completions",
            completion_id=fact(700 + n),
            person_id=person(draw(st.integers(1, 4))),
            course=draw(st.sampled_from([COURSE, COURSE, "gifts"])),
            passed_at=passed_at,
            passed_on=passed_on,
            until_on=None if limit is None else passed_on + timedelta(days=limit),
        )
    for position in range(1, 1 + draw(st.sampled_from([1, 2, 3, 0]))):
        published_at = draw(instants()) - timedelta(days=draw(st.sampled_from([100, 60, 0])))
        world.add(
            "versions",
            agreement=AGREEMENT,
            position=position,
            material=draw(st.sampled_from([True, True, False])),
            published_at=published_at,
            effective_at=published_at + timedelta(days=draw(st.sampled_from([0, 0, 15]))),
            withdrawn_at=draw(st.sampled_from([None, None, draw(instants())])),
        )
    for _ in range(draw(st.integers(3, 8))):
        proved_at = draw(instants())
        world.add(
            "proofs",
            contact_id=fact(draw(st.integers(1, 6))),
            proved_at=proved_at,
            proved_on=local_day(proved_at, draw(st.sampled_from(ZONES))),
            outcome=draw(st.sampled_from(["delivered", "delivered", "failed", "delayed"])),
        )


def _correct(draw: DrawFn, world: World) -> None:
    """Correct some facts later: what was known is kept, what is known is shorter or nothing."""
    for rows in world.facts.values():
        for row in list(rows):
            change = draw(st.sampled_from([*["none"] * 8, "voided", "corrected"]))
            if change == "none":
                continue
            corrected_at = draw(instants())
            if change == "corrected":
                again = row | {"known_from": corrected_at}
                if "from_at" in row and row["until_at"] is None and "until_on" not in row:
                    again["until_at"] = row["from_at"] + timedelta(days=draw(st.integers(1, 40)))
                rows.append(again)
            row["known_until"] = corrected_at


@st.composite
def worlds(draw: DrawFn, *, corrected: bool = True) -> World:
    """Draw a world of up to three partners who share versions, people and contacts."""
    world = World()
    for number in range(1, 1 + draw(st.integers(1, 3))):
        _add_partner(draw, world, number)
    _add_shared(draw, world)
    if corrected and draw(st.booleans()):
        _correct(draw, world)
    return world
