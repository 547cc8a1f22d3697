"""What explains a duty made of parts: how each part stands, for each unit of the duty."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import psycopg
import pytest

from goodstanding.rulebook.compile import COMPILER_VERSION, compile_pack, compile_parts
from goodstanding.rulebook.pack import Attest, Composed, Obligation, Pack, Show, Unit
from goodstanding.rulebook.phrases import Anchor, Due

from .crowds import Crowd, asks
from .engines import Postgres, duck
from .oracle_parts import part_rows
from .packs_composed import as_part, composed_packs
from .worlds import NOW, SCOPE, PartRow, World, at, entity, fact, location
from .worlds_packs import (
    CONTOSO,
    CONTOSO_ENTITY,
    CONTOSO_LOCATION,
    DAYS_30,
    attested,
    contacts,
    insured,
    make_contoso,
    make_pack,
    trained,
)

INSURED = insured()
ATTESTED = attested(valid=None)
LICENSED = replace(insured(), name="licensed", verb=Show(document="licence", per=Unit.LOCATION))


def made_of(name: str, *parts: Obligation, least: int, per: Unit) -> Obligation:
    return Obligation(
        name=name,
        title=name,
        verb=Composed(parts=tuple(each.name for each in parts), least=least, per=per),
        countdown="talk-first",
        due=Due(anchor=Anchor.ASSIGNMENT, after=DAYS_30),
    )


def whole(*parts: Obligation, least: int, per: Unit) -> Pack:
    """Return a pack with one duty made of these parts, and one that is not."""
    own = Obligation(
        name="stated",
        title="Stated.",
        verb=Attest(statement="other", per=Unit.PARTNER),
        due=Due(anchor=Anchor.ASSIGNMENT, after=DAYS_30),
    )
    duty = made_of("trusted", *parts, least=least, per=per)
    return make_pack(own, *(as_part(each) for each in parts), duty)


def asked(pack: Pack, world: World, day: str) -> list[tuple[Any, ...]]:
    """Return what DuckDB says of the parts, on which the oracle agrees."""
    duck().load(world)
    rows = duck().ask_parts(pack, as_of=at(day))
    expected = part_rows(world, pack, as_of=at(day), known_at=NOW)
    assert sorted(rows, key=repr) == sorted(expected, key=repr)
    return [row[2:] for row in rows]


def test_a_part_says_whether_it_is_met_and_by_what_and_no_other_duty_does() -> None:
    pack = whole(INSURED, ATTESTED, least=2, per=Unit.ENTITY)
    world = make_contoso()
    world.add(
        "documents", id=fact(1), unit=str(CONTOSO), name="insurance", from_at=at("2024-01-09")
    )

    rows = asked(pack, world, "2024-02-15")

    assert rows == [
        ("trusted", CONTOSO_ENTITY, "insured", None, "met", 1, 1, str(fact(1)), None, None),
        (
            *("trusted", CONTOSO_ENTITY, "yearly-attestation", CONTOSO_ENTITY, "unmet"),
            *(0, 1, None, None, None),
        ),
    ]


def test_each_role_of_a_part_about_contacts_stands_by_itself() -> None:
    pack = whole(contacts(), INSURED, least=1, per=Unit.PARTNER)

    rows = asked(pack, make_contoso(), "2024-02-15")

    assert [row[:5] for row in rows] == [
        ("trusted", None, "contacts", "security", "unmet"),
        ("trusted", None, "insured", None, "unmet"),
    ]


def test_a_part_that_nobody_can_judge_is_unknown_and_says_why() -> None:
    pack = whole(trained(), LICENSED, least=1, per=Unit.LOCATION)

    rows = asked(pack, make_contoso(), "2024-02-15")

    assert [row[2:] for row in rows] == [
        ("trained", None, "unknown", None, None, None, "list-not-declared", None),
        ("licensed", CONTOSO_LOCATION, "unmet", 0, 1, None, None, None),
    ]


def test_parts_of_parts_stand_below_the_part_that_has_them() -> None:
    inner = made_of("inner", INSURED, ATTESTED, least=1, per=Unit.ENTITY)
    pack = whole(inner, LICENSED, least=2, per=Unit.LOCATION)
    below = tuple(as_part(each) for each in (INSURED, ATTESTED))
    pack = replace(pack, obligations=(*below, *pack.obligations))
    world = make_contoso()
    world.add(
        "locations",
        location_id=location(2),
        entity_id=entity(2),
        country="DE",
        region="emea",
        zone="UTC",
        from_at=at("2024-01-01"),
    )
    world.add(
        "statements",
        id=fact(1),
        unit=CONTOSO_ENTITY,
        name="code-followed",
        from_at=at("2024-01-09"),
    )

    rows = asked(pack, world, "2024-02-15")

    assert [(row[0], row[1], row[2], row[4]) for row in rows if row[0] == "trusted"] == [
        ("trusted", CONTOSO_LOCATION, "inner", "met"),
        ("trusted", CONTOSO_LOCATION, "licensed", "unmet"),
        ("trusted", str(location(2)), "inner", "unmet"),
        ("trusted", str(location(2)), "licensed", "unmet"),
    ]
    assert {row[2] for row in rows if row[0] == "inner"} == {"insured", "yearly-attestation"}


def test_a_pack_without_parts_has_nothing_to_explain() -> None:
    assert compile_parts(make_pack(INSURED), scope_sql=SCOPE) is None


def test_what_explains_parts_asks_nothing_but_them_and_with_the_same_parameters() -> None:
    pack = whole(INSURED, ATTESTED, least=2, per=Unit.ENTITY)

    text, full = compile_parts(pack, scope_sql=SCOPE), compile_pack(pack, scope_sql=SCOPE)

    assert text is not None
    assert set(text.parameters) == set(full.parameters)
    assert text.compiler_version == COMPILER_VERSION
    assert "'stated'" not in text.sql


def by_duckdb(pack: Pack, crowd: Crowd) -> list[PartRow]:
    duck().load(crowd.together)
    return duck().ask_parts(pack, as_of=crowd.as_of, known_at=crowd.known_at)


@asks(questions=12, worlds=20, pack=composed_packs())
def test_duckdb_explains_parts_as_the_oracle_does(pack: Pack, crowd: Crowd) -> None:
    rows = by_duckdb(pack, crowd)

    expected = part_rows(crowd.together, pack, as_of=crowd.as_of, known_at=crowd.known_at)
    assert sorted(rows, key=repr) == sorted(expected, key=repr)


@asks(questions=12, worlds=20, pack=composed_packs())
def test_a_duty_has_as_much_as_parts_of_it_are_met(pack: Pack, crowd: Crowd) -> None:
    duck().load(crowd.together)
    answers = duck().ask(pack, as_of=crowd.as_of, known_at=crowd.known_at)
    parts = duck().ask_parts(pack, as_of=crowd.as_of, known_at=crowd.known_at)

    for row in answers:
        if row.source == "whole" and row.have is not None:
            own = [
                p
                for p in parts
                if (p.partner_id, p.whole, p.unit) == (*row[1:2], "whole", row.unit)
            ]
            names = {part.part for part in own}
            unmet = {part.part for part in own if part.state != "met"}
            assert row.have == len(names - unmet)


@pytest.fixture
def postgres(bare_connection: psycopg.Connection[Any]) -> Postgres:
    return Postgres(bare_connection)


@asks(questions=5, worlds=20, pack=composed_packs())
def test_postgresql_explains_parts_as_duckdb_does_in_the_same_order(
    postgres: Postgres, pack: Pack, crowd: Crowd
) -> None:
    postgres.load(crowd.together)

    rows = postgres.ask_parts(pack, as_of=crowd.as_of, known_at=crowd.known_at)

    assert rows == by_duckdb(pack, crowd)
