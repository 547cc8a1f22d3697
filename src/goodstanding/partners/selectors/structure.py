"""What a partner consists of: entities, locations, numbers, people, and whom it buys through."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, QuerySet

from goodstanding.evidence.dated import in_force
from goodstanding.partners.models import (
    Affiliation,
    DeclaredList,
    Enrolment,
    EntityProfile,
    ExternalId,
    LocationProfile,
    PartnerProfile,
    Relationship,
)
from goodstanding.programs.models import Program
from goodstanding.rulebook.facts import PEOPLE_LIST

DOWNSTREAM_SHOWN = 50
_OUR_OWN = {"superseded_at": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationShown:
    """A location with its numbers."""

    profile: LocationProfile
    numbers: tuple[ExternalId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityShown:
    """A legal entity with its numbers and its locations."""

    profile: EntityProfile
    numbers: tuple[ExternalId, ...]
    locations: tuple[LocationShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleShown:
    """Everybody who acts in a role."""

    role: str
    people: tuple[Affiliation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """A partner on the other side of a relationship."""

    partner_id: UUID
    name: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """All of a partner that one program's people see."""

    profile: PartnerProfile
    former_names: tuple[PartnerProfile, ...]
    enrolments: tuple[Enrolment, ...]
    numbers: tuple[ExternalId, ...]
    entities: tuple[EntityShown, ...]
    roles: tuple[RoleShown, ...]
    complete_since: datetime | None  #: The partner said then that everybody is listed.
    distributors: tuple[Neighbour, ...]
    downstream: tuple[Neighbour, ...]
    downstream_count: int


def structure_of(partner_id: UUID, *, program_id: UUID, at: datetime) -> Structure:
    """Return what a partner consists of, as it is known now and was at ``at``.

    Relationships that have ended are kept in, with their end.

    Raises:
        PartnerProfile.DoesNotExist: The partner was not known at ``at``.
    """
    profiles = PartnerProfile.objects.filter(partner_id=partner_id, **_OUR_OWN)
    profile = profiles.get(in_force(at))
    numbers = list(
        ExternalId.objects.filter(in_force(at), partner_id=partner_id).order_by(
            "namespace", "value"
        )
    )
    relations = Relationship.objects.filter(program_id=program_id, **_OUR_OWN)
    downstream = relations.filter(in_force(at), distributor_id=partner_id)
    return Structure(
        profile=profile,
        former_names=tuple(
            profiles.filter(valid_until__lte=at).exclude(name=profile.name).order_by("-valid_until")
        ),
        enrolments=tuple(
            Enrolment.objects.filter(
                partner_id=partner_id, program_id=program_id, **_OUR_OWN
            ).order_by("-valid_from")
        ),
        numbers=tuple(n for n in numbers if n.entity_id is None and n.location_id is None),
        entities=_entities(partner_id, numbers, at=at),
        roles=people_by_role(partner_id, at=at),
        complete_since=complete_since(partner_id, at=at),
        distributors=_neighbours(
            relations.filter(reseller_id=partner_id).order_by("-valid_from"),
            "distributor_id",
            at=at,
        ),
        downstream=_neighbours(
            downstream.order_by("-valid_from")[:DOWNSTREAM_SHOWN], "reseller_id", at=at
        ),
        downstream_count=downstream.count(),
    )


def people_by_role(partner_id: UUID, *, at: datetime) -> tuple[RoleShown, ...]:
    """Return who acts for a partner at an instant, role by role."""
    people: dict[str, list[Affiliation]] = defaultdict(list)
    for affiliation in affiliations_of(partner_id, at=at):
        people[affiliation.role].append(affiliation)
    return tuple(RoleShown(role=role, people=tuple(people[role])) for role in sorted(people))


def complete_since(partner_id: UUID, *, at: datetime) -> datetime | None:
    """Return since when the partner says that everybody who works for it is listed."""
    return (
        DeclaredList.objects.filter(in_force(at), partner_id=partner_id, name=PEOPLE_LIST)
        .values_list("valid_from", flat=True)
        .first()
    )


def affiliations_of(partner_id: UUID, *, at: datetime) -> QuerySet[Affiliation]:
    """Return who acts for a partner at an instant, by name, each with the place's name."""
    return (
        Affiliation.objects.filter(in_force(at), partner_id=partner_id)
        .select_related("person")
        .order_by("role", "person__name", "person__email", F("location_id").asc(nulls_first=True))
    )


def was_affiliated(partner_id: UUID, fact_id: UUID) -> bool:
    """Return whether a role was ever held at a partner, even if it has ended."""
    return Affiliation.objects.filter(partner_id=partner_id, fact_id=fact_id).exists()


def places_of(partner_id: UUID, *, at: datetime) -> dict[UUID, str]:
    """Return the names of a partner's locations at an instant, by name."""
    return dict(
        LocationProfile.objects.filter(in_force(at), partner_id=partner_id)
        .order_by("name")
        .values_list("location_id", "name")
    )


def zone_of(partner_id: UUID, *, program_id: UUID, at: datetime) -> str:
    """Return the zone a partner's days are counted in: its enrolment's, else the program's."""
    enrolled = Enrolment.objects.filter(in_force(at), partner_id=partner_id, program_id=program_id)
    zone = enrolled.values_list("zone", flat=True).first()
    return zone or Program.objects.values_list("zone", flat=True).get(pk=program_id)


def _entities(
    partner_id: UUID, numbers: Iterable[ExternalId], *, at: datetime
) -> tuple[EntityShown, ...]:
    of_entity: dict[UUID, list[ExternalId]] = defaultdict(list)
    of_location: dict[UUID, list[ExternalId]] = defaultdict(list)
    for number in numbers:
        if number.entity_id is not None:
            of_entity[number.entity_id].append(number)
        if number.location_id is not None:
            of_location[number.location_id].append(number)
    locations: dict[UUID, list[LocationShown]] = defaultdict(list)
    for place in LocationProfile.objects.filter(in_force(at), partner_id=partner_id).order_by(
        "name"
    ):
        shown = LocationShown(profile=place, numbers=tuple(of_location[place.location_id]))
        locations[place.entity_id].append(shown)
    return tuple(
        EntityShown(
            profile=entity,
            numbers=tuple(of_entity[entity.entity_id]),
            locations=tuple(locations[entity.entity_id]),
        )
        for entity in EntityProfile.objects.filter(in_force(at), partner_id=partner_id).order_by(
            "name"
        )
    )


def _neighbours(
    relations: Iterable[Relationship], other: str, *, at: datetime
) -> tuple[Neighbour, ...]:
    held = list(relations)
    names = dict(
        PartnerProfile.objects.filter(
            in_force(at), partner_id__in=[getattr(row, other) for row in held]
        ).values_list("partner_id", "name")
    )
    return tuple(
        Neighbour(
            partner_id=getattr(row, other),
            name=names.get(getattr(row, other), ""),
            since=row.valid_from,
            until=row.valid_until,
        )
        for row in held
    )
