"""What a file says began before today: it is true from then, and owed from when we learn it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date


def late_starts(days: Sequence[date], *, today: date) -> str:
    """Return the remark on rows that begin before ``today``; empty where there is none.

    ``days`` are the days from which rows that change something hold, one a row that gives one.
    """
    late = sorted(day for day in days if day < today)
    if not late:
        return ""
    rows = "1 row begins" if len(late) == 1 else f"{len(late):,} rows begin"
    return (
        f"{rows} before today, the earliest on {late[0].isoformat()}. What was not known until now "
        "falls due as though it began today, so that nobody is overdue before they could know. "
        "Everything else counts from the days in the file."
    )
