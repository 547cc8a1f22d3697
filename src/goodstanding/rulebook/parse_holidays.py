"""Read the days off of the vendor's own, beside those that come with a calendar."""

from __future__ import annotations

from datetime import date

from goodstanding.rulebook.document import MapNode, Node, Scalar
from goodstanding.rulebook.errors import ProblemCode
from goodstanding.rulebook.pack import Holidays
from goodstanding.rulebook.parse_reading import Fields, Reading
from goodstanding.rulebook.phrases import read_calendar
from goodstanding.rulebook.sql import CALENDAR_STARTS_ON

EVERYWHERE = "everywhere"
DAYS_MAX = 1_000
#: No calendar reaches further; whoever writes 2206 means another year.
_LAST_DAY = date(2199, 12, 31)


def read_calendar_name(reading: Reading, node: Node) -> str | None:
    """Return the calendar of a country, or of a part of one, that has working days."""
    calendar = reading.phrase(read_calendar)(node)
    known = reading.known.calendars
    if calendar is None or known is None or calendar in known:
        return calendar
    reading.refuse(
        node,
        ProblemCode.UNKNOWN_NAME,
        f"There is no calendar “{calendar}”. Name a country, such as DE, or a part of one that has "
        "holidays of its own, such as DE-BY.",
    )
    return None


def read_holidays(reading: Reading, node: Node) -> tuple[Holidays, ...]:
    """Return the days off by calendar, in the order of the file."""
    if isinstance(node, MapNode) and not node.entries:
        reading.refuse(
            node, ProblemCode.NO_VALUE, "No day is named here. Name one, or leave the key out."
        )
    found = [_days_of(reading, key, value) for key, value in reading.entries(node)]
    if sum(len(each.days) for each in found) > DAYS_MAX:
        reading.refuse(
            node, ProblemCode.TOO_LARGE, f"These are too many days. Name at most {DAYS_MAX}."
        )
    return tuple(found)


def _days_of(reading: Reading, key: Scalar, value: Node) -> Holidays:
    calendar = None if key.text == EVERYWHERE else read_calendar_name(reading, key)
    days = reading.distinct(value, lambda item: _day(reading, item)) or ()
    return Holidays(calendar=calendar, days=days)


def _day(reading: Reading, node: Node) -> date | None:
    day = reading.day(node)
    if day is None or CALENDAR_STARTS_ON <= day <= _LAST_DAY:
        return day
    reading.refuse(
        node,
        ProblemCode.OUT_OF_RANGE,
        f"“{day}” is in no calendar. Name a day from {CALENDAR_STARTS_ON} to {_LAST_DAY}.",
    )
    return None


def check_calendar(reading: Reading, fields: Fields, *, counts: bool) -> None:
    """Note what asks for working days without a calendar, and days off that change nothing."""
    if fields.has("roll") and not fields.has("calendar"):
        reading.refuse(
            fields.at("roll"),
            ProblemCode.MISSING_KEY,
            "“roll” needs a calendar for whatever has no country. Add “calendar: DE”, or another, "
            "to the pack.",
        )
    if fields.has("holidays") and not fields.has("roll") and not counts:
        reading.refuse(
            fields.at("holidays"),
            ProblemCode.DOES_NOT_FIT,
            "These days change nothing: no duty is due in working days, and no due day moves to "
            "one. Add “roll: following”, or leave “holidays” out.",
        )
