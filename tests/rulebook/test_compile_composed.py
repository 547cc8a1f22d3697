"""Duties made of parts: any, all and least, with exact values."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from goodstanding.rulebook.pack import Composed, Obligation, Pack, Show, Unit
from goodstanding.rulebook.phrases import Anchor, Due

from .engines import ask
from .packs_composed import as_part
from .worlds import Answer, World, at, entity, fact, location
from .worlds_packs import (
    CONTOSO,
    CONTOSO_ENTITY,
    CONTOSO_LOCATION,
    DAYS_30,
    attested,
    insured,
    make_contoso,
    make_pack,
    trained,
)

PARTNER = insured()
ENTITY = attested(valid=None)
LOCATION = replace(insured(), name="licensed", verb=Show(document="licence", per=Unit.LOCATION))


def whole(*parts: Obligation, least: int, per: Unit, anchor: Anchor = Anchor.ASSIGNMENT) -> Pack:
    """Return a pack with one duty made of these parts, due 30 days after assignment."""
    names = tuple(each.name for each in parts)
    duty = Obligation(
        name="trusted",
        title="Enough is shown.",
        verb=Composed(parts=names, least=least, per=per),
        countdown="talk-first",
        due=Due(anchor=anchor, after=DAYS_30),
    )
    return make_pack(*(as_part(each) for each in parts), duty)


ANY = whole(PARTNER, ENTITY, least=1, per=Unit.ENTITY)
ALL = whole(PARTNER, ENTITY, least=2, per=Unit.ENTITY)


def give(world: World, name: str, unit: str, start: str, end: str | None = None) -> None:
    relation = "statements" if name == "code-followed" else "documents"
    until = {} if end is None else {"until_at": at(end), "until_on": date.fromisoformat(end)}
    number = sum(map(len, world.facts.values()))
    world.add(relation, id=fact(number), unit=unit, name=name, from_at=at(start), **until)


def insure(world: World, start: str, end: str | None = None) -> None:
    give(world, "insurance", str(CONTOSO), start, end)


def attest(world: World, start: str, end: str | None = None) -> None:
    give(world, "code-followed", CONTOSO_ENTITY, start, end)


def stands(pack: Pack, world: World, day: str, unit: str | None = CONTOSO_ENTITY) -> Answer:
    return ask(pack, world, at(day))["trusted", unit]


def test_parts_make_no_row_and_no_level() -> None:
    rows = ask(ALL, make_contoso(), at("2024-01-15"))

    assert set(rows) == {("partner-program", None), ("trusted", CONTOSO_ENTITY)}
    assert rows["partner-program", None].need == 1


def test_any_is_met_by_one_and_all_by_every_part() -> None:
    world = make_contoso()
    insure(world, "2024-01-10")

    any_row, all_row = (stands(pack, world, "2024-02-15") for pack in (ANY, ALL))

    assert any_row[5:] == ("fulfilled", "good", 0, 1, 1, None, None, None, None)
    assert all_row[5:10] == ("overdue", "at-risk", 2, 1, 2)
    assert all_row.due_at == at("2024-02-01")


def test_so_many_of_three() -> None:
    pack = whole(PARTNER, ENTITY, LOCATION, least=2, per=Unit.LOCATION)
    world = make_contoso()
    insure(world, "2024-01-10")

    before = stands(pack, world, "2024-01-20", CONTOSO_LOCATION)
    give(world, "licence", CONTOSO_LOCATION, "2024-01-15")
    after = stands(pack, world, "2024-01-20", CONTOSO_LOCATION)

    assert (before.status, before.have, before.need) == ("pending", 1, 2)
    assert (after.status, after.have, after.need) == ("fulfilled", 2, 2)


def test_a_part_of_the_partner_counts_for_each_unit_and_one_of_an_entity_for_its_locations() -> (
    None
):
    pack = whole(PARTNER, ENTITY, LOCATION, least=3, per=Unit.LOCATION)
    world = make_contoso()
    for number, of in ((2, 1), (3, 2)):
        world.add(
            "locations",
            location_id=location(number),
            entity_id=entity(of),
            country="DE",
            region="emea",
            zone="UTC",
            from_at=at("2024-01-01"),
        )
    insure(world, "2024-01-10")
    attest(world, "2024-01-10")
    give(world, "licence", CONTOSO_LOCATION, "2024-01-10")

    rows = [stands(pack, world, "2024-01-20", str(location(n))) for n in (1, 2, 3)]

    assert [(row.status, row.have) for row in rows] == [
        *(("fulfilled", 3), ("pending", 2), ("pending", 1)),
    ]


def test_any_falls_due_again_after_the_last_part_that_ended() -> None:
    world = make_contoso()
    insure(world, "2024-01-10", "2025-01-10")
    attest(world, "2024-01-10", "2025-03-10")

    row = stands(ANY, world, "2025-03-20")

    assert (row.status, row.level, row.due_at) == ("grace", "attention", at("2025-04-10"))
    assert stands(ANY, world, "2025-02-01").status == "fulfilled"


def test_all_falls_due_again_after_the_first_part_that_ended() -> None:
    world = make_contoso()
    insure(world, "2024-01-10", "2025-01-10")
    attest(world, "2024-01-10", "2025-03-10")

    row = stands(ALL, world, "2025-03-20")

    assert (row.status, row.have, row.due_at) == ("overdue", 0, at("2025-02-10"))


def test_a_part_that_never_was_met_gives_no_time_again() -> None:
    world = make_contoso()
    insure(world, "2024-01-10", "2025-01-10")

    row = stands(ALL, world, "2025-01-20")

    assert (row.status, row.due_at) == ("overdue", at("2024-02-01"))


@pytest.mark.parametrize(("pack_least", "status"), [(1, "unknown"), (2, "overdue")])
def test_what_nobody_knows_of_a_part_is_unknown_only_where_it_could_decide(
    pack_least: int, status: str
) -> None:
    pack = whole(trained(), PARTNER, ENTITY, least=pack_least, per=Unit.ENTITY)
    world = make_contoso()

    row = stands(pack, world, "2024-03-01")

    assert row.status == status
    assert row.note == ("list-not-declared" if status == "unknown" else None)


def test_enough_parts_that_are_known_decide() -> None:
    pack = whole(trained(), PARTNER, least=1, per=Unit.PARTNER)
    world = make_contoso()
    insure(world, "2024-01-10")

    assert stands(pack, world, "2024-03-01", None).status == "fulfilled"


def test_a_duty_made_of_parts_can_wait_for_its_notice() -> None:
    pack = whole(PARTNER, ENTITY, least=2, per=Unit.ENTITY, anchor=Anchor.SERVICE)
    world = make_contoso()

    before = stands(pack, world, "2025-06-01")
    world.add("services", subject="trusted", served_at=at("2025-05-20"))
    after = stands(pack, world, "2025-06-01")

    assert (before.status, before.note) == ("pending", "not-served")
    assert (after.status, after.due_at) == ("pending", at("2025-06-20"))


def test_a_waiver_is_of_the_whole() -> None:
    world = make_contoso()
    for number, name in ((1, "trusted"), (2, "insured")):
        world.add(
            "waivers",
            waiver_id=fact(number),
            obligation=name,
            from_at=at("2024-01-01"),
            until_at=at(f"2024-0{number + 5}-01"),
            until_on=date(2024, number + 5, 1),
        )

    waived, after = (stands(ALL, world, day) for day in ("2024-05-31", "2024-06-15"))

    assert (waived.status, waived.fact) == ("waived", str(fact(1)))
    assert after.status == "overdue"
