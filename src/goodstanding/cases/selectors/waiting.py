"""What waits with a stayed measure in rooms below, by its cause."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from goodstanding.cases.models import ChosenMeasure, Stay
from goodstanding.evidence.dated import in_force
from goodstanding.values.keys import PartnerKey


def waiting_causes(key: PartnerKey, *, at: datetime) -> frozenset[UUID]:
    """Return the chosen measures of a partner that wait: while an appeal runs, or to be redecided.

    Money that one of them took back stays taken, and is not debited meanwhile.
    """
    stays = Stay.objects.filter(
        in_force(at), decision_id=OuterRef("decision_id"), measure=OuterRef("name")
    )
    chosen = ChosenMeasure.objects.filter(
        Exists(stays),
        decision__case__program_id=key.program_id,
        decision__case__partner_id=key.partner_id,
    )
    return frozenset(chosen.order_by().values_list("pk", flat=True))
