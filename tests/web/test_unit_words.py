"""What the unit of a duty is called, and in which zone its days are counted."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from goodstanding.partners.models import LocationProfile
from goodstanding.standing.engine import Row
from goodstanding.web.portfolio_places import Places

ENTITY, OTHER = UUID(int=1), UUID(int=2)
BERLIN, TORONTO = UUID(int=11), UUID(int=12)


def place(location_id: UUID, name: str, region: str, zone: str, *, year: int) -> LocationProfile:
    return LocationProfile(
        location_id=location_id,
        entity_id=ENTITY,
        name=name,
        region=region,
        zone=zone,
        valid_from=datetime(year, 1, 1, tzinfo=UTC),
    )


PLACES = Places(
    partner_name="Contoso",
    partner_zone="UTC",
    entities={str(ENTITY): "Contoso GmbH"},
    locations={
        str(BERLIN): place(BERLIN, "Berlin", "emea", "Europe/Berlin", year=2025),
        str(TORONTO): place(TORONTO, "Toronto", "amer", "America/Toronto", year=2024),
    },
)


def row(unit: str | None) -> Row:
    return Row(
        program_id=UUID(int=5),
        partner_id=UUID(int=6),
        kind="obligation",
        source="code-accepted",
        unit=unit,
        status="overdue",
        level="at-risk",
        rank=2,
        have=0,
        need=1,
        due_at=None,
        fact=None,
        note=None,
        turns_at=None,
    )


@pytest.mark.parametrize(
    ("unit", "called", "zone"),
    [
        (None, "Contoso", "UTC"),
        (str(ENTITY), "Contoso GmbH", "America/Toronto"),
        (str(BERLIN), "Berlin", "Europe/Berlin"),
        (f"{ENTITY}:emea", "Contoso GmbH in EMEA", "Europe/Berlin"),
        (":amer", "Contoso in AMER", "America/Toronto"),
        (f"{ENTITY}:north-america", "Contoso GmbH in North America", "UTC"),
        (f"{ENTITY}:", "Contoso GmbH, where the region is missing", "UTC"),
        (f"{OTHER}:emea", "Contoso in EMEA", "Europe/Berlin"),
    ],
)
def test_a_unit_in_a_region_is_named_in_words(unit: str | None, called: str, zone: str) -> None:
    assert PLACES.unit_name(row(unit)) == called
    assert PLACES.zone(row(unit)) == zone
