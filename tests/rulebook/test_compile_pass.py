from __future__ import annotations

from dataclasses import replace
from datetime import date

from goodstanding.rulebook.pack import Pass, Who
from goodstanding.rulebook.phrases import Duration

from .engines import ask
from .worlds import at, fact, location
from .worlds_packs import add_pass, add_person, make_contoso, make_pack, trained

ROW = ("trained", None)
PACK = make_pack(trained())


def test_a_pass_on_leap_day_is_good_until_the_end_of_february_a_year_later() -> None:
    world = make_contoso()
    add_person(world, 1, joined="2024-01-01")
    add_pass(world, 1, "2024-02-29")

    last_day = ask(PACK, world, at("2025-02-28 23:59"))[ROW]
    day_after = ask(PACK, world, at("2025-03-01"))[ROW]

    assert (last_day.status, last_day.turns_at) == ("fulfilled", at("2025-03-01"))
    assert (day_after.status, day_after.level) == ("grace", "attention")
    assert day_after.due_at == at("2025-03-31")


def test_a_lapsed_pass_falls_due_when_its_grace_is_over() -> None:
    world = make_contoso()
    add_person(world, 1, joined="2024-01-01")
    add_pass(world, 1, "2024-06-10")

    in_grace = ask(PACK, world, at("2025-07-10 23:59"))[ROW]
    due = ask(PACK, world, at("2025-07-11"))[ROW]

    assert in_grace[5:11] == ("grace", "attention", 1, 0, 1, at("2025-07-11"))
    assert due[5:11] == ("overdue", "at-risk", 2, 0, 1, at("2025-07-11"))
    assert due.turns_at == at("2025-09-09")


def test_a_joiner_counts_when_the_time_to_join_is_over() -> None:
    world = make_contoso()
    add_person(world, 1, joined="2024-01-01")
    add_pass(world, 1, "2026-01-01")
    add_person(world, 2, joined="2026-03-01")

    joining = ask(PACK, world, at("2026-03-31 23:59"))[ROW]
    counted = ask(PACK, world, at("2026-04-01"))[ROW]

    assert joining[5:11] == ("fulfilled", "good", 0, 1, 1, at("2026-04-01"))
    assert joining.turns_at == at("2026-04-01")
    assert counted[5:11] == ("overdue", "at-risk", 2, 1, 2, at("2026-04-01"))


def test_a_joiner_who_passed_counts_at_once() -> None:
    world = make_contoso()
    add_person(world, 1, joined="2026-03-01")
    add_person(world, 2, joined="2026-03-01")
    add_pass(world, 1, "2026-03-02")

    row = ask(PACK, world, at("2026-03-03"))[ROW]

    assert (row.status, row.have, row.need) == ("fulfilled", 1, 1)


def test_with_joiners_only_the_duty_is_open_and_not_yet_due() -> None:
    world = make_contoso()
    add_person(world, 1, joined="2026-03-01")
    add_person(world, 2, joined="2026-03-05")

    row = ask(PACK, world, at("2026-03-10"))[ROW]

    assert row[5:11] == ("pending", "good", 0, 0, 2, at("2026-04-01"))


def test_a_leaver_stops_counting() -> None:
    world = make_contoso()
    add_person(world, 1, joined="2024-01-01")
    add_pass(world, 1, "2026-01-01")
    add_person(world, 2, joined="2024-01-01", until="2026-05-01")

    before = ask(PACK, world, at("2026-04-30"))
    after = ask(PACK, world, at("2026-05-01"))

    assert (before[ROW].status, before[ROW].have, before[ROW].need) == ("overdue", 1, 2)
    assert before["partner-program", None].turns_at == at("2026-05-01")
    assert (after[ROW].status, after[ROW].have, after[ROW].need) == ("fulfilled", 1, 1)


def test_nobody_in_scope_is_fulfilled_only_where_the_list_was_declared() -> None:
    declared, silent = make_contoso(), make_contoso()
    declared.add("lists", name="people", from_at=at("2025-01-01"), until_at=at("2027-01-01"))

    known = ask(PACK, declared, at("2026-01-01"))[ROW]
    unknown = ask(PACK, silent, at("2026-01-01"))[ROW]

    assert known[5:] == (
        *("fulfilled", "good", 0, 0, 0, None, None),
        *("nobody-in-scope", at("2027-01-01")),
    )
    assert unknown[5:] == (
        *("unknown", "good", 0, None, None, None, None),
        *("list-not-declared", None),
    )


def test_a_share_is_due_when_the_last_person_it_needs_is() -> None:
    world = make_contoso()
    for number, joined in enumerate(("2026-01-01", "2026-02-01", "2026-03-01"), start=1):
        add_person(world, number, joined=joined)
    pack = make_pack(trained(share_percent=50))

    row = ask(pack, world, at("2026-01-15"))[ROW]
    later = ask(pack, world, at("2026-03-02"))[ROW]

    assert (row.need, row.due_at) == (1, at("2026-02-01"))
    assert (later.status, later.need, later.due_at) == ("pending", 1, at("2026-03-04"))


def test_whoever_returns_within_180_days_does_not_join_again() -> None:
    soon, late = make_contoso(), make_contoso()
    add_person(soon, 1, joined="2025-01-01", until="2025-06-01")
    add_person(soon, 1, joined="2025-11-27")
    add_person(late, 1, joined="2025-01-01", until="2025-06-01")
    add_person(late, 1, joined="2025-11-28")

    same = ask(PACK, soon, at("2025-12-01"))[ROW]
    renewed = ask(PACK, late, at("2025-12-01"))[ROW]

    assert (same.status, same.due_at) == ("overdue", at("2025-02-01"))
    assert (renewed.status, renewed.due_at) == ("pending", at("2025-12-29"))


def test_a_pack_says_how_long_away_is_gone() -> None:
    world = make_contoso()
    add_person(world, 1, joined="2025-01-01", until="2025-06-01")
    add_person(world, 1, joined="2025-06-15")
    verb = trained().verb
    assert isinstance(verb, Pass)
    two_weeks, more = (
        replace(trained(), verb=replace(verb, grace_rejoined=Duration(days=days)))
        for days in (14, 15)
    )
    other = replace(two_weeks, name="other")

    rows = ask(make_pack(two_weeks), world, at("2025-06-20"))
    both = ask(make_pack(more, other), world, at("2025-06-20"))

    assert rows[ROW].due_at == both["other", None].due_at == at("2025-07-16")
    assert both[ROW].due_at == at("2025-02-01")


def test_a_person_with_two_roles_is_one_person() -> None:
    world = make_contoso()
    add_person(world, 1, joined="2024-01-01")
    world.add("affiliations", role="marketing", from_at=at("2025-01-01"))
    world.add("affiliations", role="engineering", from_at=at("2025-01-01"))
    add_pass(world, 1, "2026-01-01")

    row = ask(PACK, world, at("2026-02-01"))[ROW]

    assert (row.have, row.need) == (1, 1)


def test_a_pass_may_end_sooner_than_the_course_says() -> None:
    world = make_contoso()
    add_person(world, 1, joined="2024-01-01")
    world.add(
        "completions",
        completion_id=fact(1),
        course="anti-corruption",
        passed_at=at("2026-01-01"),
        until_on=date(2026, 3, 31),
    )

    row = ask(PACK, world, at("2026-02-01"))[ROW]

    assert row.turns_at == at("2026-04-01")
    assert row.due_at == at("2026-05-01")


def test_without_graces_a_lapse_is_due_the_next_day() -> None:
    world = make_contoso()
    add_person(world, 1, joined="2024-01-01")
    add_pass(world, 1, "2024-06-10")
    pack = make_pack(trained(joined=None, lapsed=None))

    row = ask(pack, world, at("2025-06-11"))[ROW]

    assert (row.status, row.due_at) == ("overdue", at("2025-06-11"))


def test_only_people_where_the_duty_binds_are_counted() -> None:
    world = make_contoso()
    world.add(
        "locations",
        location_id=location(2),
        country="US",
        region="amer",
        from_at=at("2024-01-01"),
    )
    add_person(world, 1, joined="2024-01-01")
    world.add("affiliations", location_id=location(2), role="sales", from_at=at("2024-01-01"))
    pack = make_pack(trained(who=Who(countries=("US",))))

    row = ask(pack, world, at("2026-01-01"))[ROW]

    assert (row.status, row.need) == ("overdue", 1)


def test_what_ended_before_the_calendar_starts_has_ended() -> None:
    world = make_contoso()
    world.of("enrolments")[0].update(from_at=at("1997-05-01"))
    world.of("locations")[0].update(from_at=at("1997-05-01"))
    add_person(world, 1, joined="1997-05-01")

    row = ask(PACK, world, at("2026-01-01"))[ROW]

    assert (row.status, row.due_at) == ("overdue", at("2000-01-01"))


def test_a_declared_list_says_nothing_where_nobody_knows_whether_the_duty_binds() -> None:
    world = make_contoso()
    world.of("locations")[0]["country"] = None
    world.add("lists", name="people", from_at=at("2025-01-01"), until_at=at("2027-01-01"))

    row = ask(make_pack(trained(who=Who(countries=("DE",)))), world, at("2026-01-01"))[ROW]

    assert (row.status, row.note, row.turns_at) == ("unknown", "place-unknown", None)
