"""Whom a caller means: the partner and the location it names, if they are its to ask about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from goodstanding.apikit.calling import Caller
from goodstanding.apikit.parameters import Number, Reference
from goodstanding.decisions.errors import LocationNotFoundError, PartnerNotFoundError
from goodstanding.decisions.rules.deciding import Place
from goodstanding.evidence.dated import in_force
from goodstanding.partners.models import ExternalId, LocationProfile, Membership, Relationship


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """A partner, and the location where the number that was given is a location's."""

    partner_id: UUID
    location_id: UUID | None = None


def partner_meant(reference: Reference, *, caller: Caller, as_of: datetime) -> Meant:
    """Return the partner a caller names, by the numbers that were in force at ``as_of``.

    The number of a location means that location of the partner; the number of a legal entity
    means the partner as a whole.

    Raises:
        PartnerNotFoundError: The caller's program has no such partner, or not for this caller.
    """
    meant = _named(reference, as_of=as_of)
    if meant is None or not _visible(meant.partner_id, caller):
        raise PartnerNotFoundError(
            f"There is no partner “{reference}” in the program of this token. Check the number "
            "and its namespace."
        )
    return meant


def _named(reference: Reference, *, as_of: datetime) -> Meant | None:
    if isinstance(reference, UUID):
        return Meant(partner_id=reference)
    held = _number(reference, as_of=as_of)
    return Meant(partner_id=held.partner_id, location_id=held.location_id) if held else None


def _number(number: Number, *, as_of: datetime) -> ExternalId | None:
    return ExternalId.objects.filter(
        in_force(as_of), namespace=number.namespace, value=number.value
    ).first()


def _visible(partner_id: UUID, caller: Caller) -> bool:
    """Return whether a partner is the caller's to ask about: in its program, or downstream."""
    if caller.go_between_id is None:
        return Membership.objects.filter(
            program_id=caller.program_id, partner_id=partner_id
        ).exists()
    return Relationship.objects.filter(
        in_force(caller.at),
        program_id=caller.program_id,
        distributor_id=caller.go_between_id,
        reseller_id=partner_id,
    ).exists()


def place_meant(reference: Reference | None, meant: Meant, *, as_of: datetime) -> Place | None:
    """Return the location a caller names, with the entity it belonged to at ``as_of``.

    Raises:
        LocationNotFoundError: The partner has no such location then.
    """
    if reference is None:
        return None
    location_id = _location(reference, as_of=as_of)
    profile = (
        LocationProfile.objects.filter(
            in_force(as_of), location_id=location_id, partner_id=meant.partner_id
        ).first()
        if location_id
        else None
    )
    if profile is None or meant.location_id not in {None, profile.location_id}:
        raise LocationNotFoundError(
            f"The partner has no location “{reference}” at this instant. Check the number, or "
            "leave out location to ask about the partner as a whole."
        )
    return Place(
        location=str(profile.location_id), entity=str(profile.entity_id), region=profile.region
    )


def _location(reference: Reference, *, as_of: datetime) -> UUID | None:
    if isinstance(reference, UUID):
        return reference
    held = _number(reference, as_of=as_of)
    return held.location_id if held else None
