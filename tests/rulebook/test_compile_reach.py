from __future__ import annotations

from datetime import date

from goodstanding.rulebook.phrases import Anchor

from .engines import ask
from .worlds import World, at, fact, person
from .worlds_packs import contacts, make_contoso, make_pack

ROW = ("contacts", "security")
PACK = make_pack(contacts())


def add_contact(world: World, **values: object) -> None:
    world.add(
        "contacts",
        **{"contact_id": fact(1), "role": "security", "from_at": at("2024-01-01")} | values,
    )


def add_proof(world: World, proved: str, outcome: str = "delivered") -> None:
    world.add("proofs", contact_id=fact(1), proved_at=at(proved), outcome=outcome)


def test_a_role_is_reached_while_a_delivery_is_recent() -> None:
    world = make_contoso()
    add_contact(world)
    add_proof(world, "2025-03-10")

    row = ask(PACK, world, at("2026-03-10"))[ROW]
    after = ask(PACK, world, at("2026-03-11"))[ROW]

    assert row[5:] == (
        *("fulfilled", "good", 0, 1, 1),
        *(at("2026-03-25"), str(fact(1)), None, at("2026-03-11")),
    )
    assert (after.status, after.level, after.due_at) == ("grace", "attention", at("2026-03-25"))


def test_a_hard_failure_ends_it_until_the_next_delivery() -> None:
    world = make_contoso()
    add_contact(world)
    add_proof(world, "2025-03-10")
    add_proof(world, "2025-06-01 12:00", "failed")
    add_proof(world, "2025-06-20", "delivered")

    rows = [ask(PACK, world, at(day))[ROW] for day in ("2025-06-01 12:00", "2025-06-20")]

    assert (rows[0].status, rows[0].due_at) == ("grace", at("2025-06-16"))
    assert rows[1].status == "fulfilled"


def test_a_contact_who_left_reaches_nobody() -> None:
    world = make_contoso()
    add_contact(world, until_at=at("2025-06-01"), until_on=date(2025, 5, 31))
    add_proof(world, "2025-03-10")

    row = ask(PACK, world, at("2025-06-15"))[ROW]

    assert (row.status, row.level, row.due_at) == ("overdue", "at-risk", at("2025-06-15"))


def test_a_role_nobody_holds_is_due_after_assignment() -> None:
    world = make_contoso()
    add_contact(world, role="finance")
    add_proof(world, "2025-03-10")

    row = ask(PACK, world, at("2024-01-15"))[ROW]
    due = ask(PACK, world, at("2024-01-16"))[ROW]

    assert (row.status, row.due_at) == ("pending", at("2024-01-16"))
    assert (due.status, due.have, due.need) == ("overdue", 0, 1)


def test_a_duty_about_contacts_can_wait_for_its_notice() -> None:
    world = make_contoso()
    pack = make_pack(contacts(anchor=Anchor.SERVICE))

    before = ask(pack, world, at("2026-01-01"))[ROW]
    world.add("services", subject="contacts", served_at=at("2025-12-24"))
    after = ask(pack, world, at("2026-01-01"))[ROW]

    assert (before.status, before.note) == ("pending", "not-served")
    assert (after.status, after.due_at) == ("pending", at("2026-01-08"))


def test_any_of_several_people_in_the_role_is_enough() -> None:
    world = make_contoso()
    add_contact(world)
    add_contact(world, contact_id=fact(2), person_id=person(2))
    world.add("proofs", contact_id=fact(2), proved_at=at("2025-12-01"), outcome="delivered")

    row = ask(PACK, world, at("2026-01-01"))[ROW]

    assert (row.status, row.fact) == ("fulfilled", str(fact(2)))


def test_of_a_delivery_and_a_failure_at_one_instant_the_failure_counts() -> None:
    world = make_contoso()
    add_contact(world)
    add_proof(world, "2025-03-10")
    add_proof(world, "2025-03-10", "failed")

    row = ask(PACK, world, at("2025-03-11"))[ROW]

    assert (row.status, row.have) == ("overdue", 0)


def test_a_contact_nobody_has_reached_yet_is_not_enough() -> None:
    world = make_contoso()
    add_contact(world)

    row = ask(PACK, world, at("2025-03-11"))[ROW]

    assert (row.status, row.fact) == ("overdue", None)
