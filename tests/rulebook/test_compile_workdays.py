"""Due days in working days: by the calendar of the country, over weekends and free days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from goodstanding.rulebook.compile import compile_pack
from goodstanding.rulebook.pack import Pack, Unit
from goodstanding.rulebook.phrases import Anchor, Due, Duration
from goodstanding.rulebook.sql import NotCompiledError

from .engines import ask, duck
from .worlds import SCOPE, World, at, entity, fact, location
from .worlds_packs import insured, make_pack

ASKED = at("2026-04-02")
#: Good Friday and Easter Monday are free in Germany; in the calendar of the US only Sundays are.
WEDNESDAY = at("2026-04-01")


def in_workdays(number: int, *, per: Unit = Unit.PARTNER, calendar: str | None = "DE") -> Pack:
    due = Due(anchor=Anchor.ASSIGNMENT, after=Duration(workdays=number))
    return replace(make_pack(replace(insured(per=per), due=due)), calendar=calendar)


def enrolled(*places: tuple[str | None, str]) -> World:
    """Return a partner enrolled on a Wednesday, with locations in countries since some days."""
    world = World()
    world.add("enrolments", tier="reseller", zone="UTC", from_at=WEDNESDAY)
    for number, (country, since) in enumerate(places, start=1):
        world.add(
            "locations",
            location_id=location(number),
            entity_id=entity(1),
            country=country,
            zone="UTC",
            from_at=at(since),
        )
    return world


@pytest.mark.parametrize(
    ("calendar", "number", "over"),
    [
        ("DE", 1, "2026-04-03"),
        ("DE", 2, "2026-04-08"),
        ("DE", 5, "2026-04-11"),
        ("US", 5, "2026-04-08"),
    ],
)
def test_a_partner_is_given_the_working_days_of_the_rule_book(
    calendar: str, number: int, over: str
) -> None:
    row = ask(in_workdays(number, calendar=calendar), enrolled(), ASKED)["insured", None]

    assert (row.status, row.due_at) == ("pending", at(over))


@pytest.mark.parametrize(("country", "over"), [("DE", "2026-04-08"), (None, "2026-04-04")])
def test_a_location_is_given_those_of_its_country_if_it_has_one(
    country: str | None, over: str
) -> None:
    world = enrolled((country, "2026-01-01"))

    rows = ask(in_workdays(2, per=Unit.LOCATION, calendar="US"), world, ASKED)

    assert rows["insured", str(location(1))].due_at == at(over)


@pytest.mark.parametrize(
    ("places", "over"),
    [
        ([("DE", "2025-01-01"), ("US", "2026-01-01")], "2026-04-08"),
        ([("DE", "2026-01-01"), ("US", "2025-01-01")], "2026-04-04"),
        ([("DE", "2026-01-01"), ("US", "2026-01-01")], "2026-04-08"),
    ],
)
def test_an_entity_is_given_those_of_its_oldest_location(
    places: list[tuple[str | None, str]], over: str
) -> None:
    rows = ask(in_workdays(2, per=Unit.ENTITY), enrolled(*places), ASKED)

    assert rows["insured", str(entity(1))].due_at == at(over)


def test_a_free_day_is_followed_by_the_first_working_day() -> None:
    world = World()
    world.add("enrolments", tier="reseller", zone="UTC", from_at=at("2026-04-04"))

    row = ask(in_workdays(1), world, at("2026-04-05"))["insured", None]

    assert row.due_at == at("2026-04-08")  # Tuesday after Easter, all of it.


def test_a_duty_is_not_due_before_its_waiver_ends_and_that_day_is_not_moved() -> None:
    world = enrolled()
    world.add(
        "waivers",
        waiver_id=fact(3),
        obligation="insured",
        from_at=WEDNESDAY,
        until_at=at("2026-04-20"),
        until_on=date(2026, 4, 19),
    )

    row = ask(in_workdays(5), world, at("2026-04-20"))["insured", None]

    assert row.due_at == at("2026-04-20")  # A Sunday is over: no working day is looked for.


def test_where_a_calendar_is_missing_nobody_knows() -> None:
    duck().load(enrolled(("FR", "2026-01-01")))

    rows = duck().ask(in_workdays(2, per=Unit.LOCATION), as_of=ASKED)

    assert [(row.status, row.note) for row in rows if row.kind == "obligation"] == [
        ("unknown", "no-calendar")
    ]


def test_working_days_need_a_calendar() -> None:
    with pytest.raises(NotCompiledError, match="Add “calendar”"):
        compile_pack(in_workdays(2, calendar=None), scope_sql=SCOPE)


def test_a_text_without_working_days_reads_no_calendar_of_them() -> None:
    text = compile_pack(make_pack(insured()), scope_sql=SCOPE).sql

    assert "facts.workdays" not in text
