from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import translation

from goodstanding.ui.due import (
    WORK_QUEUE_WARN_DAYS,
    ClockNotStarted,
    ClockStopped,
    DueDate,
    NoDate,
)
from goodstanding.ui.tones import Tone
from goodstanding.values.errors import InvalidValueError

NOW = datetime(2026, 11, 18, 8, 14, tzinfo=UTC)
DUE = datetime(2026, 11, 27, 16, tzinfo=UTC)


def make_due(**changes) -> DueDate:
    given: dict[str, Any] = {"due_at": DUE, "zone": "Europe/Berlin", "place": "Hamburg", "now": NOW}
    return DueDate(**given | changes)


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_a_due_date_is_told_on_the_clock_of_the_location_that_owes() -> None:
    due = make_due()

    assert plain(due.heading) == "Friday 27 November 2026, 17:00"
    assert due.chip == "9 days left"
    assert plain(due.note) == "Hamburg time · 27 November, 16:00 UTC"
    assert due.iso == "2026-11-27T17:00+01:00"


def test_a_day_never_breaks_from_its_month() -> None:
    assert "27\N{NO-BREAK SPACE}November" in make_due().heading


def test_days_are_counted_on_the_calendar_of_the_obligated_zone() -> None:
    due = make_due(
        due_at=datetime(2026, 12, 4, 4, tzinfo=UTC), zone="Pacific/Auckland", place="Wellington"
    )

    assert due.chip == "16 days left"
    assert plain(due.heading) == "Friday 4 December 2026, 17:00"


def test_people_who_read_a_clock_of_twelve_hours_get_one() -> None:
    due = make_due(due_at=datetime(2026, 12, 4, 4, tzinfo=UTC), zone="Pacific/Auckland")

    with translation.override("en-nz"):
        heading = due.heading

    assert plain(heading) == "Friday 4 December 2026, 5:00 pm"


@pytest.mark.parametrize(
    ("_case", "changes", "chip", "tone"),
    [
        ("far away", {"due_at": NOW + timedelta(days=15)}, "15 days left", Tone.INFO),
        ("two weeks", {"due_at": NOW + timedelta(days=14)}, "14 days left", Tone.DUE),
        ("tomorrow", {"due_at": NOW + timedelta(days=1)}, "1 day left", Tone.DUE),
        ("today", {"due_at": NOW + timedelta(hours=7)}, "7 hours left", Tone.STOP),
        ("in minutes", {"due_at": NOW + timedelta(minutes=9)}, "9 minutes left", Tone.STOP),
        ("this instant", {"due_at": NOW}, "1 minute late", Tone.STOP),
        ("hours late", {"due_at": NOW - timedelta(hours=3)}, "3 hours late", Tone.STOP),
        ("days late", {"due_at": NOW - timedelta(days=2)}, "2 days late", Tone.STOP),
        ("in time", {"done_at": DUE - timedelta(minutes=1)}, "done in time", Tone.GOOD),
        ("done late", {"done_at": DUE + timedelta(days=2)}, "done 2 days late", Tone.NONE),
        ("done at the end", {"done_at": DUE}, "done 1 minute late", Tone.NONE),
    ],
)
def test_the_chip_says_how_much_time_is_left(_case, changes, chip, tone) -> None:
    due = make_due(**changes)

    assert (due.chip, due.tone) == (chip, tone)


def test_a_work_queue_warns_later_than_a_letter() -> None:
    due = make_due(warn_days=WORK_QUEUE_WARN_DAYS)

    assert due.tone is Tone.INFO


def test_the_end_of_a_day_is_its_last_minute_not_the_next_midnight() -> None:
    due = make_due(due_at=datetime(2026, 12, 3, 23, tzinfo=UTC))

    assert plain(due.heading) == "Thursday 3 December 2026, 23:59"
    assert due.chip == "15 days left"
    assert due.iso == "2026-12-03T23:59+01:00"


def test_the_end_of_today_is_today_until_it_is_over() -> None:
    end = datetime(2026, 11, 18, 23, tzinfo=UTC)

    before = make_due(due_at=end, now=end - timedelta(seconds=1))
    after = make_due(due_at=end, now=end)

    assert (before.late, before.chip) == (False, "1 minute left")
    assert (after.late, after.chip) == (True, "1 day late")


def test_words_before_the_day_move_the_time_below_it() -> None:
    due = make_due(due_at=datetime(2026, 12, 11, 23, tzinfo=UTC), until="Appeal until")

    assert plain(due.heading) == "Appeal until 11 December 2026"
    assert plain(due.note) == "23:59 Hamburg time · 22:59 UTC"


def test_a_zone_that_nobody_told_us_is_marked() -> None:
    due = make_due(place="", zone_assumed=True)

    assert due.note.startswith("Berlin time (we assume it) · ")


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="no time zone"):
        make_due(now=datetime(2026, 11, 18, 8))  # noqa: DTZ001 -- The missing zone is the point.


def test_a_clock_that_has_not_started_says_that_nothing_is_late() -> None:
    clock = ClockNotStarted(days_from_service=30)

    assert clock.text == (
        "The clock has not started: 30 days from service. "
        "Our message has not reached anybody yet. Nothing is late."
    )


def test_a_clock_that_stands_still_says_since_when_and_why() -> None:
    clock = ClockStopped(
        days_left=12, since=date(2026, 11, 9), reason="while we look at your appeal"
    )

    assert plain(clock.note) == "Since 9 November 2026, while we look at your appeal"
    assert clock.chip == "12 days left"


def test_no_date_is_said_in_words() -> None:
    assert NoDate().text == "There is no date."


@pytest.mark.parametrize(("until", "note"), [("", "UTC"), ("Appeal until", "23:59 UTC")])
def test_utc_is_said_once(until: str, note: str) -> None:
    due_at = datetime(2026, 12, 5, tzinfo=UTC)

    due = DueDate(due_at=due_at, zone="UTC", now=due_at - timedelta(days=3), until=until)

    assert due.note == note
    assert due.where == "UTC"


def test_working_days_are_called_so() -> None:
    clocks = [ClockNotStarted(days_from_service=days, working=True) for days in (1, 5)]

    assert [clock.chip for clock in clocks] == [
        "1 working day from service",
        "5 working days from service",
    ]
