"""Acceptance for regions: what is covered stays covered, what is new is not."""

from __future__ import annotations

from goodstanding.rulebook.pack import Unit

from .engines import ask
from .worlds import World, at, entity, fact, location
from .worlds_packs import CONTOSO_ENTITY, add_version, code_accepted, make_contoso, make_pack

PAIR = f"{CONTOSO_ENTITY}:emea"
BOTH = make_pack(code_accepted(per=Unit.ENTITY_REGION))
REGIONS = make_pack(code_accepted(per=Unit.REGION))
PARTNER = make_pack(code_accepted(per=Unit.PARTNER))


def accept(world: World, **values: object) -> None:
    world.add(
        "acceptances",
        **{
            "acceptance_id": fact(1),
            "agreement": "partner-code",
            "position": 1,
            "accepted_at": at("2024-03-01"),
        }
        | values,
    )


def make_signed(**values: object) -> World:
    """Return Contoso after it accepted the first version."""
    world = make_contoso()
    add_version(world, 1, "2024-02-01")
    accept(world, **values)
    return world


def open_location(world: World, number: int, region: str | None, *, of: int = 1) -> None:
    world.add(
        "locations",
        location_id=location(number),
        entity_id=entity(of),
        country="DE",
        region=region,
        zone="UTC",
        from_at=at("2024-05-01"),
    )


def statuses(world: World, *, by_region: bool = False) -> dict[str | None, str]:
    rows = ask(REGIONS if by_region else BOTH, world, at("2024-06-01"))
    return {unit: row.status for (source, unit), row in rows.items() if source == "code-accepted"}


def test_a_new_location_in_a_covered_region_is_covered() -> None:
    world = make_signed(region="emea")

    open_location(world, 2, "emea")

    assert statuses(world) == {PAIR: "fulfilled"}


def test_a_new_region_is_a_duty_of_its_own() -> None:
    world = make_signed(region="emea")
    world.add("services", subject="partner-code", position=1, served_at=at("2024-02-01"))

    open_location(world, 2, "amer")

    row = ask(BOTH, world, at("2024-05-31"))["code-accepted", f"{CONTOSO_ENTITY}:amer"]
    assert statuses(world) == {PAIR: "fulfilled", f"{CONTOSO_ENTITY}:amer": "overdue"}
    assert (row.status, row.due_at) == ("pending", at("2024-06-01"))


def test_an_acceptance_without_a_limit_covers_the_entity_in_every_region() -> None:
    world = make_signed()

    open_location(world, 2, "amer")
    open_location(world, 3, "amer", of=2)

    assert statuses(world) == {
        PAIR: "fulfilled",
        f"{CONTOSO_ENTITY}:amer": "fulfilled",
        f"{entity(2)}:amer": "pending",
    }


def test_an_acceptance_for_one_location_covers_no_region() -> None:
    world = make_signed(location_id=location(1))

    assert statuses(world) == {PAIR: "pending"}
    assert statuses(world, by_region=True) == {":emea": "pending"}


def test_for_a_region_any_entity_of_the_partner_accepts() -> None:
    world = make_signed(region="emea", entity_id=entity(7))

    open_location(world, 2, "amer")

    assert statuses(world, by_region=True) == {":emea": "fulfilled", ":amer": "pending"}


def test_a_place_without_a_region_leaves_its_entity_unknown() -> None:
    world = make_signed()

    open_location(world, 2, None)

    row = ask(BOTH, world, at("2024-06-01"))["code-accepted", f"{CONTOSO_ENTITY}:"]
    assert (row.status, row.level, row.note) == ("unknown", "good", "place-unknown")
    assert statuses(world)[PAIR] == "fulfilled"
    assert statuses(world, by_region=True) == {":emea": "fulfilled", ":": "unknown"}


def test_once_for_the_partner_needs_an_acceptance_without_a_limit() -> None:
    limited, whole = make_signed(region="emea"), make_signed()

    rows = [
        ask(PARTNER, world, at("2024-06-01"))["code-accepted", None] for world in (limited, whole)
    ]

    assert [row.status for row in rows] == ["pending", "fulfilled"]


def test_a_waiver_names_a_region_as_the_result_does() -> None:
    world = make_contoso()
    add_version(world, 1, "2024-02-01")
    world.add(
        "waivers",
        waiver_id=fact(9),
        obligation="code-accepted",
        unit=PAIR,
        from_at=at("2024-03-01"),
        until_at=at("2024-12-31"),
        until_on=at("2024-12-30").date(),
    )

    assert statuses(world) == {PAIR: "waived"}
