"""What a rule book says of working days: by which calendar, and which days are off beside it."""

from __future__ import annotations

from django.utils.translation import gettext

from goodstanding.programs.words_items import Item
from goodstanding.rulebook.pack import Pack


def working_days(pack: Pack) -> tuple[Item, ...]:
    """Return the calendar and the days off of the vendor's own; nothing without a calendar."""
    if pack.calendar is None:
        return ()
    calendar = gettext(
        "By the country of the location; “%(calendar)s” where there is none, and for the partner."
    )
    moved = (
        gettext("A due day that is no working day moves to the next one.")
        if pack.roll is not None
        else gettext("A due day stays where it falls.")
    )
    items = [
        Item(
            name="calendar",
            title=gettext("Which days are working days"),
            sentences=(calendar % {"calendar": pack.calendar}, moved),
        )
    ]
    items += [
        Item(
            name=each.calendar or "everywhere",
            title=gettext("Days off of our own"),
            sentences=(
                gettext("%(days)s.") % {"days": ", ".join(day.isoformat() for day in each.days)},
            ),
        )
        for each in pack.holidays
    ]
    return tuple(items)
