"""What the partners of an outcome, and the units of their duties, are called."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from goodstanding.cases.letters import measure_title
from goodstanding.partners.models import EntityProfile, LocationProfile, PartnerProfile
from goodstanding.rulebook.units import read_unit
from goodstanding.standing.words import in_region


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
