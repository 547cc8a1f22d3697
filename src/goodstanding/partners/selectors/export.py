"""The partners of a program in the columns an import reads: each row says one thing.

Importing it changes nothing. Every row carries our own identifiers; a partner's first row says
its name, country, tier and zone, the rows below it one entity, location, further number,
distributor or person each. A zone that is only assumed is left empty, so that it stays assumed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import QuerySet

from goodstanding.evidence.dated import in_force
from goodstanding.partners.models import (
    Affiliation,
    Enrolment,
    EntityProfile,
    ExternalId,
    LocationProfile,
    Membership,
    PartnerProfile,
    Relationship,
)
from goodstanding.partners.rules.columns import OWN_NAMESPACE, Column, IdColumn, IdKind
from goodstanding.partners.rules.identity import kind_of
from goodstanding.partners.selectors.known import batches, number_fact
from goodstanding.values.days import local_day

_PARTNERS_AT_ONCE = 500
Cells = dict[str, str]


def export_lines(program_id: UUID, *, at: datetime) -> Iterator[tuple[str, ...]]:
    """Yield the header and every row of a program's structure as it is at an instant."""
    members = Membership.objects.filter(program_id=program_id)
    columns = _columns(members, at=at)
    yield tuple(columns)
    ids = members.order_by("partner_id").values_list("partner_id", flat=True)
    for batch in batches(ids.iterator(chunk_size=2_000), _PARTNERS_AT_ONCE):
        for cells in _rows(batch, program_id, at=at):
            yield tuple(cells.get(column, "") for column in columns)


def _columns(members: QuerySet[Membership], *, at: datetime) -> list[str]:
    namespaces: dict[IdKind, set[str]] = {kind: {OWN_NAMESPACE} for kind in IdKind}
    held = ExternalId.objects.filter(in_force(at), partner_id__in=members.values("partner_id"))
    for kind, of_kind in (
        (IdKind.ENTITY, held.filter(entity__isnull=False)),
        (IdKind.LOCATION, held.filter(location__isnull=False)),
        (IdKind.PARTNER, held.filter(entity=None, location=None)),
    ):
        namespaces[kind].update(of_kind.order_by().values_list("namespace", flat=True).distinct())
    found = {
        kind: [str(IdColumn(kind, name)) for name in sorted(names)]
        for kind, names in namespaces.items()
    }
    return [
        *found[IdKind.PARTNER],
        *(Column.PARTNER, Column.COUNTRY, Column.TIER, Column.DISTRIBUTOR, Column.ENTITY),
        *found[IdKind.ENTITY],
        Column.LOCATION,
        *found[IdKind.LOCATION],
        *(Column.REGION, Column.ZONE),
        *(Column.PERSON_EMAIL, Column.PERSON_NAME, Column.PERSON_ROLE, Column.FROM),
    ]


def _rows(partner_ids: list[UUID], program_id: UUID, *, at: datetime) -> Iterator[Cells]:
    current = {"partner_id__in": partner_ids}
    numbers = _Numbers(ExternalId.objects.filter(in_force(at), **current))
    enrolments = {
        row.partner_id: row
        for row in Enrolment.objects.filter(in_force(at), program_id=program_id, **current)
    }
    entities = _by_partner(EntityProfile.objects.filter(in_force(at), **current).order_by("name"))
    places = _by_partner(LocationProfile.objects.filter(in_force(at), **current).order_by("name"))
    people = _by_partner(
        Affiliation.objects.filter(in_force(at), person__email__isnull=False, **current)
        .select_related("person")
        .order_by("person__email", "role")
    )
    distributors = defaultdict(list)
    for relation in Relationship.objects.filter(
        in_force(at), program_id=program_id, reseller_id__in=partner_ids
    ):
        distributors[relation.reseller_id].append(relation)
    profiles = PartnerProfile.objects.filter(in_force(at), **current)
    for profile in profiles.order_by("name", "partner_id"):
        partner_id = profile.partner_id
        enrolment = enrolments.get(partner_id)
        if enrolment is None:
            continue  # It took part once; importing it would enrol it again.
        own = {str(IdColumn(IdKind.PARTNER, OWN_NAMESPACE)): str(partner_id)}
        named = own | {Column.PARTNER: profile.name}
        yield (
            named
            | numbers.first(IdKind.PARTNER, partner_id)
            | {
                Column.COUNTRY: profile.country,
                Column.TIER: enrolment.tier,
                Column.ZONE: enrolment.zone,
                Column.FROM: local_day(profile.valid_from, enrolment.zone).isoformat(),
            }
        )
        yield from (named | cells for cells in numbers.further(IdKind.PARTNER, partner_id))
        for relation in distributors[partner_id]:
            yield named | {
                Column.DISTRIBUTOR: f"{OWN_NAMESPACE}:{relation.distributor_id}",
                Column.FROM: local_day(relation.valid_from, enrolment.zone).isoformat(),
            }
        for cells in _parts(entities[partner_id], places[partner_id], numbers):
            yield named | cells
        for affiliation in people[partner_id]:
            yield named | _person(affiliation)


class _Numbers:
    """The external IDs of some partners, their entities and locations."""

    def __init__(self, rows: Iterable[ExternalId]) -> None:
        self._of: dict[tuple[IdKind, UUID], list[Cells]] = defaultdict(list)
        for row in rows:
            kind = kind_of(number_fact(row))
            thing = row.location_id or row.entity_id or row.partner_id
            found = self._of[(kind, thing)]
            column = str(IdColumn(kind, row.namespace))
            free = next((cells for cells in found if column not in cells), None)
            if free is None:
                found.append({column: row.value})
            else:
                free[column] = row.value

    def first(self, kind: IdKind, thing: UUID) -> Cells:
        """Return the IDs that fit into one row, one of each namespace."""
        return next(iter(self._of[(kind, thing)]), {})

    def further(self, kind: IdKind, thing: UUID) -> list[Cells]:
        """Return the cells of the rows that hold second and further IDs of a namespace."""
        return self._of[(kind, thing)][1:]


def _parts(
    entities: Iterable[EntityProfile], places: Iterable[LocationProfile], numbers: _Numbers
) -> Iterator[Cells]:
    """Yield the rows of legal entities, then of locations."""
    own = str(IdColumn(IdKind.ENTITY, OWN_NAMESPACE))
    named: dict[UUID, Cells] = {}
    for entity in entities:
        cells = named[entity.entity_id] = {own: str(entity.entity_id), Column.ENTITY: entity.name}
        yield (
            cells
            | numbers.first(IdKind.ENTITY, entity.entity_id)
            | {
                Column.COUNTRY: entity.country,
                Column.FROM: local_day(entity.valid_from, "UTC").isoformat(),
            }
        )
        yield from (cells | more for more in numbers.further(IdKind.ENTITY, entity.entity_id))
    for place in places:
        cells = _place(place) | named.get(place.entity_id, {})
        yield (
            cells
            | numbers.first(IdKind.LOCATION, place.location_id)
            | {
                Column.COUNTRY: place.country,
                Column.REGION: place.region,
                Column.ZONE: "" if place.zone_assumed else place.zone,
                Column.FROM: place.from_on.isoformat(),
            }
        )
        yield from (cells | more for more in numbers.further(IdKind.LOCATION, place.location_id))


def _place(place: LocationProfile) -> Cells:
    return {
        str(IdColumn(IdKind.LOCATION, OWN_NAMESPACE)): str(place.location_id),
        Column.LOCATION: place.name,
    }


def _person(affiliation: Affiliation) -> Cells:
    at = affiliation.location_id
    place = {str(IdColumn(IdKind.LOCATION, OWN_NAMESPACE)): str(at)} if at else {}
    return place | {
        Column.PERSON_EMAIL: affiliation.person.email or "",
        Column.PERSON_NAME: affiliation.person.name,
        Column.PERSON_ROLE: affiliation.role,
        Column.FROM: affiliation.from_on.isoformat(),
    }


Row = TypeVar("Row", EntityProfile, LocationProfile, Affiliation)


def _by_partner(rows: Iterable[Row]) -> dict[UUID, list[Row]]:
    found: dict[UUID, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.partner_id].append(row)
    return found
