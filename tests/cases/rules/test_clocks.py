"""Until when what a measure asks can be done."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from goodstanding.cases.rules.clocks import last_day_for
from goodstanding.rulebook.phrases import Anchor, Due, Duration

STARTED = datetime(2025, 3, 18, 12, tzinfo=UTC)
BEFORE, AFTER = datetime(2025, 3, 10, 12, tzinfo=UTC), datetime(2025, 3, 31, 22, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("anchor", "served_at", "last_day"),
    [
        (Anchor.SERVICE, None, None),
        (Anchor.SERVICE, AFTER, date(2025, 6, 30)),  # read after midnight in Berlin
        (Anchor.SERVICE, BEFORE, date(2025, 6, 16)),  # it waited, and has its whole time again
        (Anchor.ASSIGNMENT, None, date(2025, 6, 16)),
        (Anchor.ASSIGNMENT, AFTER, date(2025, 6, 16)),
    ],
)
def test_time_runs_from_what_the_rule_book_says(anchor, served_at, last_day) -> None:
    due = Due(anchor=anchor, after=Duration(days=90))

    found = last_day_for(due, started_at=STARTED, served_at=served_at, zone="Europe/Berlin")

    assert found == last_day
