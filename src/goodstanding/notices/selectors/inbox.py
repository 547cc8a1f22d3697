"""The messages a person may read as somebody of a partner."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from goodstanding.notices.models import Notice, Proof, Recipient
from goodstanding.notices.selectors.service import is_served
from goodstanding.partners.acting import CONTACTS
from goodstanding.rulebook.facts import ProofOutcome


def messages_visible_to(
    person_id: UUID,
    *,
    program_id: UUID,
    partner_id: UUID,
    roles: frozenset[str],
    at: datetime,
) -> QuerySet[Notice]:
    """Return the messages a person who acts for a partner in ``roles`` may read, newest first.

    Who may speak for the partner reads whatever was sent to the partner, also before they came.
    Everybody reads what was sent to themselves. What was sent to one colleague stays theirs.
    """
    own = Exists(Recipient.objects.filter(notice=OuterRef("pk"), person_id=person_id))
    to_partner = Q(partner_id=partner_id, person=None)
    shared = to_partner if roles & CONTACTS else to_partner & Q(own=True)
    to_me = Q(person_id=person_id) & (Q(partner_id=partner_id) | Q(partner_id=None))
    read = Proof.objects.filter(
        notice=OuterRef("pk"),
        person_id=person_id,
        outcome=ProofOutcome.DELIVERED.value,
        voided_at=None,
    )
    return (
        Notice.objects.filter(program_id=program_id, sent_at__lte=at)
        .annotate(own=own)
        .filter(shared | to_me)
        .select_related("text__sender", "program")
        .annotate(served=is_served(), read=Exists(read))
        .order_by("-sent_at", "-pk")
    )
