"""What is known of the partners that some rows of a file speak of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import TypeVar
from uuid import UUID

from django.db.models import Max

from goodstanding.partners.models import (
    Affiliation,
    Enrolment,
    EntityProfile,
    ExternalId,
    LocationProfile,
    PartnerProfile,
    Relationship,
)
from goodstanding.partners.rules.columns import OWN_NAMESPACE
from goodstanding.partners.rules.picture import (
    EnrolmentFact,
    EntityFact,
    LocationFact,
    NumberFact,
    PartnerFact,
    Picture,
    RelationFact,
)
from goodstanding.partners.rules.rows import Number, PartnerRow

#: How many values one statement asks for.
_AT_ONCE = 5_000
_OPEN = {"superseded_at": None, "valid_until": None}
_ENDED = {"superseded_at": None, "valid_until__isnull": False}

T = TypeVar("T")


def batches(values: Iterable[T], size: int = _AT_ONCE) -> Iterator[list[T]]:
    """Yield the values in lists of at most ``size``."""
    source = iter(values)
    while batch := list(islice(source, size)):
        yield batch


def partners_meant(rows: Collection[PartnerRow]) -> set[UUID]:
    """Return the known partners that rows name by an ID, theirs or one of their parts'."""
    meant = {held.partner_id for held in _external_ids(_numbers(rows, distributors=False))}
    return meant | _owned_by(rows)


def _owned_by(rows: Collection[PartnerRow]) -> set[UUID]:
    meant: set[UUID] = set()
    for batch in batches(_own_ids(rows)):
        meant.update(
            PartnerProfile.objects.filter(partner_id__in=batch, **_OPEN).values_list(
                "partner_id", flat=True
            )
        )
        meant.update(
            EntityProfile.objects.filter(entity_id__in=batch, **_OPEN).values_list(
                "partner_id", flat=True
            )
        )
        meant.update(
            LocationProfile.objects.filter(location_id__in=batch, **_OPEN).values_list(
                "partner_id", flat=True
            )
        )
    return meant


def picture_of(rows: Collection[PartnerRow], *, program_id: UUID) -> Picture:
    """Return everything that planning these rows looks at, as it is known now."""
    picture = Picture()
    partner_ids = _owned_by(rows)
    for held in _external_ids(_numbers(rows, distributors=True)):
        picture.put(number_fact(held))
        partner_ids.add(held.partner_id)
    emails = {row.email for row in rows if row.email}
    for batch in batches(sorted(partner_ids)):
        _add_structure(picture, batch)
        _add_taking_part(picture, batch, program_id)
        if emails:
            _add_acting(picture, batch, emails)
    _add_ended_numbers(picture, _numbers(rows, distributors=False))
    return picture


def partner_fact(row: PartnerProfile) -> PartnerFact:
    """Return the span of a partner as the planning sees it."""
    return PartnerFact(
        partner_id=row.partner_id, name=row.name, country=row.country, since=row.valid_from
    )


def entity_fact(row: EntityProfile) -> EntityFact:
    """Return the span of a legal entity as the planning sees it."""
    return EntityFact(
        entity_id=row.entity_id,
        partner_id=row.partner_id,
        name=row.name,
        country=row.country,
        since=row.valid_from,
    )


def location_fact(row: LocationProfile) -> LocationFact:
    """Return the span of a location as the planning sees it."""
    return LocationFact(
        location_id=row.location_id,
        entity_id=row.entity_id,
        partner_id=row.partner_id,
        name=row.name,
        country=row.country,
        region=row.region,
        zone=row.zone,
        zone_assumed=row.zone_assumed,
        since=row.valid_from,
    )


def enrolment_fact(row: Enrolment) -> EnrolmentFact:
    """Return the span of an enrolment as the planning sees it."""
    return EnrolmentFact(
        partner_id=row.partner_id, tier=row.tier, zone=row.zone, since=row.valid_from
    )


def number_fact(row: ExternalId) -> NumberFact:
    """Return whose number an external ID is, as the planning sees it."""
    return NumberFact(
        number=Number(row.namespace, row.value),
        partner_id=row.partner_id,
        entity_id=row.entity_id,
        location_id=row.location_id,
        since=row.valid_from,
    )


def _numbers(rows: Iterable[PartnerRow], *, distributors: bool) -> set[Number]:
    found: set[Number] = set()
    for row in rows:
        found.update(row.ids, row.entity_ids, row.location_ids)
        if distributors:
            found.update(row.distributors)
    return found


def _own_ids(rows: Iterable[PartnerRow]) -> set[UUID]:
    """Return our own identifiers among the IDs; what is no identifier is refused in planning."""
    found = set()
    for number in _numbers(rows, distributors=True):
        if number.namespace == OWN_NAMESPACE:
            try:
                found.add(UUID(number.value))
            except ValueError:
                continue
    return found


def _by_namespace(numbers: Iterable[Number]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = defaultdict(list)
    for number in numbers:
        if number.namespace != OWN_NAMESPACE:
            values[number.namespace].append(number.value)
    return {namespace: sorted(values[namespace]) for namespace in sorted(values)}


def _external_ids(numbers: Iterable[Number]) -> Iterator[ExternalId]:
    for namespace, values in _by_namespace(numbers).items():
        for batch in batches(values):
            yield from ExternalId.objects.filter(namespace=namespace, value__in=batch, **_OPEN)


def _add_structure(picture: Picture, partner_ids: list[UUID]) -> None:
    for partner in PartnerProfile.objects.filter(partner_id__in=partner_ids, **_OPEN):
        picture.put(partner_fact(partner))
    for entity in EntityProfile.objects.filter(partner_id__in=partner_ids, **_OPEN):
        picture.put(entity_fact(entity))
    for location in LocationProfile.objects.filter(partner_id__in=partner_ids, **_OPEN):
        picture.put(location_fact(location))
    for number in ExternalId.objects.filter(partner_id__in=partner_ids, **_OPEN):
        picture.put(number_fact(number))


def _add_taking_part(picture: Picture, partner_ids: list[UUID], program_id: UUID) -> None:
    enrolments = Enrolment.objects.filter(partner_id__in=partner_ids, program_id=program_id)
    for enrolment in enrolments.filter(**_OPEN):
        picture.put(enrolment_fact(enrolment))
    for partner_id, until in enrolments.filter(**_ENDED).values_list(
        "partner_id", Max("valid_until")
    ):
        picture.free_from[partner_id] = until
    relations = Relationship.objects.filter(reseller_id__in=partner_ids, program_id=program_id)
    for relation in relations.filter(**_OPEN):
        picture.put(
            RelationFact(
                reseller_id=relation.reseller_id,
                distributor_id=relation.distributor_id,
                since=relation.valid_from,
            )
        )
    for reseller_id, distributor_id, until in relations.filter(**_ENDED).values_list(
        "reseller_id", "distributor_id", Max("valid_until")
    ):
        picture.free_from[(reseller_id, distributor_id)] = until


def _add_acting(picture: Picture, partner_ids: list[UUID], emails: set[str]) -> None:
    key = ("person__email", "partner_id", "role", "location_id")
    affiliations = Affiliation.objects.filter(
        partner_id__in=partner_ids, person__email__isnull=False
    )
    for email, partner_id, role, location_id in affiliations.filter(**_OPEN).values_list(*key):
        if email.lower() in emails:
            picture.acting.add((email.lower(), partner_id, role, location_id))
    for email, partner_id, role, location_id, until in affiliations.filter(**_ENDED).values_list(
        *key, Max("valid_until")
    ):
        if email.lower() in emails:
            picture.free_from[(email.lower(), partner_id, role, location_id)] = until


def _add_ended_numbers(picture: Picture, numbers: Iterable[Number]) -> None:
    for namespace, values in _by_namespace(numbers).items():
        for batch in batches(values):
            held = ExternalId.objects.filter(namespace=namespace, value__in=batch)
            for value, until in held.filter(**_ENDED).values_list("value", Max("valid_until")):
                picture.free_from[Number(namespace, value)] = until
