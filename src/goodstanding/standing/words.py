"""What a reason notes, and what its unit is called."""

from __future__ import annotations

from django.utils.translation import gettext

from goodstanding.rulebook.compile_tables import Note
from goodstanding.rulebook.units import UnitName

#: Codes up to this length are abbreviations, written in capitals.
_SHORT_MAX = 5


def note_text(note: str) -> str:
    """Return the sentence of what a reason notes; none where there is nothing to say."""
    notes: dict[str, str] = {
        Note.NOT_SERVED: gettext("The notice is not served, so no time runs."),
        Note.NOTHING_IN_FORCE: gettext("No version asks for acceptance at the moment."),
        Note.NOBODY_IN_SCOPE: gettext("Nobody works in these functions, and the list is complete."),
        Note.LIST_NOT_DECLARED: gettext(
            "Nobody is listed in these functions, and nobody said that the list is complete."
        ),
        Note.PLACE_UNKNOWN: gettext("The country or region is missing, so nobody can say."),
        Note.AMOUNTS_MISSING: gettext("The amount of a month is missing, so nobody can say."),
        Note.OTHER_CURRENCY: gettext(
            "The amount of a month is in another currency, so nobody can say."
        ),
        Note.NO_CALENDAR: gettext("The due day is beyond the calendar that is kept here."),
        Note.NOT_IN_PACK: gettext("This version of the rules does not know it."),
        Note.FINAL: gettext("It was reached in time, and stays whatever is done now."),
        Note.NOT_ENROLLED: gettext("The partner does not take part then."),
    }
    return notes.get(note, "")


def in_region(whose: str, name: UnitName) -> str:
    """Return what a partner or an entity is called where only one of its regions is meant."""
    if name.region is None:
        return whose
    if not name.region:
        return gettext("%(whose)s, where the region is missing") % {"whose": whose}
    return gettext("%(whose)s in %(region)s") % {"whose": whose, "region": _region(name.region)}


def _region(code: str) -> str:
    """Return a region's code as people write it: EMEA, North America."""
    return code.upper() if len(code) <= _SHORT_MAX else code.replace("-", " ").title()
