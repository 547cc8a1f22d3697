"""Authorizations: tested on anniversaries of the grant, counted down, cured, or final."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from goodstanding.rulebook.compile import Kind
from goodstanding.rulebook.pack import Unit, Who
from goodstanding.rulebook.phrases import Anchor, Due, Duration

from .engines import ask, duck
from .worlds import Answer, World, at, entity, fact, location
from .worlds_packs import (
    CONTOSO_LOCATION,
    add_amounts,
    add_version,
    code_accepted,
    contacts,
    make_contoso,
    make_pack,
    reseller,
    yearly_revenue,
)

CODE = code_accepted(anchor=Anchor.ASSIGNMENT)
REVENUE = replace(yearly_revenue(), countdown=None)
PACK = make_pack(CODE, contacts(), REVENUE, authorizations=(reseller("code-accepted"),))
ROW = ("reseller", CONTOSO_LOCATION)
PARTNER = ("partner-program", None)


def make_reseller(granted: str = "2024-03-31") -> World:
    """Return Contoso with the authorization; its code falls due on 31 January 2024."""
    world = make_contoso()
    add_version(world, 1, "2024-01-01")
    grant(world, granted)
    return world


def grant(world: World, granted: str, **also: object) -> None:
    granted_on = date.fromisoformat(granted)
    world.add(
        "grants",
        **{
            "grant_id": fact(90),
            "name": "reseller",
            "granted_on": granted_on,
            "from_at": at(granted),
        }
        | also,
    )


def accept(world: World, instant: datetime) -> None:
    world.add(
        "acceptances",
        acceptance_id=fact(1),
        agreement="partner-code",
        position=1,
        accepted_at=instant,
    )


def standing(world: World, day: str) -> Answer:
    return ask(PACK, world, at(day))[ROW]


def test_an_unmet_need_is_tested_on_the_next_anniversary_and_never_on_the_day_of_the_grant() -> (
    None
):
    world = make_reseller()

    rows = [standing(world, day) for day in ("2024-03-31", "2024-12-31", "2025-03-31 23:59")]

    assert {row.due_at for row in rows} == {at("2025-04-01")}
    assert [(row.status, row.level, row.have, row.need) for row in rows] == [
        ("pending", "good", 0, 1)
    ] * 3
    assert [row.turns_at for row in rows[1:]] == [at("2025-01-01"), at("2025-04-01")]
    assert rows[0].fact == str(fact(90))


@pytest.mark.parametrize(
    ("day", "level", "turns"),
    [
        ("2025-04-01", "restricted", "2025-05-01"),
        ("2025-05-01", "suspended", "2025-05-31"),
        ("2025-05-31", "suspended", None),  # What is final is set by an act on record alone.
    ],
)
def test_each_step_after_the_anniversary_sets_its_level_and_a_final_one_none(
    day: str, level: str, turns: str | None
) -> None:
    row = standing(make_reseller(), day)

    assert (row.status, row.level) == ("overdue", level)
    assert row.turns_at == (None if turns is None else at(turns))


def test_a_cure_ends_it_at_once() -> None:
    world = make_reseller()
    accept(world, at("2025-04-20 09:30"))

    before, after = standing(world, "2025-04-20 09:29"), standing(world, "2025-04-20 09:30")

    assert (before.status, before.level) == ("overdue", "restricted")
    assert (after.status, after.level, after.have, after.due_at) == ("fulfilled", "good", 1, None)


def test_the_row_stops_what_its_level_stops_and_counts_little_for_the_partner() -> None:
    world = make_reseller()
    pack = make_pack(replace(CODE, countdown=None), authorizations=(reseller("code-accepted"),))

    rows = ask(pack, world, at("2025-04-01"))

    assert rows[ROW].kind == Kind.AUTHORIZATION
    assert (rows[ROW].level, rows[PARTNER].level) == ("restricted", "attention")
    assert (rows[PARTNER].have, rows[PARTNER].need) == (0, 1)
    code = rows["code-accepted", str(entity(1))]
    assert (code.status, code.level) == ("overdue", "good")


def test_the_earliest_due_day_of_the_unmet_needs_decides() -> None:
    world = make_reseller()
    pack = make_pack(CODE, contacts(), authorizations=(reseller("code-accepted", "contacts"),))
    accept(world, at("2025-06-01"))

    before, after = ask(pack, world, at("2025-05-31"))[ROW], ask(pack, world, at("2025-06-01"))[ROW]

    assert (before.have, before.need, before.level) == (0, 2, "suspended")
    assert (after.have, after.need, after.level) == (1, 2, "suspended")
    assert after.due_at == at("2025-04-01")


def test_a_need_due_after_one_anniversary_is_tested_on_the_next() -> None:
    world = make_reseller()
    world.of("versions")[0].update(effective_at=at("2025-03-31"), effective_on=date(2025, 3, 31))
    due = Due(anchor=Anchor.EFFECT, after=Duration(days=1))
    pack = make_pack(replace(CODE, due=due), authorizations=(reseller("code-accepted"),))

    row = ask(pack, world, at("2025-06-30"))[ROW]

    assert (row.status, row.due_at, row.level) == ("pending", at("2026-04-01"), "good")


def test_a_grant_of_a_leap_day_is_tested_on_the_last_day_of_february() -> None:
    row = standing(make_reseller("2024-02-29"), "2024-06-01")

    assert row.due_at == at("2025-03-01")


def test_what_must_be_attained_counts_from_the_grant() -> None:
    world = make_reseller()
    pack = make_pack(CODE, REVENUE, authorizations=(reseller("code-accepted", "yearly-revenue"),))
    accept(world, at("2024-01-15"))
    add_amounts(world, "2024-03-01", *[7_500] * 12)

    running, late = ask(pack, world, at("2025-03-31")), ask(pack, world, at("2025-04-01"))

    need = ("yearly-revenue", CONTOSO_LOCATION)
    assert (running[need].have, running[need].due_at) == (90_000, at("2025-04-01"))
    assert (running[ROW].status, running[ROW].have, running[ROW].need) == ("pending", 1, 2)
    assert (late[need].status, late[need].level) == ("overdue", "good")
    assert (late[ROW].level, late[PARTNER].level) == ("restricted", "attention")


def test_what_must_be_attained_does_not_count_from_a_grant_that_ended_for_good() -> None:
    world = make_reseller()
    pack = make_pack(CODE, REVENUE, authorizations=(reseller("code-accepted", "yearly-revenue"),))
    add_amounts(world, "2024-01-01", *[7_500] * 12)
    world.of("grants")[0]["final_level"] = "revoked"
    need = ("yearly-revenue", CONTOSO_LOCATION)

    lost = ask(pack, world, at("2024-06-01"))[need]
    grant(world, "2024-05-15", grant_id=fact(91))
    anew = ask(pack, world, at("2024-06-01"))[need]

    assert lost.due_at == at("2025-01-02")  # since it was assigned, on 1 January 2024
    assert anew.due_at == at("2025-05-16")


def test_an_unknown_need_is_unknown_and_moves_no_level() -> None:
    world = make_reseller()
    pack = make_pack(REVENUE, authorizations=(reseller("yearly-revenue"),))

    row = ask(pack, world, at("2025-06-30"))[ROW]

    assert (row.status, row.level, row.have, row.due_at) == ("unknown", "good", None, None)


def test_a_waived_need_counts_as_met() -> None:
    world = make_reseller()
    world.add(
        "waivers",
        waiver_id=fact(1),
        obligation="code-accepted",
        from_at=at("2025-01-01"),
        until_at=at("2026-01-01"),
        until_on=date(2025, 12, 31),
    )

    during, after = standing(world, "2025-12-31"), standing(world, "2026-01-01")

    assert (during.status, during.have) == ("fulfilled", 1)
    assert (after.status, after.due_at, after.level) == ("pending", at("2026-04-01"), "good")


def test_a_final_level_stays_whatever_is_met_later() -> None:
    world = make_reseller()
    accept(world, at("2025-06-01"))
    world.of("grants")[0]["final_level"] = "revoked"

    row = standing(world, "2025-06-01")

    assert (row.status, row.level, row.note, row.have) == ("fulfilled", "revoked", "final", 1)


def test_a_final_level_the_pack_no_longer_has_is_told() -> None:
    world = make_reseller()
    accept(world, at("2025-06-01"))
    world.of("grants")[0]["final_level"] = "banished"

    row = standing(world, "2025-06-01")

    assert (row.level, row.note) == ("good", "not-in-pack")


def test_only_a_grant_that_holds_at_a_place_of_the_partner_is_tested() -> None:
    world = make_reseller()
    world.of("grants")[0]["until_at"] = at("2025-04-01")
    grant(world, "2024-03-31", grant_id=fact(91), location_id=location(9))
    grant(world, "2024-03-31", grant_id=fact(92), name="host")

    before, after = ask(PACK, world, at("2025-03-31")), ask(PACK, world, at("2025-04-01"))

    assert [row.source for row in before.values() if row.kind == Kind.AUTHORIZATION] == ["reseller"]
    assert before[PARTNER].turns_at == at("2025-04-01")
    assert not [row for row in after.values() if row.kind == Kind.AUTHORIZATION]


def test_a_need_of_another_place_is_none_of_this_one() -> None:
    world = make_reseller()
    world.add(
        "locations",
        location_id=location(2),
        entity_id=entity(2),
        country="DE",
        region="emea",
        from_at=at("2024-01-01"),
    )
    grant(world, "2024-03-31", grant_id=fact(91), location_id=location(2))
    accept(world, at("2025-01-01"))

    rows = ask(PACK, world, at("2025-04-01"))

    assert (rows[ROW].status, rows["reseller", str(location(2))].status) == ("fulfilled", "overdue")


def test_a_need_that_binds_nobody_there_is_met() -> None:
    world = make_reseller()
    code = replace(CODE, who=Who(countries=("CA",)))
    pack = make_pack(code, authorizations=(reseller("code-accepted"),))

    row = ask(pack, world, at("2025-04-01"))[ROW]

    assert (row.status, row.have, row.need) == ("fulfilled", 1, 1)


def test_needs_of_locations_entities_and_partners_are_found_for_a_location() -> None:
    world = make_reseller()
    local = replace(code_accepted(per=Unit.LOCATION, anchor=Anchor.ASSIGNMENT), name="local")
    whole = replace(code_accepted(per=Unit.PARTNER, anchor=Anchor.ASSIGNMENT), name="whole")
    pack = make_pack(
        CODE, local, whole, authorizations=(reseller("code-accepted", "local", "whole"),)
    )

    row = ask(pack, world, at("2025-04-01"))[ROW]

    assert (row.have, row.need, row.level) == (0, 3, "restricted")


def test_a_test_on_a_day_the_calendar_does_not_have_is_unknown() -> None:
    world = make_reseller()
    pack = make_pack(contacts(), authorizations=(reseller("contacts"),))
    world.of("locations")[0]["zone"] = "Antarctica/Troll"
    duck().load(world)

    rows = {row.kind: row for row in duck().ask(pack, as_of=at("2025-04-01"))}

    row = rows[Kind.AUTHORIZATION]
    assert (row.status, row.level, row.note) == ("unknown", "good", "no-calendar")


def test_a_duty_may_bind_only_where_an_authorization_is_held() -> None:
    world = make_reseller("2025-03-31")
    who = Who(authorizations=("reseller",), countries=("DE",))
    pack = make_pack(replace(CODE, who=who), authorizations=(reseller("code-accepted"),))

    before, bound = ask(pack, world, at("2025-03-30")), ask(pack, world, at("2025-03-31"))

    assert (before[PARTNER].need, before[PARTNER].turns_at) == (0, at("2025-03-31"))
    code = bound["code-accepted", str(entity(1))]
    assert (code.status, code.due_at) == ("pending", at("2025-05-01"))
