"""Who is asked to pass what because of a measure."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from goodstanding.evidence.dated import in_force
from goodstanding.training.models import Assignment


def effects_of(cause_id: UUID) -> QuerySet[Assignment]:
    """Return what a cause asked for, as known today, whether it still does or not."""
    return (
        Assignment.objects.filter(cause_id=cause_id, superseded_at=None)
        .select_related("course")
        .order_by("valid_from", "pk")
    )


def assignments_in_force(partner_id: UUID, *, program_id: UUID, at: datetime) -> list[Assignment]:
    """Return what a partner's people are asked for at an instant, the nearest day first."""
    return list(
        Assignment.objects.filter(
            in_force(at), partner_id=partner_id, course__program_id=program_id
        )
        .select_related("course")
        .order_by("due_on", "pk")
    )
