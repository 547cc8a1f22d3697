"""What makes partners, legal entities and locations known."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from goodstanding.evidence.payloads import Code, Private
from goodstanding.evidence.services import change
from goodstanding.partners.events import (
    EntityRegistered,
    ExternalIdAssigned,
    LocationOpened,
    PartnerRegistered,
)
from goodstanding.partners.keys import keys_of
from goodstanding.partners.models import (
    EntityProfile,
    ExternalId,
    LegalEntity,
    Location,
    LocationProfile,
    Partner,
    PartnerProfile,
)
from goodstanding.programs.calendar import ensure_days
from goodstanding.programs.workdays import ensure_workdays_in
from goodstanding.values.actor import Actor
from goodstanding.values.days import local_day
from goodstanding.values.errors import ConflictError


def register_partner(*, name: str, country: str = "", actor: Actor, at: datetime) -> Partner:
    """Make a partner known from ``at`` on."""
    with change(actor=actor, at=at) as done:
        partner = Partner.objects.create()
        PartnerProfile.objects.create(partner=partner, name=name, country=country, valid_from=at)
        done.record(
            PartnerRegistered(
                partner_id=partner.pk,
                name=Private(name),
                country=Code(country) if country else None,
            )
        )
    return partner


def register_entity(
    partner_id: UUID, *, name: str, country: str = "", actor: Actor, at: datetime
) -> LegalEntity:
    """Make a legal entity of a partner known from ``at`` on."""
    with change(actor=actor, at=at) as done:
        # Changes to one partner's structure queue on its row.
        Partner.objects.select_for_update(no_key=True).get(pk=partner_id)
        entity = LegalEntity.objects.create()
        EntityProfile.objects.create(
            entity=entity, partner_id=partner_id, name=name, country=country, valid_from=at
        )
        done.record(
            EntityRegistered(
                entity_id=entity.pk,
                partner_id=partner_id,
                name=Private(name),
                country=Code(country) if country else None,
            ),
            partners=keys_of([partner_id]),
        )
    return entity


def open_location(
    entity_id: UUID,
    *,
    name: str,
    country: str,
    zone: str,
    zone_assumed: bool = False,
    region: str = "",
    actor: Actor,
    at: datetime,
) -> Location:
    """Make a location of a legal entity known from ``at`` on.

    Raises:
        InvalidValueError: ``zone`` is not a time zone.
    """
    ensure_days([zone])
    ensure_workdays_in([country])
    with change(actor=actor, at=at) as done:
        owner = EntityProfile.objects.get(entity_id=entity_id, superseded_at=None, valid_until=None)
        # Changes to one partner's structure queue on its row.
        Partner.objects.select_for_update(no_key=True).get(pk=owner.partner_id)
        location = Location.objects.create()
        LocationProfile.objects.create(
            location=location,
            entity_id=entity_id,
            partner_id=owner.partner_id,
            name=name,
            country=country,
            region=region,
            zone=zone,
            zone_assumed=zone_assumed,
            valid_from=at,
            from_on=local_day(at, zone),
        )
        done.record(
            LocationOpened(
                location_id=location.pk,
                entity_id=entity_id,
                partner_id=owner.partner_id,
                name=Private(name),
                country=Code(country) if country else None,
                region=Code(region) if region else None,
                zone=Code(zone),
                zone_assumed=zone_assumed,
                valid_from=at,
            ),
            partners=keys_of([owner.partner_id]),
        )
    return location


def assign_external_id(
    partner_id: UUID,
    *,
    namespace: str,
    value: str,
    entity_id: UUID | None = None,
    location_id: UUID | None = None,
    actor: Actor,
    at: datetime,
) -> ExternalId:
    """Record whose number means this partner, entity or location; saying it twice adds nothing.

    Raises:
        ConflictError: The number means somebody else already.
    """
    with change(actor=actor, at=at) as done:
        # Changes to one partner's structure queue on its row.
        Partner.objects.select_for_update(no_key=True).get(pk=partner_id)
        held = ExternalId.objects.filter(
            namespace=namespace, value=value, superseded_at=None, valid_until=None
        ).first()
        if held is not None:
            named = (held.partner_id, held.entity_id, held.location_id)
            if named == (partner_id, entity_id, location_id):
                return held
            raise ConflictError(
                f"{namespace}:{value} belongs to another partner, entity or location. End it there "
                "first, or check the number."
            )
        assigned = ExternalId.objects.create(
            partner_id=partner_id,
            entity_id=entity_id,
            location_id=location_id,
            namespace=namespace,
            value=value,
            valid_from=at,
        )
        done.record(
            ExternalIdAssigned(
                external_id_id=assigned.fact_id,
                namespace=Code(namespace),
                value=Private(value),
                partner_id=partner_id,
                entity_id=entity_id,
                location_id=location_id,
            ),
            partners=keys_of([partner_id]),
        )
    return assigned
