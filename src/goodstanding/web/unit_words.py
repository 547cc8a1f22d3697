"""Where the days of a unit that lies in a region are counted."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from goodstanding.partners.models import LocationProfile
from goodstanding.rulebook.units import UnitName


def oldest_place(
    places: Collection[LocationProfile], entity_id: UUID | None, name: UnitName
) -> LocationProfile | None:
    """Return the first of the locations of a unit: its days are counted in the zone of that one."""
    own = [
        place
        for place in places
        if (entity_id is None or place.entity_id == entity_id)
        and (name.region is None or place.region == name.region)
        and (entity_id is not None or name.region is not None)
    ]
    return min(own, key=lambda place: (place.valid_from, place.location_id), default=None)
