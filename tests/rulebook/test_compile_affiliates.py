"""A parent accepts for what it owns: from when it owned it, and not after a sale."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import strategies as st

from goodstanding.rulebook.pack import Accept, Unit
from goodstanding.rulebook.phrases import Anchor, Due, Duration

from .crowds import Crowd, asks, require_same
from .engines import ask
from .packs_random import durations
from .test_compile_worlds import by_duckdb, by_the_oracle
from .worlds import Answer, World, at, entity, fact
from .worlds_packs import CONTOSO_ENTITY, add_version, code_accepted, make_contoso, make_pack

DUTY = code_accepted(anchor=Anchor.ASSIGNMENT)
PACK = make_pack(
    replace(DUTY, verb=Accept(agreement="partner-code", per=Unit.ENTITY, affiliates=50))
)


def make_owned(*, share: int = 51, since: str = "2024-01-01", until: str | None = None) -> World:
    """Return Contoso, owned by an entity that accepted the first version in March 2024."""
    world = make_contoso()
    add_version(world, 1, "2024-02-01")
    world.add(
        "acceptances",
        acceptance_id=fact(1),
        entity_id=entity(9),
        agreement="partner-code",
        position=1,
        accepted_at=at("2024-03-01"),
    )
    world.add(
        "ownerships",
        parent_id=entity(9),
        affiliate_id=entity(1),
        share_percent=share,
        from_at=at(since),
        until_at=None if until is None else at(until),
        until_on=None if until is None else date.fromisoformat(until),
    )
    return world


def stands(world: World, day: str) -> Answer:
    return ask(PACK, world, at(day))["code-accepted", CONTOSO_ENTITY]


@pytest.mark.parametrize(("share", "status"), [(50, "overdue"), (51, "fulfilled")])
def test_only_who_owns_more_than_the_share_accepts_for_it(share: int, status: str) -> None:
    row = stands(make_owned(share=share), "2024-06-01")

    assert row.status == status
    assert row.fact == (str(fact(1)) if status == "fulfilled" else None)


def test_what_a_parent_accepted_counts_from_when_it_owned() -> None:
    world = make_owned(since="2024-05-01")

    before, after = stands(world, "2024-04-30"), stands(world, "2024-05-01")

    assert (before.status, after.status) == ("overdue", "fulfilled")


def test_a_sale_gives_the_time_of_the_duty_anew() -> None:
    world = make_owned(until="2025-06-01")

    held, sold, late = (stands(world, day) for day in ("2025-05-31", "2025-06-01", "2025-07-02"))

    assert (held.status, held.turns_at) == ("fulfilled", None)
    assert (sold.status, sold.level, sold.due_at) == ("grace", "attention", at("2025-07-02"))
    assert late.status == "overdue"


@pytest.mark.parametrize(("share", "due"), [(51, "2025-06-10"), (50, "2025-07-02")])
def test_another_share_is_a_sale_only_where_it_no_longer_counts(share: int, due: str) -> None:
    world = make_owned(share=80, until="2025-06-01")
    world.add(
        "ownerships",
        parent_id=entity(9),
        affiliate_id=entity(1),
        share_percent=share,
        from_at=at("2025-06-01"),
        until_at=None,
        until_on=None,
    )
    add_version(world, 2, "2025-05-10")

    row = stands(world, "2025-06-05")

    assert (row.status, row.level, row.due_at) == ("grace", "attention", at(due))


def test_what_was_accepted_for_one_location_of_the_parent_covers_no_affiliate() -> None:
    world = make_owned()
    world.facts["acceptances"][0]["location_id"] = fact(7)

    assert stands(world, "2024-06-01").status == "overdue"


def test_without_a_share_in_the_pack_nobody_accepts_for_another() -> None:
    rows = ask(make_pack(DUTY), make_owned(), at("2024-06-01"))

    assert rows["code-accepted", CONTOSO_ENTITY].status == "overdue"


@asks(
    questions=12,
    worlds=20,
    per=st.sampled_from([Unit.ENTITY, Unit.LOCATION, Unit.ENTITY_REGION]),
    anchor=st.sampled_from(list(Anchor)[:4]),
    after=durations,
)
def test_parents_accept_as_the_oracle_says(
    crowd: Crowd, per: Unit, anchor: Anchor, after: Duration
) -> None:
    verb = Accept(agreement="partner-code", per=per, affiliates=50)
    pack = make_pack(replace(DUTY, verb=verb, due=Due(anchor=anchor, after=after)))

    require_same(pack, crowd, by_duckdb(crowd.as_of), by_the_oracle(crowd.as_of))
