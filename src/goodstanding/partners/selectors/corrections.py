"""Corrections of authorizations: waiting for another officer, agreed to, refused."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from goodstanding.accounts.models import Role
from goodstanding.partners.models import AuthorizationCorrection

#: Who of the vendor reads why something is corrected, and what shows it.
READERS = (Role.OFFICER, Role.DECIDER, Role.APPEAL_REVIEWER, Role.AUDITOR)


def corrections_of(partner_id: UUID, program_id: UUID) -> QuerySet[AuthorizationCorrection]:
    """Return every correction of a partner's authorizations, the latest first."""
    return (
        AuthorizationCorrection.objects.filter(partner_id=partner_id, program_id=program_id)
        .select_related("corrected", "proposed_by", "verdict__person")
        .order_by("-proposed_at", "pk")
    )


def waiting_corrections(program_id: UUID) -> QuerySet[AuthorizationCorrection]:
    """Return the corrections of a program that nobody has judged, the first first."""
    return (
        AuthorizationCorrection.objects.filter(program_id=program_id, verdict=None)
        .select_related("corrected", "proposed_by")
        .order_by("proposed_at", "pk")
    )


def corrections_to_judge(program_id: UUID, person_id: UUID) -> QuerySet[AuthorizationCorrection]:
    """Return the corrections that wait for a person who did not propose them."""
    return waiting_corrections(program_id).exclude(proposed_by_id=person_id)
