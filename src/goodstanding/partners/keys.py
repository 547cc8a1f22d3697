"""Which (program, partner) pairs a change to a partner reaches."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from goodstanding.partners.models import Affiliation, Membership
from goodstanding.values.keys import PartnerKey


def keys_of(partner_ids: Iterable[UUID]) -> list[PartnerKey]:
    """Return every program each of the partners takes part in."""
    return [
        PartnerKey(program_id, partner_id)
        for program_id, partner_id in Membership.objects.filter(
            partner_id__in=list(partner_ids)
        ).values_list("program_id", "partner_id")
    ]


def keys_of_person(person_id: UUID, *, at: datetime) -> list[PartnerKey]:
    """Return every program of every partner a person acts for at an instant, or will later.

    A partner they have left learns nothing more of them: what they do now cannot change where
    that partner stood while they were there.
    """
    acting = Affiliation.objects.filter(
        Q(valid_until=None) | Q(valid_until__gt=at), person_id=person_id, superseded_at=None
    )
    return [
        PartnerKey(program_id, partner_id)
        for program_id, partner_id in Membership.objects.filter(
            partner_id__in=acting.values("partner_id")
        ).values_list("program_id", "partner_id")
    ]
