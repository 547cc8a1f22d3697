"""The units of a partner that something is signed or shown for, each with its zone."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from goodstanding.agreements.rules.statements import StatedUnit
from goodstanding.evidence.dated import in_force
from goodstanding.partners.models import LocationProfile
from goodstanding.partners.selectors.structure import zone_of
from goodstanding.rulebook.pack import Unit


def zones_of_units(
    per: Unit, *, program_id: UUID, partner_id: UUID, at: datetime
) -> dict[StatedUnit, str]:
    """Return the units of one kind that a partner has at an instant, and where their days run.

    A legal entity's days are those of the location it has had longest, as the rule book counts
    them; one without a location is no unit the rule book knows. Nothing is signed for a region.
    """
    if per is Unit.PARTNER:
        return {StatedUnit(): zone_of(partner_id, program_id=program_id, at=at)}
    if per not in {Unit.ENTITY, Unit.LOCATION}:
        return {}
    places = LocationProfile.objects.filter(in_force(at), partner_id=partner_id).order_by(
        "valid_from", "location_id"
    )
    zones: dict[StatedUnit, str] = {}
    for place in places:
        unit = (
            StatedUnit(entity_id=place.entity_id)
            if per is Unit.ENTITY
            else StatedUnit(location_id=place.location_id)
        )
        zones.setdefault(unit, place.zone)
    return zones
