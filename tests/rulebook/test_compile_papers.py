from __future__ import annotations

from datetime import date

import pytest

from goodstanding.rulebook.pack import Unit, Who
from goodstanding.rulebook.phrases import Anchor

from .engines import ask
from .worlds import World, at, entity, fact, location
from .worlds_packs import (
    CONTOSO,
    CONTOSO_ENTITY,
    CONTOSO_LOCATION,
    attested,
    insured,
    make_contoso,
    make_pack,
)

ATTESTED = ("yearly-attestation", CONTOSO_ENTITY)
INSURED = ("insured", None)


def state(world: World, made: str, **values: object) -> None:
    """Let the entity state that it follows the code."""
    given = {"id": fact(1), "unit": CONTOSO_ENTITY, "name": "code-followed", "from_at": at(made)}
    world.add("statements", **given | values)


def show(world: World, shown: str, **values: object) -> None:
    """Put the certificate of the partner on file."""
    given = {"id": fact(2), "unit": str(CONTOSO), "name": "insurance", "from_at": at(shown)}
    world.add("documents", **given | values)


def test_a_statement_is_good_for_as_long_as_the_rules_say() -> None:
    world = make_contoso()
    state(world, "2025-02-28 15:00")

    row = ask(make_pack(attested()), world, at("2026-02-28"))[ATTESTED]
    after = ask(make_pack(attested()), world, at("2026-03-01"))[ATTESTED]

    assert row[5:] == (
        *("fulfilled", "good", 0, 1, 1),
        *(at("2026-03-31"), str(fact(1)), None, at("2026-03-01")),
    )
    assert after[5:] == (
        *("grace", "attention", 1, 0, 1),
        *(at("2026-03-31"), None, None, at("2026-03-31")),
    )


def test_a_statement_ends_at_its_own_end_where_that_is_sooner() -> None:
    world = make_contoso()
    state(world, "2025-02-28", until_at=at("2025-06-01 09:00"), until_on=date(2025, 6, 1))

    before = ask(make_pack(attested()), world, at("2025-06-01 08:59"))[ATTESTED]
    after = ask(make_pack(attested()), world, at("2025-06-01 09:00"))[ATTESTED]

    assert (before.status, before.turns_at) == ("fulfilled", at("2025-06-01 09:00"))
    assert (after.status, after.due_at) == ("grace", at("2025-07-02"))


def test_the_validity_of_a_statement_ends_with_the_day_of_its_unit() -> None:
    world = make_contoso(zone="America/Vancouver")
    state(world, "2025-02-28 20:00", from_on=date(2025, 2, 28))

    row = ask(make_pack(attested()), world, at("2026-03-01 07:59"))[ATTESTED]

    assert (row.status, row.turns_at) == ("fulfilled", at("2026-03-01 08:00"))


def test_what_nobody_has_stated_is_due_after_assignment() -> None:
    world = make_contoso()
    state(world, "2024-01-05", name="other")
    state(world, "2024-01-05", unit=str(entity(2)))

    row = ask(make_pack(attested()), world, at("2024-01-31"))[ATTESTED]
    due = ask(make_pack(attested()), world, at("2024-02-01"))[ATTESTED]

    assert (row.status, row.due_at) == ("pending", at("2024-02-01"))
    assert (due.status, due.level, due.have, due.need) == ("overdue", "at-risk", 0, 1)


@pytest.mark.parametrize(
    ("per", "unit", "named"),
    [
        (Unit.PARTNER, str(CONTOSO), None),
        (Unit.ENTITY, CONTOSO_ENTITY, CONTOSO_ENTITY),
        (Unit.LOCATION, CONTOSO_LOCATION, CONTOSO_LOCATION),
    ],
)
def test_a_paper_is_of_the_unit_whose_identifier_it_has(
    per: Unit, unit: str, named: str | None
) -> None:
    world = make_contoso()
    state(world, "2024-01-05", unit=unit)

    rows = ask(make_pack(attested(per=per)), world, at("2024-02-15"))

    assert rows["yearly-attestation", named].status == "fulfilled"


def test_a_statement_can_wait_for_its_notice() -> None:
    world = make_contoso()
    pack = make_pack(attested(anchor=Anchor.SERVICE))

    before = ask(pack, world, at("2026-01-01"))[ATTESTED]
    world.add("services", subject="yearly-attestation", served_at=at("2025-12-24"))
    world.add(
        "services", entity_id=entity(2), subject="yearly-attestation", served_at=at("2025-12-01")
    )
    after = ask(pack, world, at("2026-01-01"))[ATTESTED]

    assert (before.status, before.note, before.due_at) == ("pending", "not-served", None)
    assert (after.status, after.due_at) == ("pending", at("2026-01-24"))


def test_a_statement_of_tomorrow_does_not_count_today() -> None:
    world = make_contoso()
    state(world, "2025-02-28")

    rows = ask(make_pack(attested()), world, at("2024-01-10"))

    assert rows[ATTESTED].status == "pending"
    assert rows["partner-program", None].turns_at == at("2024-02-01")


def test_where_nobody_knows_whether_it_binds_a_statement_is_unknown() -> None:
    world = make_contoso(region=None)
    state(world, "2024-01-05")
    pack = make_pack(attested(who=Who(regions=("emea",))))

    row = ask(pack, world, at("2024-02-15"))[ATTESTED]

    assert (row.status, row.note, row.have) == ("unknown", "place-unknown", None)


def test_a_document_without_an_end_never_falls_due_again() -> None:
    world = make_contoso()
    show(world, "2024-01-10")

    row = ask(make_pack(insured()), world, at("2030-01-10"))[INSURED]

    assert row[5:] == ("fulfilled", "good", 0, 1, 1, None, str(fact(2)), None, None)


def test_a_document_that_ended_gives_time_for_the_next() -> None:
    world = make_contoso()
    show(world, "2024-01-10", until_at=at("2025-01-01"), until_on=date(2024, 12, 31))
    show(world, "2025-01-20", id=fact(3), unit=str(location(1)))

    row = ask(make_pack(insured()), world, at("2025-01-20"))[INSURED]
    due = ask(make_pack(insured()), world, at("2025-01-31"))[INSURED]

    assert (row.status, row.due_at) == ("grace", at("2025-01-31"))
    assert due.status == "overdue"


def test_a_location_without_its_document_counts_for_its_partner_as_one_step() -> None:
    world = make_contoso()

    rows = ask(make_pack(insured(per=Unit.LOCATION)), world, at("2025-01-20"))

    assert rows["insured", CONTOSO_LOCATION].level == "restricted"
    assert rows["partner-program", None].level == "attention"
