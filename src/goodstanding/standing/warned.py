"""Warnings that nobody has read, of authorizations that would fail their test, or have failed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast

from goodstanding.notices.models import AuthorizationWarning
from goodstanding.notices.selectors.sent import Progress, notices_sent
from goodstanding.rulebook.compile_tables import Note
from goodstanding.standing.models import FinalActWaiting, StandingReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Unserved:
    """One notice that warns, which nobody has read."""

    notice_id: UUID
    partner_id: UUID
    authorization: str
    sent_at: datetime
    waits: bool  #: Whether the end for good waits for it; else no letter of it can arrive.


def warnings_not_served(program_id: UUID, *, at_most: int) -> Iterator[Unserved]:
    """Yield the warnings somebody has to serve in another way, the first sent first."""
    waiting = FinalActWaiting.objects.filter(
        authorization_id=OuterRef("authorization_id"), due_at=OuterRef("due_at")
    )
    failing = StandingReason.objects.filter(
        ~Q(status="fulfilled"),
        ~Q(note=Note.FINAL),
        program_id=program_id,
        kind="authorization",
        due_at=OuterRef("due_at"),
        fact=Cast(OuterRef("authorization_id"), CharField()),
    )
    warned = AuthorizationWarning.objects.filter(Exists(failing), notice__program_id=program_id)
    names = dict(warned.values_list("notice_id", "authorization"))
    waits = set(warned.filter(Exists(waiting)).values_list("notice_id", flat=True))
    lost = Q(progress=Progress.NOT_REACHED.value)
    found = notices_sent(program_id).filter(
        lost | Q(pk__in=waits), ~Q(progress=Progress.SERVED.value), pk__in=names
    )
    rows = found.order_by("sent_at", "pk").values_list("pk", "partner_id", "sent_at")
    for notice_id, partner_id, sent_at in rows[:at_most]:
        assert partner_id is not None  # a warning is for a partner
        yield Unserved(
            notice_id=notice_id,
            partner_id=partner_id,
            authorization=names[notice_id],
            sent_at=sent_at,
            waits=notice_id in waits,
        )
