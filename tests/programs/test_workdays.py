"""Calendars of working days: by country, numbered once, and only where a rule book counts them."""

from __future__ import annotations

from datetime import date

import pytest

from goodstanding.programs.calendar import FIRST_DAY, YEARS_AHEAD
from goodstanding.programs.models import PackVersion, WorkDay
from goodstanding.programs.workdays import calendar_names, ensure_workdays_in
from goodstanding.values import clock
from goodstanding.values.errors import InvalidValueError
from tests.builders import NOON, make_entity, make_location, make_partner, make_program
from tests.builders_standing import make_rules, pack_text

pytestmark = pytest.mark.django_db


def counting(program, *, calendar: str = "DE") -> str:
    """Return a rule book that gives five working days."""
    text = pack_text(program).replace("zone:", f"calendar: {calendar}\nzone:", 1)
    counted = text.replace("due: 30 days after", "due: 5 workdays after")
    assert counted != text
    return counted


def working(calendar: str, first: date, last: date) -> list[int]:
    """Return the days of a month that are working days."""
    days = WorkDay.objects.filter(calendar=calendar, works=True, day__range=(first, last))
    return [one.day.day for one in days.order_by("day")]


def calendars() -> set[str]:
    return set(WorkDay.objects.values_list("calendar", flat=True))


def test_a_rule_book_that_counts_no_working_days_needs_no_calendar() -> None:
    program = make_program()

    make_rules(program)
    ensure_workdays_in(["DE"])

    assert not WorkDay.objects.exists()


def test_a_rule_book_finds_its_calendar_and_those_of_the_countries_there_are() -> None:
    program = make_program()
    make_location(make_entity(make_partner(program)), country="CH")

    make_rules(program, text=counting(program, calendar="DE-BY"))
    ensure_workdays_in(["FR", "", "CH"])

    last = date(clock.now().year + YEARS_AHEAD, 12, 31)
    days = (last - FIRST_DAY).days + 1
    assert calendars() == {"DE-BY", "CH", "FR"}
    assert WorkDay.objects.filter(calendar="FR").count() == days
    # Corpus Christi, on Thursday the 4th, is a holiday in Bavaria.
    assert working("DE-BY", date(2026, 6, 1), date(2026, 6, 8)) == [1, 2, 3, 5, 8]


def test_a_country_nobody_knows_works_from_monday_to_friday() -> None:
    program = make_program()
    make_rules(program, text=counting(program))

    ensure_workdays_in(["XX"])

    assert working("XX", date(2026, 1, 1), date(2026, 1, 7)) == [1, 2, 5, 6, 7]


def test_working_days_are_numbered_on_and_none_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    program = make_program()
    monkeypatch.setattr(clock, "now", lambda: NOON)
    make_rules(program, text=counting(program))
    before = list(WorkDay.objects.filter(calendar="DE").order_by("day"))
    monkeypatch.setattr(clock, "now", lambda: NOON.replace(year=NOON.year + 1))

    ensure_workdays_in(["DE"])

    after = list(WorkDay.objects.filter(calendar="DE").order_by("day"))
    numbers = [one.ordinal for one in after if one.works]
    assert [one.ordinal for one in after[: len(before)]] == [one.ordinal for one in before]
    assert after[-1].day == date(NOON.year + 1 + YEARS_AHEAD, 12, 31)
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_calendar_there_is_not_is_refused_and_nothing_is_drafted() -> None:
    program = make_program()

    with pytest.raises(InvalidValueError, match="no calendar “XX”"):
        make_rules(program, text=counting(program, calendar="XX"))

    assert not WorkDay.objects.exists()
    assert not PackVersion.objects.exists()


def test_moving_due_days_needs_the_calendars_too() -> None:
    program = make_program()
    text = pack_text(program).replace("zone:", "calendar: DE\nroll: following\nzone:", 1)

    make_rules(program, text=text)

    assert calendars() == {"DE"}


def test_a_day_off_in_a_calendar_there_is_not_is_refused_and_nothing_is_drafted() -> None:
    program = make_program()
    text = counting(program).replace("zone:", "holidays: {DE-XX: [2026-12-24]}\nzone:", 1)

    with pytest.raises(InvalidValueError, match="no calendar “DE-XX”"):
        make_rules(program, text=text)

    assert not WorkDay.objects.exists()
    assert not PackVersion.objects.exists()


def test_calendars_are_those_of_countries_and_of_their_parts() -> None:
    names = calendar_names()

    assert {"DE", "DE-BY", "US", "US-CA"} <= names
    assert {"XX", "DE-XX", ""}.isdisjoint(names)
