"""What an outcome names, in words: for its page and for a terminal alike."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from django.utils.translation import gettext

from goodstanding.cases.letters import measure_title
from goodstanding.partners.models import EntityProfile, LocationProfile, PartnerProfile
from goodstanding.rulebook.compile_tables import Status
from goodstanding.rulebook.units import read_unit
from goodstanding.standing.words import in_region, note_text
from goodstanding.ui.dates import day_text


def names_of(identifiers: Collection[str]) -> dict[str, str]:
    """Return what partners, entities and locations are called today, by identifier as text."""
    keys = [key for key in map(_key, identifiers) if key is not None]
    names: dict[str, str] = {}
    for profiles, column in (
        (PartnerProfile.objects.all(), "partner_id"),
        (EntityProfile.objects.all(), "entity_id"),
        (LocationProfile.objects.all(), "location_id"),
    ):
        rows = profiles.filter(**{f"{column}__in": keys}, superseded_at=None, valid_until=None)
        names |= {str(key): name for key, name in rows.values_list(column, "name")}
    return names


def unit_title(unit: str, names: Mapping[str, str]) -> str:
    """Return what a unit is called; empty for the whole partner."""
    name = read_unit(unit)
    if not unit:
        return ""
    whose = names.get(name.identifier) or measure_title(name.identifier)
    return in_region(whose, name)


def level_title(level: str, titles: Mapping[str, str]) -> str:
    """Return what a level is called; ``titles`` are the outcome's. Empty: no rules in force."""
    return titles.get(level, level) or gettext("No rules in force")


def source_title(source: str, sources: Mapping[str, str]) -> str:
    """Return what a duty, an authorization or a measure is called."""
    return sources.get(source) or measure_title(source)


def side_text(*, status: str, level: str, note: str, due_at: str) -> str:
    """Return what a rule book says of a duty, in a few words; ``level`` is its title."""
    words: dict[str, str] = {
        Status.FULFILLED: gettext("fulfilled"),
        Status.WAIVED: gettext("waived"),
        Status.PENDING: gettext("not due yet"),
        Status.GRACE: gettext("lapsed, not due again yet"),
        Status.UNKNOWN: gettext("unknown"),
        Status.OVERDUE: gettext("overdue"),
        Status.IN_FORCE: gettext("in force"),
    }
    parts = [words.get(status, status), level]
    if due_at:
        due = day_text(date.fromisoformat(due_at[:10]))
        parts.append(gettext("due %(day)s") % {"day": due})
    parts.append(note_text(note))
    return ", ".join(part for part in parts if part)


def rung_title(rung: str) -> str:
    """Return what a rung is called; a dash where none was recommended."""
    return measure_title(rung) if rung else "–"


def measure_text(measure: str) -> str:
    """Return what a recommended measure is called, with its length, if it has one."""
    name, comma, length = measure.partition(", ")
    return f"{measure_title(name)}{comma}{length}"


def _key(identifier: str) -> UUID | None:
    """Return the key in front of a unit; None for what is no key, such as a contact role."""
    try:
        return UUID(read_unit(identifier).identifier)
    except ValueError:
        return None
