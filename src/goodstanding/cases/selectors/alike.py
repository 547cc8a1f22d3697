"""How like cases were decided. Names are not shown: only facts that can be compared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Case as Choose
from django.db.models import IntegerField, Q, Value, When

from goodstanding.cases.models import CarriedOut, Finding
from goodstanding.rulebook.ladder_terms import Ladder
from goodstanding.values.days import local_day

ALIKE_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """One earlier decision about something comparable, of another partner."""

    decided_on: date
    clause: str
    severity: str
    count: int
    rung: str
    deviated: bool
    outcome: str  #: Of its appeal; empty where there was none.


def alike(finding: Finding, ladder: Ladder) -> list[Alike]:
    """Return the decisions nearest to what is to be decided, the nearest first.

    Comparable is the same clause, then the same family; then the same severity.
    """
    families = ladder.families_of(finding.clause_ref)
    codes = {
        (clause.agreement, clause.clause)
        for family in ladder.families
        if family.name in families
        for clause in family.clauses
    } | {(finding.agreement, finding.clause)}
    same = Q(
        decision__case__finding__agreement=finding.agreement,
        decision__case__finding__clause=finding.clause,
    )
    related = Q()
    for agreement, clause in sorted(codes):
        related |= Q(
            decision__case__finding__agreement=agreement, decision__case__finding__clause=clause
        )
    rows = (
        CarriedOut.objects.filter(related, decision__case__program_id=finding.program_id)
        .exclude(decision__case__partner_id=finding.partner_id)
        .annotate(
            far=Choose(When(same, then=Value(0)), default=Value(1), output_field=IntegerField()),
            other=Choose(
                When(decision__case__finding__severity=finding.severity, then=Value(0)),
                default=Value(1),
                output_field=IntegerField(),
            ),
        )
        .select_related("decision__case__finding", "decision__appeal__outcome")
        .order_by("far", "other", "-decided_at", "decision_id")
    )
    return [_alike(row) for row in rows[:ALIKE_SHOWN]]


def _alike(row: CarriedOut) -> Alike:
    decision = row.decision
    outcome = getattr(getattr(decision, "appeal", None), "outcome", None)
    return Alike(
        decided_on=local_day(row.decided_at, "UTC"),
        clause=decision.case.finding.clause,
        severity=decision.case.finding.severity,
        count=decision.count,
        rung=decision.rung,
        deviated=decision.rung != decision.recommended,
        outcome="" if outcome is None else outcome.get_outcome_display(),
    )
