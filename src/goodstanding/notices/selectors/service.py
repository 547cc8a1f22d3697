"""Whether and when a notice was served."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from goodstanding.evidence.dated import in_force
from goodstanding.notices.models import Notice, Proof, Recipient
from goodstanding.partners.acting import CONTACTS
from goodstanding.partners.models import Affiliation
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


def readers_of(notice: Notice, *, at: datetime) -> QuerySet[Affiliation]:
    """Return in which capacities people of a partner have a notice, if they get it now.

    One to a partner is for whoever may speak for it or holds a role it was sent to, also when
    they came after it was sent. One to a person is for that person alone.
    """
    held = Affiliation.objects.filter(in_force(at), Q(partner_id=notice.partner_id)).order_by(
        "fact_id"
    )
    if notice.person_id is not None:
        return held.filter(person_id=notice.person_id)
    addressed = {
        role
        for roles in Recipient.objects.filter(notice=notice).values_list("roles", flat=True)
        for role in roles
    }
    return held.filter(role__in=CONTACTS | addressed)
