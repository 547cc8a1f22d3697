"""What is on a partner's record: findings that stand, and questions that are still open."""

from __future__ import annotations

from dataclasses import dataclass

from goodstanding.cases.models import Overturning
from goodstanding.cases.rules.states import CaseState
from goodstanding.cases.selectors.cases import cases_visible_to_partner
from goodstanding.cases.selectors.record import findings_of
from goodstanding.values.keys import PartnerKey

#: Put to the partner, and not decided.
_OPEN_QUESTIONS = (CaseState.ALLEGED.value, CaseState.ANSWERED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerRecord:
    """How many findings stand and how many questions are open, and where to read of them."""

    findings: int
    open_questions: int
    url: str


def record_now(key: PartnerKey, *, url: str) -> PartnerRecord:
    """Return what is on record today; a finding that was set aside is not."""
    visible = cases_visible_to_partner(program_id=key.program_id, partner_id=key.partner_id)
    return PartnerRecord(
        findings=findings_of(key).exclude(pk__in=Overturning.objects.values("finding_id")).count(),
        open_questions=visible.filter(state__in=_OPEN_QUESTIONS).count(),
        url=url,
    )
