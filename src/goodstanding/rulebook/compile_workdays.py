"""Working days: what a pack says of them, and the parts of the text that count by them.

``facts.workdays`` numbers the working days of each calendar and is only ever added to. A day off
of the vendor's own is taken out of the count where a pack is asked, not there: a later version
that names another day moves nothing that was judged before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from goodstanding.rulebook.pack import Obligation, Pack
from goodstanding.rulebook.sql import NotCompiledError, SqlType, table

_INTEGER, _TEXT, _DATE = SqlType.INTEGER, SqlType.TEXT, SqlType.DATE


def counts_workdays(pack: Pack) -> bool:
    """Return whether any duty falls due so many working days after something."""
    return any(_workdays(each) for each in pack.obligations)


def rolls(pack: Pack) -> bool:
    """Return whether due days move off days that are no working days."""
    return pack.roll is not None and bool(pack.obligations)


def reads_workdays(pack: Pack) -> bool:
    """Return whether anything is counted in working days or moved to one."""
    return counts_workdays(pack) or rolls(pack)


def workday_tables(pack: Pack) -> Iterator[str]:
    """Yield what a pack says of working days, where it reads any.

    Those are the duties due by working days and the rule book's calendar, or that calendar alone
    where due days move; and the vendor's own days off.

    Raises:
        NotCompiledError: The rule book has no calendar for where no country is known.
    """
    if not reads_workdays(pack):
        return
    if pack.calendar is None:
        raise NotCompiledError(
            "Working days need a calendar for whatever has no country. Add “calendar”, such as DE."
        )
    waits = [
        (number, _workdays(each), pack.calendar)
        for number, each in enumerate(pack.obligations, start=1)
        if _workdays(each)
    ]
    if waits:
        columns = {"ob": _INTEGER, "workdays": _INTEGER, "calendar": _TEXT}
        yield table("workday_waits", columns, waits)
    if rolls(pack):
        yield table("rolling", {"calendar": _TEXT}, [(pack.calendar,)])
    if pack.holidays:
        days = [(each.calendar, day) for each in pack.holidays for day in each.days]
        yield table("own_holidays", {"calendar": _TEXT, "day": _DATE}, days)
        yield table("own_calendar", {"calendar": _TEXT}, [(pack.calendar,)])


def workday_parts(pack: Pack) -> list[str]:
    """Return the files that stand before the first due day, in their order."""
    if not reads_workdays(pack):
        return []
    days_off = ["days_off"] if pack.holidays else []
    return ["unit_countries", *days_off, *(["workdays"] if counts_workdays(pack) else [])]


def workday_phrases(pack: Pack, part: Callable[[str], str]) -> dict[str, Callable[..., str]]:
    """Return the phrases by which a text counts working days; ``part`` gives a file expanded.

    ``@unrolled`` names what ``@rolled`` makes the due days of that name from: where nothing is
    moved, both are as if they were not there.
    """
    moved = rolls(pack)
    return {
        "off_days": _off_days if pack.holidays else lambda *_: "",
        "nth_workday": _nth_workday if pack.holidays else lambda w, more: f"{w}.ordinal + {more}",
        "works": _works if pack.holidays else lambda w: f"{w}.works",
        "granted_units": lambda _: (
            "union select 2 as unit_kind" if moved and pack.authorizations else ""
        ),
        "unrolled": lambda name: f"unrolled_{name}" if moved else name,
        "rolled": lambda name: part(f"rolled_{name}") if moved else "",
        "need_dues": lambda _: "unrolled_needs" if moved else "timed",
    }


def _off_days(day: str, more: str) -> str:
    """Return the joins that find the days off up to a day, and up to ``more`` working days on."""
    left = f"{day}.ordinal - coalesce(b.nth, 0) + {more}"
    return (
        f"left join days_off b on b.calendar = {day}.calendar"
        f" and b.day <= {day}.day and b.next_day > {day}.day"
        f" left join days_off a on a.calendar = {day}.calendar"
        f" and a.ordinal < {left} and a.next_ordinal >= {left}"
    )


def _nth_workday(day: str, more: str) -> str:
    return f"{day}.ordinal - coalesce(b.nth, 0) + {more} + coalesce(a.nth, 0)"


def _works(day: str) -> str:
    return f"({day}.works and coalesce(b.day < {day}.day, true))"


def _workdays(obligation: Obligation) -> int:
    due = obligation.due
    return due.after.workdays if due is not None and due.after is not None else 0
