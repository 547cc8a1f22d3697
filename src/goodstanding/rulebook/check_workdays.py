"""Find working days that no calendar can count."""

from __future__ import annotations

from goodstanding.rulebook.errors import ProblemCode
from goodstanding.rulebook.pack import Obligation, Pack
from goodstanding.rulebook.parse_reading import Kind, Reading
from goodstanding.rulebook.phrases import Anchor


def check_workdays(reading: Reading, pack: Pack, *, has_calendar: bool) -> bool:
    """Return whether a duty is due in working days.

    Notes working days after an anniversary, and those without a calendar to count by.
    """
    counts = False
    for obligation in pack.obligations:
        due = obligation.due
        if due is None or due.after is None or not due.after.workdays:
            continue
        counts = True
        if due.anchor is Anchor.ANNIVERSARY:
            _refuse(
                reading,
                obligation,
                ProblemCode.NOT_COMPILED,
                f"“{due}” is not compiled yet in this version. Count in days after an anniversary.",
            )
        elif not has_calendar:
            _refuse(
                reading,
                obligation,
                ProblemCode.MISSING_KEY,
                f"“{due}” needs a calendar for whatever has no country. Add “calendar: DE”, or "
                "another, to the pack.",
            )
    return counts


def _refuse(reading: Reading, obligation: Obligation, code: ProblemCode, sentence: str) -> None:
    reading.refuse(reading.declared[Kind.OBLIGATION][obligation.name], code, sentence)
