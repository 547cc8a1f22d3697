"""What a location must attain before each anniversary, on days counted by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from goodstanding.rulebook.phrases import Anchor, Due, Duration

from .engines import ask, duck
from .worlds import Answer, World, at
from .worlds_packs import (
    CONTOSO_LOCATION,
    add_amounts,
    add_version,
    code_accepted,
    contacts,
    make_contoso,
    make_pack,
    yearly_revenue,
)

PACK = make_pack(yearly_revenue())
ROW = ("yearly-revenue", CONTOSO_LOCATION)
PARTNER = ("partner-program", None)
#: What nine hundred of a thousand dollars are, month by month.
TOO_LITTLE = [7_500] * 12


def standing(world: World, day: str) -> Answer:
    return ask(PACK, world, at(day))[ROW]


def test_the_year_that_runs_is_pending_until_its_months_reach_the_sum() -> None:
    world = make_contoso()
    add_amounts(world, "2024-01-01", 40_000, 59_999, 1)

    first, full, reached = (standing(world, d) for d in ("2024-02-29", "2024-03-31", "2024-04-01"))

    assert (first.status, first.have, first.need) == ("pending", 40_000, 100_000)
    assert (first.due_at, first.turns_at) == (at("2025-01-02"), at("2024-03-01"))
    assert (full.status, full.have, full.turns_at) == ("pending", 99_999, at("2024-04-01"))
    assert (reached.status, reached.have) == ("fulfilled", 100_000)
    assert (reached.due_at, reached.turns_at) == (at("2026-01-02"), at("2025-01-02"))


def test_the_whole_anniversary_still_belongs_to_its_year() -> None:
    world = make_contoso()
    add_amounts(world, "2024-01-01", 100_000)

    on, after = standing(world, "2025-01-01 23:59"), standing(world, "2025-01-02")

    assert (on.status, on.have) == ("fulfilled", 100_000)
    assert (after.status, after.have, after.due_at) == ("pending", 0, at("2026-01-02"))
    assert after.level == "good"


def test_a_year_that_failed_is_owed_from_its_anniversary_until_a_later_sum_is_reached() -> None:
    world = make_contoso()
    add_amounts(world, "2024-01-01", *TOO_LITTLE, 99_999, 1)

    before, due, later, cured = (
        standing(world, day) for day in ("2025-01-01", "2025-01-02", "2025-02-28", "2025-03-01")
    )

    assert (before.status, before.level, before.have) == ("pending", "good", 90_000)
    assert (due.status, due.level, due.have) == ("overdue", "at-risk", 0)
    assert (due.due_at, due.turns_at) == (at("2025-01-02"), at("2025-02-01"))
    assert (later.status, later.have, later.level) == ("overdue", 99_999, "at-risk")
    assert (cured.status, cured.level, cured.have) == ("fulfilled", "good", 100_000)


def test_the_next_year_never_forgives_the_one_before() -> None:
    world = make_contoso()
    add_amounts(world, "2024-01-01", *TOO_LITTLE, *TOO_LITTLE)

    row = standing(world, "2026-06-01")

    assert (row.status, row.level, row.due_at) == ("overdue", "restricted", at("2025-01-02"))


def test_a_year_that_was_kept_ends_what_was_owed_before() -> None:
    world = make_contoso()
    add_amounts(world, "2024-01-01", *TOO_LITTLE, *[10_000] * 12, *TOO_LITTLE)

    row = standing(world, "2027-01-02")

    assert (row.status, row.level, row.due_at) == ("overdue", "at-risk", at("2027-01-02"))


def test_a_month_without_an_amount_is_unknown_and_not_no() -> None:
    world = make_contoso()
    add_amounts(world, "2024-01-01", *[7_500] * 6, None, *[7_500] * 5)

    row = standing(world, "2025-01-02")

    assert (row.status, row.level, row.note) == ("unknown", "good", "amounts-missing")
    assert (row.have, row.need, row.due_at) == (None, None, at("2025-01-02"))


def test_without_any_amount_nobody_can_say() -> None:
    row = standing(make_contoso(), "2025-01-02")

    assert (row.status, row.note) == ("unknown", "amounts-missing")


def test_a_missing_month_does_not_matter_where_the_others_reach_the_sum() -> None:
    world = make_contoso()
    add_amounts(world, "2024-01-01", *[10_000] * 11, None)
    add_amounts(world, "2025-01-01", *TOO_LITTLE)

    row = standing(world, "2026-01-02")

    assert (row.status, row.due_at) == ("overdue", at("2026-01-02"))


def test_an_unknown_year_after_one_that_failed_may_have_ended_it() -> None:
    world = make_contoso()
    add_amounts(world, "2024-01-01", *TOO_LITTLE, *[7_500] * 11)

    during, unknown = standing(world, "2025-12-31"), standing(world, "2026-01-02")

    assert (during.status, during.due_at) == ("overdue", at("2025-01-02"))
    assert (unknown.status, unknown.note, unknown.level) == ("unknown", "amounts-missing", "good")


def test_an_amount_in_another_currency_is_unknown_with_its_own_note() -> None:
    world = make_contoso()
    add_amounts(world, "2024-01-01", *[7_500] * 11)
    add_amounts(world, "2024-12-01", 999_999, currency="EUR")

    row = standing(world, "2025-01-02")

    assert (row.status, row.note) == ("unknown", "other-currency")


def test_another_currency_does_not_matter_where_the_rest_reaches_the_sum() -> None:
    world = make_contoso()
    add_amounts(world, "2024-01-01", *[10_000] * 11)
    add_amounts(world, "2024-12-01", 1, currency="EUR")

    row = standing(world, "2025-01-01")

    assert (row.status, row.have, row.note) == ("fulfilled", 110_000, None)


def test_what_was_given_back_lessens_the_sum() -> None:
    world = make_contoso()
    add_amounts(world, "2024-01-01", 100_000, -1)

    rows = [standing(world, day) for day in ("2024-02-01", "2024-03-01")]

    assert [(row.status, row.have) for row in rows] == [("fulfilled", 100_000), ("pending", 99_999)]


def test_only_full_months_before_the_anniversary_count() -> None:
    world = make_contoso()
    world.of("locations")[0].update(from_at=at("2024-02-29"))
    add_amounts(world, "2024-02-01", *TOO_LITTLE, 100_000)

    on, after = standing(world, "2025-02-28"), standing(world, "2025-03-01")

    assert (on.status, on.have, on.due_at) == ("pending", 90_000, at("2025-03-01"))
    assert (after.status, after.have) == ("fulfilled", 100_000)
    assert after.due_at == at("2027-03-01")


@pytest.mark.parametrize(("months", "status"), [(3, "overdue"), (18, "pending")])
def test_the_sum_is_over_as_many_months_as_the_pack_says(months: int, status: str) -> None:
    world = make_contoso()
    pack = make_pack(yearly_revenue(months=months))
    add_amounts(world, "2023-07-01", 0, 60_000, *[0] * 4, 45_000, *[0] * 8, *[7_500] * 3)

    row = ask(pack, world, at("2025-01-02"))[ROW]

    assert row.status == status


def test_time_after_the_anniversary_is_counted_from_the_first_day_on() -> None:
    world = make_contoso()
    world.of("locations")[0].update(from_at=at("2024-02-29"))
    add_amounts(world, "2024-02-01", *TOO_LITTLE)
    pack = make_pack(yearly_revenue(after=Duration(months=1)))

    rows = [ask(pack, world, at(day))[ROW] for day in ("2025-03-29", "2025-03-30")]

    assert [(row.status, row.level) for row in rows] == [
        ("pending", "good"),
        ("overdue", "at-risk"),
    ]
    assert {row.due_at for row in rows} == {at("2025-03-30")}


def test_an_anniversary_before_the_duty_existed_does_not_count() -> None:
    world = make_contoso()
    add_amounts(world, "2023-01-01", *[0] * 30)
    obligation = replace(yearly_revenue(), since=date(2025, 1, 1))
    pack = make_pack(obligation, transition=Duration(days=60))

    row = ask(pack, world, at("2025-06-01"))[ROW]

    assert (row.status, row.due_at) == ("pending", at("2026-01-02"))


def test_the_months_end_where_the_location_is() -> None:
    world = make_contoso(zone="America/Vancouver")
    add_amounts(world, "2024-01-01", 100_000)

    rows = [standing(world, day) for day in ("2024-02-01 07:59", "2024-02-01 08:00")]

    assert [row.status for row in rows] == ["pending", "fulfilled"]
    assert rows[0].turns_at == at("2024-02-01 08:00")


def test_a_zone_without_a_calendar_is_unknown() -> None:
    world = make_contoso()
    world.of("locations")[0]["zone"] = "Antarctica/Troll"
    duck().load(world)

    row = duck().ask(PACK, as_of=at("2024-06-01"))[1]

    assert (row.status, row.note, row.due_at) == ("unknown", "no-calendar", None)


def test_any_duty_can_fall_due_by_an_anniversary() -> None:
    world = make_contoso()
    add_version(world, 1, "2024-03-01")
    add_version(world, 2, "2025-01-01")
    due = Due(anchor=Anchor.ANNIVERSARY)
    pack = make_pack(replace(code_accepted(), due=due), replace(contacts(), due=due))

    rows = ask(pack, world, at("2024-06-01"))
    overdue = ask(pack, world, at("2025-01-02"))

    assert {row.due_at for row in rows.values()} == {at("2025-01-02")}
    assert {row.status for row in rows.values()} == {"pending"}
    assert overdue[PARTNER].level == "at-risk"
