"""Which (program, partner) pairs a change to a partner reaches."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from goodstanding.partners.models import Membership
from goodstanding.values.keys import PartnerKey


def keys_of(partner_ids: Iterable[UUID]) -> list[PartnerKey]:
    """Return every program each of the partners takes part in."""
    return [
        PartnerKey(program_id, partner_id)
        for program_id, partner_id in Membership.objects.filter(
            partner_id__in=list(partner_ids)
        ).values_list("program_id", "partner_id")
    ]


def keys_of_person(person_id: UUID) -> list[PartnerKey]:
    """Return every program of every partner a person has ever acted for."""
    return [
        PartnerKey(program_id, partner_id)
        for program_id, partner_id in Membership.objects.filter(
            partner__affiliations__person_id=person_id
        )
        .values_list("program_id", "partner_id")
        .distinct()
    ]
