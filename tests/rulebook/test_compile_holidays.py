"""Days off of the vendor's own, beside those of a calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from goodstanding.rulebook.compile import compile_pack
from goodstanding.rulebook.pack import Holidays, Pack, Roll, Unit
from goodstanding.rulebook.phrases import Anchor, Due, Duration

from .engines import ask
from .worlds import SCOPE, World, at, entity, location
from .worlds_packs import insured, make_pack

WEDNESDAY = at("2026-03-04")
THURSDAY, FRIDAY = date(2026, 3, 5), date(2026, 3, 6)
MONDAY, TUESDAY = date(2026, 3, 9), date(2026, 3, 10)


def off(*days: date, calendar: str | None = None) -> Holidays:
    return Holidays(calendar=calendar, days=days)


def counting(*holidays: Holidays, workdays: int = 2, calendar: str = "DE") -> Pack:
    """Return a pack that gives each location so many working days."""
    due = Due(anchor=Anchor.ASSIGNMENT, after=Duration(workdays=workdays))
    pack = make_pack(replace(insured(per=Unit.LOCATION), due=due))
    return replace(pack, calendar=calendar, holidays=holidays)


def located(country: str | None) -> World:
    world = World()
    world.add("enrolments", tier="reseller", zone="UTC", from_at=WEDNESDAY)
    world.add(
        "locations",
        location_id=location(1),
        entity_id=entity(1),
        country=country,
        zone="UTC",
        from_at=WEDNESDAY,
    )
    return world


def due_at(pack: Pack, country: str | None) -> object:
    return ask(pack, located(country), WEDNESDAY)["insured", str(location(1))].due_at


@pytest.mark.parametrize(
    ("holidays", "over"),
    [
        ((), "2026-03-07"),
        ((off(THURSDAY),), "2026-03-10"),
        ((off(THURSDAY, FRIDAY),), "2026-03-11"),
        ((off(FRIDAY, MONDAY, TUESDAY),), "2026-03-12"),
        ((off(TUESDAY),), "2026-03-07"),
        ((off(date(2026, 3, 2), date(2026, 3, 4)),), "2026-03-07"),
    ],
    ids=["none", "the first", "both", "the second", "after", "before"],
)
def test_a_day_off_is_not_counted(holidays: tuple[Holidays, ...], over: str) -> None:
    assert due_at(counting(*holidays), "DE") == at(over)


@pytest.mark.parametrize(
    ("country", "over"), [("DE", "2026-03-10"), (None, "2026-03-10"), ("US", "2026-03-07")]
)
def test_a_day_off_of_a_country_holds_there_and_in_its_parts(
    country: str | None, over: str
) -> None:
    pack = counting(off(THURSDAY, calendar="DE"), calendar="DE-BY")

    assert due_at(pack, country) == at(over)


@pytest.mark.parametrize(("country", "over"), [("DE", "2026-03-07"), (None, "2026-03-10")])
def test_a_day_off_of_a_part_does_not_hold_in_the_whole(country: str | None, over: str) -> None:
    pack = counting(off(THURSDAY, calendar="DE-BY"), calendar="DE-BY")

    assert due_at(pack, country) == at(over)


def test_a_day_off_on_a_weekend_or_named_for_everywhere_and_here_counts_once() -> None:
    pack = counting(off(date(2026, 3, 7), THURSDAY), off(THURSDAY, calendar="DE"))

    assert due_at(pack, "DE") == at("2026-03-10")


def test_a_due_day_moves_off_the_vendors_own_days_off() -> None:
    due = Due(anchor=Anchor.ASSIGNMENT, after=Duration(days=1))
    pack = make_pack(replace(insured(per=Unit.LOCATION), due=due))
    pack = replace(pack, calendar="DE", roll=Roll.FOLLOWING, holidays=(off(THURSDAY, FRIDAY),))

    assert due_at(pack, "DE") == at("2026-03-10")


def test_without_a_day_off_no_text_takes_any_out_of_the_count() -> None:
    assert "days_off" not in compile_pack(counting(), scope_sql=SCOPE).sql
