"""Waivers, countdowns, measures, and the row of the partner."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from goodstanding.rulebook.compile import Kind
from goodstanding.rulebook.phrases import Anchor

from .engines import ask, duck
from .worlds import at, fact, location
from .worlds_packs import (
    CONTOSO,
    CONTOSO_ENTITY,
    add_version,
    code_accepted,
    contacts,
    make_contoso,
    make_pack,
    trained,
)

CODE = code_accepted(anchor=Anchor.ASSIGNMENT)
PACK = make_pack(CODE)
ROW = ("code-accepted", CONTOSO_ENTITY)
PARTNER = ("partner-program", None)


def test_a_waiver_counts_as_met_and_time_does_not_run_meanwhile() -> None:
    world = make_contoso()
    add_version(world, 1, "2024-01-01")
    world.add(
        "waivers",
        waiver_id=fact(1),
        obligation="code-accepted",
        unit=CONTOSO_ENTITY,
        from_at=at("2026-01-01"),
        until_at=at("2026-04-01"),
        until_on=date(2026, 3, 31),
    )

    before, during, after = (
        ask(PACK, world, at(day)) for day in ("2025-12-31", "2026-03-31", "2026-04-01")
    )

    assert (before[ROW].level, before[PARTNER].turns_at) == ("restricted", at("2026-01-01"))
    assert (during[ROW].status, during[ROW].level) == ("waived", "good")
    assert (during[ROW].fact, during[ROW].turns_at) == (str(fact(1)), at("2026-04-01"))
    assert (during[PARTNER].have, during[PARTNER].need) == (1, 1)
    assert (after[ROW].status, after[ROW].level) == ("overdue", "at-risk")


def test_each_step_of_the_countdown_turns_the_row() -> None:
    world = make_contoso()
    world.of("locations")[0].update(from_at=at("2026-01-31"))
    add_version(world, 1, "2024-01-01")

    rows = [
        ask(PACK, world, at(day))[ROW]
        for day in ("2026-01-31", "2026-02-01", "2026-03-03", "2026-05-02")
    ]

    assert [row.level for row in rows] == ["good", "good", "at-risk", "restricted"]
    assert [row.turns_at for row in rows] == [
        at("2026-02-01"),
        at("2026-03-03"),
        at("2026-05-02"),
        None,
    ]


def test_a_duty_without_a_countdown_never_moves_the_level() -> None:
    world = make_contoso()
    add_version(world, 1, "2024-01-01")

    row = ask(make_pack(replace(CODE, countdown=None)), world, at("2026-01-01"))[ROW]

    assert (row.status, row.level) == ("overdue", "good")


def test_measures_bind_while_they_last_and_the_worst_reason_wins() -> None:
    world = make_contoso()
    span = {"from_at": at("2026-01-01"), "until_at": at("2026-02-01")}
    world.add("measures", measure_id=fact(1), measure="suspension", **span)
    world.add("measures", measure_id=fact(2), measure="warning", from_at=at("2026-01-01"))
    world.add("measures", measure_id=fact(3), measure="pause", from_at=at("2026-01-01"))
    world.add("measures", measure_id=fact(4), measure="retired", from_at=at("2026-01-01"))

    during, after = (ask(make_pack(), world, at(day)) for day in ("2026-01-31", "2026-02-01"))

    assert during[PARTNER][5:10] == ("fulfilled", "suspended", 4, 0, 0)
    assert during[PARTNER].turns_at == at("2026-02-01")
    assert during["suspension", None][5:] == (
        *("in-force", "suspended", 4, None, None),
        *(None, str(fact(1)), None, at("2026-02-01")),
    )
    assert during["retired", None].note == "not-in-pack"
    assert after[PARTNER].level == "attention"


def test_a_measure_on_a_location_counts_for_the_partner_up_to_the_second_best_level() -> None:
    world = make_contoso()
    world.add(
        "measures",
        measure_id=fact(1),
        location_id=location(1),
        measure="suspension",
        from_at=at("2026-01-01"),
    )

    rows = ask(make_pack(), world, at("2026-01-01"))

    assert rows["suspension", str(location(1))].level == "suspended"
    assert rows[PARTNER].level == "attention"


def test_a_pack_says_how_far_a_location_weighs_on_its_partner() -> None:
    world = make_contoso()
    world.add(
        "measures",
        measure_id=fact(1),
        measure="suspension",
        location_id=location(1),
        from_at=at("2025-01-01"),
    )
    lenient, strict = (replace(PACK, location_most=most) for most in ("good", "restricted"))

    levels = [ask(pack, world, at("2025-02-01"))[PARTNER].level for pack in (lenient, PACK, strict)]

    assert levels == ["good", "attention", "restricted"]


def test_the_partner_comes_first_and_then_the_worst() -> None:
    world = make_contoso()
    add_version(world, 1, "2024-01-01")
    world.add("measures", measure_id=fact(1), measure="warning", from_at=at("2026-01-01"))
    pack = make_pack(trained(), contacts(), CODE)
    duck().load(world)

    rows = duck().ask(pack, as_of=at("2026-01-10"))

    assert [(row.kind, row.source, row.level) for row in rows] == [
        (Kind.PARTNER, "partner-program", "restricted"),
        (Kind.OBLIGATION, "contacts", "restricted"),
        (Kind.OBLIGATION, "code-accepted", "restricted"),
        (Kind.MEASURE, "warning", "attention"),
        (Kind.OBLIGATION, "trained", "good"),
    ]
    assert rows[0][5:11] == ("overdue", "restricted", 3, 0, 3, at("2024-01-16"))
    assert rows[0].partner_id == CONTOSO


def test_a_partner_who_is_not_enrolled_owes_nothing_and_keeps_its_measures() -> None:
    world = make_contoso()
    world.of("enrolments")[0]["until_at"] = at("2025-01-01")
    world.add("measures", measure_id=fact(1), measure="suspension", from_at=at("2024-06-01"))
    add_version(world, 1, "2024-01-01")

    rows = ask(PACK, world, at("2026-01-01"))

    assert set(rows) == {PARTNER, ("suspension", None)}
    assert (rows[PARTNER].note, rows[PARTNER].level) == ("not-enrolled", "suspended")


def test_a_due_day_the_calendar_does_not_have_is_unknown() -> None:
    world = make_contoso()
    world.of("locations")[0]["zone"] = "Antarctica/Troll"
    add_version(world, 1, "2024-01-01")
    duck().load(world)

    rows = duck().ask(PACK, as_of=at("2026-01-01"))

    assert [(r.status, r.level, r.note) for r in rows] == [
        ("unknown", "good", None),
        ("unknown", "good", "no-calendar"),
    ]


def test_a_waiver_for_one_unit_waives_nothing_for_another() -> None:
    world = make_contoso()
    add_version(world, 1, "2024-01-01")
    world.add(
        "waivers",
        waiver_id=fact(1),
        obligation="code-accepted",
        unit=str(location(1)),
        from_at=at("2026-01-01"),
        until_at=at("2026-04-01"),
        until_on=date(2026, 3, 31),
    )

    row = ask(PACK, world, at("2026-02-01"))[ROW]

    assert (row.status, row.fact) == ("overdue", None)
