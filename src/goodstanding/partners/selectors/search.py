"""Finding partners by whatever somebody has at hand: a name, a number, a person, an address."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import F, Q, QuerySet

from goodstanding.evidence.dated import in_force
from goodstanding.partners.models import (
    Affiliation,
    Enrolment,
    EntityProfile,
    ExternalId,
    LocationProfile,
    PartnerProfile,
    Tier,
)
from goodstanding.values.errors import InvalidValueError

TEXT_MAX = 200


class How(StrEnum):
    """What of a partner a search text was found in."""

    NAME = "name"
    FORMER_NAME = "former-name"
    ENTITY = "entity"
    LOCATION = "location"
    NUMBER = "number"
    PERSON = "person"
    EMAIL = "email"


@dataclass(frozen=True, slots=True, order=True)
class Match:
    """One thing a partner was found by."""

    how: How
    text: str


def partners_found(program_id: UUID, text: str, *, at: datetime) -> QuerySet[PartnerProfile]:
    """Return the partners of a program that a text finds, by name; all of them for no text.

    Names, people and addresses are found by any part, whatever its case; an external ID by the
    whole of it, with or without its namespace. Former names, numbers and people count too.
    """
    partners = PartnerProfile.objects.filter(
        in_force(at), partner__memberships__program_id=program_id
    ).order_by("name", "partner_id")
    wanted = text.strip()[:TEXT_MAX]
    if not wanted:
        return partners
    known = {"superseded_at": None}
    named = PartnerProfile.objects.filter(name__icontains=wanted, **known).values("partner_id")
    found = named.union(
        EntityProfile.objects.filter(name__icontains=wanted, **known).values("partner_id"),
        LocationProfile.objects.filter(name__icontains=wanted, **known).values("partner_id"),
        ExternalId.objects.filter(_is_number(wanted), **known).values("partner_id"),
        Affiliation.objects.filter(_is_person(wanted), **known).values("partner_id"),
    )
    return partners.filter(partner_id__in=found)


def partners_called(program_id: UUID, text: str, *, at: datetime) -> QuerySet[PartnerProfile]:
    """Return the partners of a program whose whole name, or one of whose external IDs, is a text.

    Case does not matter, nor whether an ID is written with its namespace.
    """
    wanted = text.strip()
    numbered = ExternalId.objects.filter(in_force(at), _is_number(wanted)).values("partner_id")
    return partners_found(program_id, "", at=at).filter(
        Q(name__iexact=wanted) | Q(partner_id__in=numbered)
    )


def first_numbers(partner_ids: Collection[UUID], *, at: datetime) -> dict[UUID, str]:
    """Return one external ID of each partner, its own before those of its entities and places."""
    held = ExternalId.objects.filter(in_force(at), partner_id__in=partner_ids).order_by(
        F("entity_id").desc(nulls_last=True), F("location_id").desc(nulls_last=True), "-value"
    )
    return dict(held.values_list("partner_id", "value"))  # the last one of each stays


def distributor_numbered(number: str, program_id: UUID, at: datetime) -> UUID:
    """Return the distributor of a program that has a number, such as ``crm:D-100``.

    Raises:
        InvalidValueError: There is none.
    """
    namespace, _, value = number.partition(":")
    held = ExternalId.objects.filter(in_force(at), namespace=namespace, value=value).first()
    distributors = Enrolment.objects.filter(
        in_force(at), program_id=program_id, tier=Tier.DISTRIBUTOR
    )
    if held is None or not distributors.filter(partner_id=held.partner_id).exists():
        raise InvalidValueError(
            f"The program has no distributor “{number}”. Give a number with its namespace, as in "
            "crm:D-100."
        )
    return held.partner_id


def how_found(
    partner_ids: Collection[UUID], text: str, *, at: datetime
) -> dict[UUID, tuple[Match, ...]]:
    """Return for each of some partners what the text was found in, the likeliest first."""
    wanted = text.strip()[:TEXT_MAX]
    matches: dict[UUID, set[Match]] = defaultdict(set)
    if wanted:
        for partner_id, match in _matches(partner_ids, wanted, at):
            matches[partner_id].add(match)
    order = list(How)
    return {
        partner_id: tuple(sorted(found, key=lambda match: (order.index(match.how), match.text)))
        for partner_id, found in matches.items()
    }


def _is_number(wanted: str) -> Q:
    namespace, colon, value = wanted.partition(":")
    whole = Q(value__iexact=wanted)
    if not colon or not value.strip():
        return whole
    return whole | Q(namespace=namespace.strip().lower(), value__iexact=value.strip())


def _is_person(wanted: str) -> Q:
    return Q(person__name__icontains=wanted) | Q(person__email__icontains=wanted)


def _matches(
    partner_ids: Collection[UUID], wanted: str, at: datetime
) -> Iterator[tuple[UUID, Match]]:
    known = {"superseded_at": None, "partner_id__in": partner_ids}
    for profile in PartnerProfile.objects.filter(name__icontains=wanted, **known):
        current = profile.valid_until is None or profile.valid_until > at
        how = How.NAME if current else How.FORMER_NAME
        yield profile.partner_id, Match(how, profile.name)
    for entity in EntityProfile.objects.filter(name__icontains=wanted, **known):
        yield entity.partner_id, Match(How.ENTITY, entity.name)
    for location in LocationProfile.objects.filter(name__icontains=wanted, **known):
        yield location.partner_id, Match(How.LOCATION, location.name)
    for number in ExternalId.objects.filter(_is_number(wanted), **known):
        yield number.partner_id, Match(How.NUMBER, str(number))
    people = Affiliation.objects.filter(_is_person(wanted), **known).select_related("person")
    for affiliation in people:
        person = affiliation.person
        if wanted.lower() in person.name.lower():
            yield affiliation.partner_id, Match(How.PERSON, person.name)
        else:
            yield affiliation.partner_id, Match(How.EMAIL, str(person.email))
