from __future__ import annotations

from datetime import date

from goodstanding.partners.rules.late_starts import late_starts

TODAY = date(2026, 9, 1)


def test_what_begins_today_or_later_needs_no_remark() -> None:
    assert late_starts([], today=TODAY) == ""
    assert late_starts([TODAY, date(2026, 10, 1)], today=TODAY) == ""


def test_rows_of_the_past_are_counted_and_the_earliest_day_is_named() -> None:
    days = [TODAY, date(2026, 8, 31), date(2020, 2, 29)]

    said = late_starts(days, today=TODAY)

    assert said.startswith("2 rows begin before today, the earliest on 2020-02-29. ")
    assert late_starts(days[:2], today=TODAY).startswith("1 row begins before today, ")
