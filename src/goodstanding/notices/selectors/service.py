"""Whether and when a notice was served."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, Min, OuterRef

from goodstanding.notices.models import Proof
from goodstanding.rulebook.facts import ProofOutcome


def served_at(notice_id: UUID, *, known_at: datetime) -> datetime | None:
    """Return when a notice was first proven to have reached somebody; None while it is not."""
    first: datetime | None = Proof.objects.filter(
        notice_id=notice_id,
        outcome=ProofOutcome.DELIVERED.value,
        voided_at=None,
        happened_at__lte=known_at,
    ).aggregate(first=Min("happened_at"))["first"]
    return first


def is_served() -> Exists:
    """Return the condition, for a queryset of notices, that a notice was served."""
    return Exists(
        Proof.objects.filter(
            notice=OuterRef("pk"), outcome=ProofOutcome.DELIVERED.value, voided_at=None
        )
    )
