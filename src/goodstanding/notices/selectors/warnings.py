"""Which warnings ahead of a test were given, and which of them were served."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import Min, Q

from goodstanding.notices.models import AuthorizationWarning
from goodstanding.rulebook.facts import ProofOutcome

#: Before anything was recorded.
EVER_SINCE = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """One warning, with its notice, and since when we know that it was served, if it was."""

    days: int  #: Before the day of the test is over.
    notice_id: UUID
    sent_at: datetime
    served_at: datetime | None


def warnings_of(authorization_id: UUID, *, due_at: datetime) -> list[Warned]:
    """Return the warnings given ahead of one test of an authorization, the first first."""
    delivered = Q(
        notice__proofs__outcome=ProofOutcome.DELIVERED.value, notice__proofs__voided_at=None
    )
    given = AuthorizationWarning.objects.filter(
        authorization_id=authorization_id, due_at=due_at
    ).annotate(served_at=Min("notice__proofs__recorded_at", filter=delivered))
    return [
        Warned(days=days, notice_id=notice_id, sent_at=sent_at, served_at=served_at)
        for days, notice_id, sent_at, served_at in given.order_by("-days").values_list(
            "days", "notice_id", "notice__sent_at", "served_at"
        )
    ]


def all_served_at(warned: Sequence[Warned], owed: Sequence[int]) -> datetime | None:
    """Return since when we know that every warning of ``owed`` was served; None while not.

    Where none is owed it was so ever since.
    """
    served = {one.days: one.served_at for one in warned if one.served_at is not None}
    if not set(owed) <= set(served):
        return None
    return max((served[days] for days in owed), default=EVER_SINCE)
