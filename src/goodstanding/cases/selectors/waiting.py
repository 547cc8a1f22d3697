"""What waits with a stayed measure in rooms below, by its cause."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from goodstanding.cases.models import ChosenMeasure, Stay
from goodstanding.evidence.dated import in_force
from goodstanding.values.keys import PartnerKey


def waiting_causes(key: PartnerKey, *, at: datetime) -> frozenset[UUID]:
    """Return the chosen measures of a partner that wait: while an appeal runs, or to be redecided.

    Money that one of them took back stays taken, and is not debited meanwhile.
    """
    chosen = _waiting(at).filter(
        decision__case__program_id=key.program_id, decision__case__partner_id=key.partner_id
    )
    return frozenset(chosen.values_list("pk", flat=True))


def waiting_causes_in(program_id: UUID, *, at: datetime) -> frozenset[UUID]:
    """Return the chosen measures of all partners of a program that wait in the same way."""
    chosen = _waiting(at).filter(decision__case__program_id=program_id)
    return frozenset(chosen.values_list("pk", flat=True))


def _waiting(at: datetime) -> QuerySet[ChosenMeasure]:
    stays = Stay.objects.filter(
        in_force(at), decision_id=OuterRef("decision_id"), measure=OuterRef("name")
    )
    return ChosenMeasure.objects.filter(Exists(stays)).order_by()
