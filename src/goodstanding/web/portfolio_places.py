"""What the units of resellers are called, and in which zone each counts its days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from goodstanding.evidence.dated import in_force
from goodstanding.partners.models import (
    Enrolment,
    EntityProfile,
    LocationProfile,
    PartnerProfile,
)
from goodstanding.rulebook.units import read_unit
from goodstanding.standing.engine import Row
from goodstanding.standing.words import in_region
from goodstanding.web.unit_words import oldest_place


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The legal entities and locations of one partner, as they are now."""

    partner_name: str
    partner_zone: str
    entities: dict[str, str]  #: Names, by the identifier as text.
    locations: dict[str, LocationProfile]

    def unit_name(self, row: Row) -> str:
        """Return what the unit of a duty is called; the partner's name where it is all of it."""
        name = read_unit(row.unit)
        location = self.locations.get(name.identifier)
        whose = self.entities.get(name.identifier, self.partner_name)
        return in_region(location.name if location else whose, name)

    def zone(self, row: Row) -> str:
        """Return the zone a due day is told in: the location's, the entity's oldest's."""
        name = read_unit(row.unit)
        if name.identifier in self.locations:
            return self.locations[name.identifier].zone
        entity_id = UUID(name.identifier) if name.identifier in self.entities else None
        oldest = oldest_place(self.locations.values(), entity_id, name)
        return oldest.zone if oldest else self.partner_zone


def places_of_many(
    partner_ids: Collection[UUID], *, program_id: UUID, program_zone: str, at: datetime
) -> dict[UUID, Places]:
    """Return the places of partners in a program at an instant."""
    current = in_force(at)
    names = dict(
        PartnerProfile.objects.filter(current, partner_id__in=partner_ids).values_list(
            "partner_id", "name"
        )
    )
    zones = dict(
        Enrolment.objects.filter(
            current, partner_id__in=partner_ids, program_id=program_id
        ).values_list("partner_id", "zone")
    )
    entities: dict[UUID, dict[str, str]] = defaultdict(dict)
    for entity in EntityProfile.objects.filter(current, partner_id__in=partner_ids):
        entities[entity.partner_id][str(entity.entity_id)] = entity.name
    locations: dict[UUID, dict[str, LocationProfile]] = defaultdict(dict)
    for place in LocationProfile.objects.filter(current, partner_id__in=partner_ids):
        locations[place.partner_id][str(place.location_id)] = place
    return {
        partner_id: Places(
            partner_name=names.get(partner_id, ""),
            partner_zone=zones.get(partner_id, program_zone),
            entities=entities[partner_id],
            locations=locations[partner_id],
        )
        for partner_id in partner_ids
    }
