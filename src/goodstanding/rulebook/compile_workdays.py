"""Due days that are counted in working days, as a table beside the text."""

from __future__ import annotations

from collections.abc import Iterator

from goodstanding.rulebook.pack import Obligation, Pack
from goodstanding.rulebook.sql import NotCompiledError, SqlType, table


def counts_workdays(pack: Pack) -> bool:
    """Return whether any duty falls due so many working days after something."""
    return any(_workdays(each) for each in pack.obligations)


def workday_tables(pack: Pack) -> Iterator[str]:
    """Yield the table of the duties due by working days, with the rule book's calendar.

    Raises:
        NotCompiledError: The rule book has no calendar for where no country is known.
    """
    waits = [
        (number, _workdays(each), pack.calendar)
        for number, each in enumerate(pack.obligations, start=1)
        if _workdays(each)
    ]
    if waits and pack.calendar is None:
        raise NotCompiledError(
            "Working days need a calendar for whatever has no country. Add “calendar”, such as DE."
        )
    if waits:
        columns = {
            "ob": SqlType.INTEGER,
            "workdays": SqlType.INTEGER,
            "calendar": SqlType.TEXT,
        }
        yield table("workday_waits", columns, waits)


def _workdays(obligation: Obligation) -> int:
    due = obligation.due
    return due.after.workdays if due is not None and due.after is not None else 0
