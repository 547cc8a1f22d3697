"""Due days that move to the next working day, whatever they are counted from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from goodstanding.rulebook.compile import compile_pack
from goodstanding.rulebook.pack import Authorization, Obligation, Pack, Roll, Unit
from goodstanding.rulebook.phrases import Anchor, Due, Duration
from goodstanding.rulebook.sql import NotCompiledError

from .engines import ask, duck
from .worlds import SCOPE, World, at, entity, fact, location, person
from .worlds_packs import (
    add_version,
    attested,
    code_accepted,
    insured,
    make_pack,
    reseller,
    trained,
    yearly_revenue,
)

A_DAY = Duration(days=1)
#: The day after is Good Friday, which is followed by a weekend and Easter Monday.
MAUNDY = at("2026-04-02")
TUESDAY_OVER = at("2026-04-08")
#: A Sunday of 2027 is the anniversary of this Saturday.
SATURDAY = at("2026-04-04")


def rolling(
    *duties: Obligation, calendar: str = "DE", authorizations: tuple[Authorization, ...] = ()
) -> Pack:
    pack = make_pack(*duties, authorizations=authorizations)
    return replace(pack, calendar=calendar, roll=Roll.FOLLOWING)


def due(duty: Obligation, anchor: Anchor, after: Duration | None = A_DAY) -> Obligation:
    return replace(duty, due=Due(anchor=anchor, after=after))


def enrolled(since: str, *, country: str | None = None) -> World:
    world = World()
    world.add("enrolments", tier="reseller", zone="UTC", from_at=at(since))
    world.add(
        "locations",
        location_id=location(1),
        entity_id=entity(1),
        country=country,
        zone="UTC",
        from_at=at(since),
    )
    return world


@pytest.mark.parametrize(
    "duty",
    [
        due(insured(), Anchor.ASSIGNMENT),
        due(attested(), Anchor.SERVICE),
        due(code_accepted(), Anchor.SERVICE),
        due(code_accepted(), Anchor.PUBLICATION),
        due(code_accepted(), Anchor.EFFECT),
        trained(joined=A_DAY),
    ],
    ids=lambda duty: str(duty.due or "of each person"),
)
def test_any_due_day_moves_over_days_off_to_the_next_working_day(duty: Obligation) -> None:
    world = enrolled("2026-04-02")
    add_version(world, 1, "2026-04-02")
    for subject in ("partner-code", "yearly-attestation"):
        world.add("services", subject=subject, served_at=MAUNDY)
    world.add("affiliations", person_id=person(1), role="sales", from_at=MAUNDY)

    rows = ask(rolling(duty), world, MAUNDY)

    (row,) = [row for (source, _), row in rows.items() if source == duty.name]
    assert (row.status, row.due_at) == ("pending", TUESDAY_OVER)


@pytest.mark.parametrize("duty", [due(insured(), Anchor.ANNIVERSARY, None), yearly_revenue()])
def test_an_anniversary_moves_and_the_next_is_counted_from_the_same_day(duty: Obligation) -> None:
    world = enrolled("2026-04-04")

    rows = ask(rolling(duty), world, at("2026-05-01"))

    (row,) = [row for (source, _), row in rows.items() if source == duty.name]
    assert row.due_at == at("2027-04-06")  # Monday the 5th, all of it.


def test_a_working_day_stays() -> None:
    row = ask(rolling(due(insured(), Anchor.ASSIGNMENT)), enrolled("2026-04-01"), MAUNDY)

    assert row["insured", None].due_at == at("2026-04-03")


@pytest.mark.parametrize(("country", "over"), [("DE", "2026-04-08"), ("US", "2026-04-04")])
def test_a_location_moves_by_the_calendar_of_its_country(country: str, over: str) -> None:
    duty = due(insured(per=Unit.LOCATION), Anchor.ASSIGNMENT)

    rows = ask(rolling(duty, calendar="CA"), enrolled("2026-04-02", country=country), MAUNDY)

    assert rows["insured", str(location(1))].due_at == at(over)


def test_so_many_working_days_end_on_one() -> None:
    duty = due(insured(), Anchor.ASSIGNMENT, Duration(workdays=2))

    rows = ask(rolling(duty), enrolled("2026-04-02"), MAUNDY)

    assert rows["insured", None].due_at == at("2026-04-09")


def test_the_countdown_starts_at_the_day_it_moved_to() -> None:
    pack = rolling(due(insured(), Anchor.ASSIGNMENT))
    world = enrolled("2026-04-02")

    before = ask(pack, world, at("2026-04-07 23:59"))["insured", None]
    after = ask(pack, world, TUESDAY_OVER)["insured", None]
    later = ask(pack, world, at("2026-06-07"))["insured", None]

    assert (before.level, after.level, later.level) == ("good", "at-risk", "restricted")
    assert before.turns_at == TUESDAY_OVER
    assert later.turns_at is None


def test_the_end_of_a_waiver_moves_too() -> None:
    world = enrolled("2026-04-01")
    world.add(
        "waivers",
        waiver_id=fact(3),
        obligation="insured",
        from_at=at("2026-04-01"),
        until_at=at("2026-04-20"),
        until_on=date(2026, 4, 19),
    )

    rows = ask(rolling(due(insured(), Anchor.ASSIGNMENT)), world, at("2026-04-20"))

    assert rows["insured", None].due_at == at("2026-04-21")  # Monday, the day after the Sunday.


def test_a_right_is_tested_on_the_working_day_after_the_anniversary_and_not_a_year_later() -> None:
    world = enrolled("2026-04-04", country="DE")
    world.add(
        "grants", grant_id=fact(90), name="reseller", granted_on=date(2026, 4, 4), from_at=SATURDAY
    )
    need = replace(due(insured(), Anchor.ANNIVERSARY, None), countdown=None)
    pack = rolling(need, authorizations=(reseller("insured"),))

    rows = ask(pack, world, at("2026-05-01"))

    assert rows["reseller", str(location(1))].due_at == at("2027-04-06")


def test_a_right_is_not_tested_before_the_day_its_need_moved_to() -> None:
    world = enrolled("2025-04-03", country="US")
    world.add(
        "grants",
        grant_id=fact(90),
        name="reseller",
        granted_on=date(2025, 4, 3),
        from_at=at("2025-04-03"),
    )
    need = replace(due(insured(), Anchor.ANNIVERSARY, None), countdown=None)
    pack = rolling(need, authorizations=(reseller("insured"),))

    rows = ask(pack, world, MAUNDY)

    # A working day of the location, and Good Friday for the whole partner.
    assert rows["insured", None].due_at == TUESDAY_OVER
    assert rows["reseller", str(location(1))].due_at == TUESDAY_OVER


def test_what_was_due_before_any_calendar_starts_stays_overdue() -> None:
    world = enrolled("1999-01-01")

    rows = ask(rolling(due(insured(), Anchor.ASSIGNMENT)), world, MAUNDY)

    assert rows["insured", None].status == "overdue"


def test_where_a_calendar_is_missing_nobody_knows() -> None:
    duty = due(insured(per=Unit.LOCATION), Anchor.ASSIGNMENT)
    duck().load(enrolled("2026-04-02", country="FR"))

    rows = duck().ask(rolling(duty), as_of=MAUNDY)

    assert [(row.status, row.note, row.due_at) for row in rows if row.kind == "obligation"] == [
        ("unknown", "no-calendar", None)
    ]


def test_moving_needs_a_calendar() -> None:
    pack = replace(make_pack(insured()), roll=Roll.FOLLOWING)

    with pytest.raises(NotCompiledError, match="Add “calendar”"):
        compile_pack(pack, scope_sql=SCOPE)


def test_nothing_is_looked_up_where_no_day_moves() -> None:
    plain = make_pack(insured(), authorizations=(reseller("insured"),))

    text = compile_pack(plain, scope_sql=SCOPE).sql

    assert "unrolled" not in text
    assert "facts.workdays" not in text
