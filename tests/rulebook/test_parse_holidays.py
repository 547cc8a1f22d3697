"""Moving due days and days off of one's own: every slip is told with its way out."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from goodstanding.rulebook.pack import Holidays, Roll
from goodstanding.rulebook.parse import read_pack
from goodstanding.rulebook.parse_holidays import DAYS_MAX
from goodstanding.rulebook.parse_known import Known

from .strategies_texts import assert_told, only_problem, pack_text, problems

EASTER = "{everywhere: [2026-12-24, 2026-12-31], DE-BY: 2026-08-08}"
KNOWN = Known(calendars=frozenset({"DE", "DE-BY"}))


def test_due_days_move_by_a_calendar_with_days_off_of_ones_own() -> None:
    text = pack_text(calendar="DE", roll="following", holidays=EASTER)

    pack = read_pack(text, known=KNOWN)

    assert pack.roll is Roll.FOLLOWING
    assert pack.holidays == (
        Holidays(calendar=None, days=(date(2026, 12, 24), date(2026, 12, 31))),
        Holidays(calendar="DE-BY", days=(date(2026, 8, 8),)),  # A Saturday: no harm.
    )


@pytest.mark.parametrize(
    ("holidays", "told"),
    [
        (
            "{everywhere: [2026-02-30, 2026-12-24, 2026-12-24, 1999-12-31, 2206-01-01]}",
            [
                "impossible_date | 2026-02-30 | Write year-month-day, such as 2026-08-01.",
                "duplicate | 2026-12-24, 1999 | Omit one.",
                "out_of_range | 1999-12-31 | Name a day from 2000-01-01 to 2199-12-31.",
                "out_of_range | 2206-01-01 | Name a day from 2000-01-01 to 2199-12-31.",
            ],
        ),
        (
            "{here: [2026-12-24], DE: []}",
            [
                (
                    "not_a_phrase | here | Write the two capital letters of a country, such as DE, "
                    "or of a part of it, such as DE-BY."
                ),
                "no_value | [] | Name at least one.",
            ],
        ),
        (
            "{XX: [2026-12-24]}",
            [
                (
                    "unknown_name | XX | Name a country, such as DE, or a part of one that has "
                    "holidays of its own, such as DE-BY."
                )
            ],
        ),
        ("{}", ["no_value | {} | Name one, or leave the key out."]),
        ("[2026-12-24]", ["wrong_shape | [ | write them as key: value."]),
    ],
)
def test_what_is_no_day_off_is_refused(holidays: str, told: list[str]) -> None:
    text = pack_text(calendar="DE", roll="following", holidays=holidays)

    assert_told(problems(text, KNOWN), told)


def test_days_without_end_are_refused() -> None:
    few = [str(date(2026, 1, 1) + timedelta(days=number)) for number in range(DAYS_MAX // 4)]
    lists = [f"{name}: [{', '.join(few)}]" for name in ("DE", "AT", "CH", "FR")]
    most = f"{', '.join(lists)}, IT: 2026-12-24"
    text = pack_text(calendar="DE", roll="following", holidays=f"{{{most}}}")

    code, _, sentence = only_problem(text)

    assert (code, sentence) == ("too_large", "These are too many days. Name at most 1000.")


def test_a_calendar_nobody_knows_is_refused() -> None:
    code, at, sentence = only_problem(pack_text(calendar="XX"), KNOWN)

    assert (code, at) == ("unknown_name", "XX")
    assert sentence.startswith("There is no calendar “XX”.")


def test_a_way_to_move_that_there_is_not_is_refused() -> None:
    code, at, sentence = only_problem(pack_text(calendar="DE", roll="preceding"))

    assert (code, at) == ("unknown_name", "preceding")
    assert sentence.endswith("Use one of: following.")


def test_moving_due_days_needs_a_calendar() -> None:
    code, at, sentence = only_problem(pack_text(roll="following"))

    assert (code, at) == ("missing_key", "following")
    assert sentence.endswith("Add “calendar: DE”, or another, to the pack.")


def test_days_off_that_change_nothing_are_refused() -> None:
    code, at, sentence = only_problem(pack_text(calendar="DE", holidays="{DE: [2026-12-24]}"))

    assert (code, at.split()[0]) == ("does_not_fit", "{DE:")
    assert sentence.endswith("Add “roll: following”, or leave “holidays” out.")


def test_days_off_change_what_is_due_in_working_days() -> None:
    text = pack_text(calendar="DE", holidays="{DE: [2026-12-24]}").replace(
        "due: 30 days", "due: 5 workdays"
    )

    assert read_pack(text).roll is None
