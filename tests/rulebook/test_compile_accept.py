from __future__ import annotations

from datetime import date

from goodstanding.rulebook.pack import Unit, Who
from goodstanding.rulebook.phrases import Anchor, Duration

from .engines import ask
from .worlds import World, at, entity, fact, location
from .worlds_packs import (
    CONTOSO_ENTITY,
    CONTOSO_LOCATION,
    add_version,
    code_accepted,
    make_contoso,
    make_pack,
)

ROW = ("code-accepted", CONTOSO_ENTITY)
PARTNER = ("partner-program", None)


def add_acceptance(world: World, position: int, accepted: str, **part: object) -> None:
    world.add(
        "acceptances",
        acceptance_id=fact(position),
        agreement="partner-code",
        position=position,
        accepted_at=at(accepted),
        **part,
    )


def add_service(world: World, position: int | None, served: str, **part: object) -> None:
    world.add("services", subject="partner-code", position=position, served_at=at(served), **part)


def test_a_deadline_after_the_clocks_change_ends_at_the_new_midnight() -> None:
    world = make_contoso(zone="Europe/Berlin")
    add_version(world, 1, "2024-01-01")
    add_service(world, 1, "2026-10-01")

    before = ask(make_pack(code_accepted()), world, at("2026-10-31 22:59"))[ROW]
    after = ask(make_pack(code_accepted()), world, at("2026-10-31 23:00"))[ROW]

    assert before.due_at == at("2026-10-31 23:00")
    assert (before.status, before.level) == ("pending", "good")
    assert (after.status, after.level) == ("overdue", "at-risk")


def test_an_older_version_lasts_until_a_newer_material_one_takes_effect() -> None:
    world = make_contoso()
    add_version(world, 1, "2024-01-01")
    add_version(world, 2, "2026-06-01")
    add_acceptance(world, 1, "2026-01-10")
    add_service(world, 2, "2026-06-01")

    rows = [ask(make_pack(code_accepted()), world, at(day)) for day in ("2026-05-31", "2026-06-01")]

    assert rows[0][ROW][5:] == (
        *("fulfilled", "good", 0, 1, 1),
        *(None, str(fact(1)), None, at("2026-06-01")),
    )
    assert rows[1][ROW][5:] == (
        *("grace", "attention", 1, 0, 1),
        *(at("2026-07-02"), None, None, at("2026-06-02")),
    )
    assert rows[1][PARTNER].level == "attention"


def test_a_lapsed_acceptance_is_due_its_full_time_after_the_new_version_takes_effect() -> None:
    world = make_contoso()
    add_version(world, 1, "2024-01-01")
    world.add(
        "versions",
        agreement="partner-code",
        position=2,
        material=True,
        published_at=at("2026-05-01"),
        effective_at=at("2026-06-01"),
    )
    add_acceptance(world, 1, "2026-01-10")
    add_service(world, None, "2026-05-02")

    row = ask(make_pack(code_accepted()), world, at("2026-07-02"))[ROW]

    assert (row.status, row.level, row.due_at) == ("overdue", "at-risk", at("2026-07-02"))
    assert row.turns_at == at("2026-08-31")


def test_accepting_the_next_version_early_counts_from_its_effect() -> None:
    world = make_contoso()
    add_version(world, 1, "2024-01-01")
    add_version(world, 2, "2026-06-01")
    add_acceptance(world, 2, "2026-05-20")
    add_service(world, 1, "2026-05-15")

    rows = [ask(make_pack(code_accepted()), world, at(day)) for day in ("2026-05-31", "2026-06-01")]

    assert (rows[0][ROW].status, rows[0][ROW].fact) == ("pending", None)
    assert (rows[1][ROW].status, rows[1][ROW].fact) == ("fulfilled", str(fact(2)))


def test_a_new_version_never_forgives_an_old_one() -> None:
    world = make_contoso()
    add_version(world, 1, "2024-01-01")
    add_version(world, 2, "2026-06-01")
    add_service(world, 1, "2026-01-10")
    add_service(world, 2, "2026-06-01")

    row = ask(make_pack(code_accepted()), world, at("2026-06-02"))[ROW]

    assert (row.status, row.level) == ("overdue", "restricted")
    assert row.due_at == at("2026-02-10")


def test_a_version_that_is_withdrawn_or_not_material_asks_for_nothing() -> None:
    world = make_contoso()
    add_version(world, 1, "2024-01-01")
    add_version(world, 2, "2025-01-01", material=False)
    world.add(
        "versions",
        agreement="partner-code",
        position=3,
        material=True,
        published_at=at("2026-01-01"),
        effective_at=at("2026-01-01"),
        withdrawn_at=at("2026-01-11"),
    )
    add_acceptance(world, 1, "2024-01-10")
    pack = make_pack(code_accepted(anchor=Anchor.EFFECT))

    rows = [ask(pack, world, at(day)) for day in ("2026-01-10", "2026-01-11")]

    assert (rows[0][ROW].status, rows[0][ROW].turns_at) == ("grace", at("2026-01-11"))
    assert rows[1][ROW].status == "fulfilled"


def test_whoever_was_not_served_has_no_due_day() -> None:
    world = make_contoso()
    add_version(world, 1, "2024-01-01")
    add_service(world, 1, "2024-01-02", entity_id=entity(2))

    row = ask(make_pack(code_accepted()), world, at("2026-01-01"))[ROW]

    assert (row.status, row.level, row.note) == ("pending", "good", "not-served")
    assert (row.due_at, row.turns_at) == (None, None)


def test_an_agreement_without_a_version_in_force_asks_for_nothing() -> None:
    none, light = make_contoso(), make_contoso()
    add_version(light, 1, "2024-01-01", material=False)
    add_acceptance(light, 1, "2024-01-10")

    rows = [
        ask(make_pack(code_accepted()), world, at("2026-01-01"))[ROW] for world in (none, light)
    ]

    assert rows[0] == rows[1]
    assert rows[0][5:] == (
        *("fulfilled", "good", 0, 0, 0),
        *(None, None, "nothing-in-force", None),
    )


def test_what_a_version_adds_waits_for_the_transition() -> None:
    world = make_contoso()
    add_version(world, 1, "2024-01-01")
    pack = make_pack(
        code_accepted(anchor=Anchor.ASSIGNMENT, since=date(2026, 1, 1)),
        transition=Duration(days=60),
    )

    row = ask(pack, world, at("2026-02-01"))[ROW]

    assert (row.status, row.due_at) == ("pending", at("2026-03-03"))


def test_publication_and_effect_are_days_to_count_from() -> None:
    world = make_contoso()
    world.add(
        "versions",
        agreement="partner-code",
        position=1,
        material=True,
        published_at=at("2026-01-01"),
        effective_at=at("2026-01-16"),
    )
    packs = [
        make_pack(code_accepted(anchor=anchor)) for anchor in (Anchor.PUBLICATION, Anchor.EFFECT)
    ]

    due = [ask(pack, world, at("2026-01-20"))[ROW].due_at for pack in packs]

    assert due == [at("2026-02-01"), at("2026-02-16")]


def test_a_new_location_of_a_covered_region_is_covered_and_another_is_not() -> None:
    world = make_contoso()
    for number, region in ((2, "emea"), (3, "amer")):
        world.add(
            "locations",
            location_id=location(number),
            country="DE",
            region=region,
            from_at=at("2025-01-01"),
        )
    add_version(world, 1, "2024-01-01")
    add_acceptance(world, 1, "2024-01-10", region="emea")
    pack = make_pack(code_accepted(per=Unit.LOCATION, anchor=Anchor.ASSIGNMENT))

    rows = ask(pack, world, at("2026-01-01"))

    statuses = [rows["code-accepted", str(location(n))].status for n in (1, 2, 3)]
    assert statuses == ["fulfilled", "fulfilled", "overdue"]


def test_a_location_counts_for_its_partner_up_to_the_second_best_level() -> None:
    world = make_contoso()
    add_version(world, 1, "2024-01-01")
    pack = make_pack(code_accepted(per=Unit.LOCATION, anchor=Anchor.ASSIGNMENT))

    rows = ask(pack, world, at("2026-01-01"))

    assert rows["code-accepted", CONTOSO_LOCATION].level == "restricted"
    assert rows[PARTNER].level == "attention"


def test_an_entity_that_is_sold_owes_nothing_any_more() -> None:
    world = make_contoso()
    world.of("locations")[0]["until_at"] = at("2026-03-01")
    add_version(world, 1, "2024-01-01")
    pack = make_pack(code_accepted(anchor=Anchor.ASSIGNMENT))

    before, after = (ask(pack, world, at(day)) for day in ("2026-02-28", "2026-03-01"))

    assert before[PARTNER].level == "restricted"
    assert before[PARTNER].turns_at == at("2026-03-01")
    assert list(after) == [PARTNER]


def test_one_acceptance_can_stand_for_the_whole_partner() -> None:
    world = make_contoso()
    add_version(world, 1, "2024-01-01")
    add_acceptance(world, 1, "2024-01-10", entity_id=entity(7))

    row = ask(make_pack(code_accepted(per=Unit.PARTNER)), world, at("2026-01-01"))

    assert row["code-accepted", None].status == "fulfilled"


def test_moving_to_another_address_does_not_renew_the_time_to_accept() -> None:
    world = make_contoso()
    world.of("locations")[0]["until_at"] = at("2026-01-01")
    world.add("locations", country="DE", region="amer", from_at=at("2026-01-01"))
    add_version(world, 1, "2024-01-01")

    row = ask(make_pack(code_accepted(anchor=Anchor.ASSIGNMENT)), world, at("2026-01-02"))[ROW]

    assert row.due_at == at("2024-02-01")


def test_a_unit_whose_region_nobody_said_is_unknown_and_its_level_does_not_move() -> None:
    world = make_contoso(region=None)
    add_version(world, 1, "2024-01-01")
    who = Who(regions=("emea",))
    pack = make_pack(code_accepted(anchor=Anchor.ASSIGNMENT, who=who))

    rows = ask(pack, world, at("2026-01-01"))

    assert rows[ROW][5:13] == ("unknown", "good", 0, None, None, None, None, "place-unknown")
    assert (rows[PARTNER].status, rows[PARTNER].level) == ("unknown", "good")


def test_a_duty_binds_whom_it_names_and_not_whom_it_excludes() -> None:
    world = make_contoso()
    add_version(world, 1, "2024-01-01")
    bound = Who(tiers=("reseller",), countries=("DE", "AT"), excluded=Who(regions=("amer",)))
    free = Who(excluded=Who(tiers=("reseller",), countries=("DE",)))

    rows = [
        ask(make_pack(code_accepted(who=who)), world, at("2026-01-01")) for who in (bound, free)
    ]

    assert [ROW in found for found in rows] == [True, False]


def test_what_was_learnt_later_does_not_change_what_was_known() -> None:
    world = make_contoso()
    add_version(world, 1, "2024-01-01")
    add_acceptance(world, 1, "2024-01-10", known_from=at("2026-02-01"))
    pack = make_pack(code_accepted(anchor=Anchor.ASSIGNMENT))

    then = ask(pack, world, at("2026-01-01"), known_at=at("2026-01-31"))[ROW]
    now = ask(pack, world, at("2026-01-01"), known_at=at("2026-02-01"))[ROW]

    assert (then.status, now.status) == ("overdue", "fulfilled")


def test_accepting_an_old_version_when_a_new_one_is_in_effect_is_no_earlier_fulfilment() -> None:
    world = make_contoso()
    add_version(world, 1, "2024-01-01")
    add_version(world, 2, "2026-06-01")
    add_acceptance(world, 1, "2026-06-01")

    row = ask(make_pack(code_accepted(anchor=Anchor.ASSIGNMENT)), world, at("2026-06-01"))[ROW]

    assert (row.status, row.due_at) == ("pending", at("2026-06-02"))


def test_a_version_is_never_due_before_it_takes_effect() -> None:
    world = make_contoso()
    world.add(
        "versions",
        agreement="partner-code",
        position=1,
        material=True,
        published_at=at("2026-01-01"),
        effective_at=at("2026-06-01"),
    )
    add_service(world, 1, "2026-01-01")

    row = ask(make_pack(code_accepted()), world, at("2026-06-01"))[ROW]

    assert (row.status, row.due_at) == ("pending", at("2026-06-02"))


def test_accepting_a_version_that_never_took_effect_counts_for_nothing() -> None:
    world = make_contoso()
    add_version(world, 1, "2024-01-01")
    add_version(world, 2, "2026-06-01")
    world.of("versions")[1]["withdrawn_at"] = at("2026-06-01")
    add_acceptance(world, 2, "2026-05-20")

    row = ask(make_pack(code_accepted(anchor=Anchor.ASSIGNMENT)), world, at("2026-06-02"))[ROW]

    assert (row.status, row.fact) == ("overdue", None)


def test_a_notice_that_names_no_version_serves_those_published_by_then() -> None:
    world = make_contoso()
    add_version(world, 1, "2026-01-01")
    add_version(world, 2, "2026-06-01")
    add_service(world, None, "2026-01-05")
    add_acceptance(world, 1, "2026-01-10")

    row = ask(make_pack(code_accepted()), world, at("2026-06-01"))[ROW]

    assert (row.status, row.note) == ("pending", "not-served")
