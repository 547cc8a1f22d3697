"""Everything a case page shows: what is said, what happened when, what was decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from goodstanding.agreements.models import Clause
from goodstanding.cases.models import (
    Allegation,
    Appeal,
    AppealOutcome,
    Approval,
    Case,
    CaseEnding,
    ChosenMeasure,
    Decision,
    Finding,
    Measure,
    PartnerAnswer,
    Stay,
)
from goodstanding.notices.selectors.service import served_at
from goodstanding.training.models import Assignment
from goodstanding.values.clauses import ClauseRef


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureNow:
    """A chosen measure, with what became of it by now."""

    chosen: ChosenMeasure
    in_force: Measure | None  #: The span it holds in, as known now.
    stay: Stay | None  #: While it waits.
    was_set_aside: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionNow:
    """One decision of a case with everything that belongs to it."""

    decision: Decision
    approvals: tuple[Approval, ...]
    measures: tuple[MeasureNow, ...]
    served_at: datetime | None
    appeal: Appeal | None
    outcome: AppealOutcome | None
    plan_runs: bool  #: A measure lasts until the plan is completed.


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """A case as its page shows it; what has not happened yet is None."""

    case: Case
    allegation: Allegation | None
    clause: Clause | None  #: As it read at the event.
    alleged_served_at: datetime | None
    answer: PartnerAnswer | None
    ending: CaseEnding | None
    finding: Finding | None
    overturned_at: datetime | None
    decisions: tuple[DecisionNow, ...]  #: The latest first.

    @property
    def current(self) -> DecisionNow | None:
        """The decision of the day, if there is one."""
        return self.decisions[0] if self.decisions else None

    @property
    def told(self) -> DecisionNow | None:
        """The latest decision the partner was told."""
        return next((one for one in self.decisions if hasattr(one.decision, "carried_out")), None)


def clause_text(program_id: UUID, ref: ClauseRef) -> Clause | None:
    """Return the words of a clause in a version."""
    assert ref.position is not None  # it was fixed at the event
    return (
        Clause.objects.filter(
            version__agreement__program_id=program_id,
            version__agreement__code=ref.agreement,
            version__position=ref.position,
            code=ref.clause,
        )
        .select_related("version__agreement")
        .first()
    )


def file_of(case: Case, *, at: datetime) -> CaseFile:
    """Return everything about a case, as known at an instant."""
    allegation = Allegation.objects.filter(case=case).first()
    finding = Finding.objects.filter(case=case).select_related("found_by").first()
    overturning = getattr(finding, "overturning", None)
    decisions = (
        Decision.objects.filter(case=case)
        .select_related("proposed_by", "case", "pack_version", "carried_out", "appeal__outcome")
        .order_by("-number")
    )
    return CaseFile(
        case=case,
        allegation=allegation,
        clause=None if allegation is None else clause_text(case.program_id, allegation.clause_ref),
        alleged_served_at=None
        if allegation is None
        else served_at(allegation.notice_id, known_at=at),
        answer=PartnerAnswer.objects.filter(case=case).select_related("person").first(),
        ending=CaseEnding.objects.filter(case=case).select_related("ended_by").first(),
        finding=finding,
        overturned_at=None if overturning is None else overturning.overturned_at,
        decisions=tuple(_decision_now(decision, at=at) for decision in decisions),
    )


def _decision_now(decision: Decision, *, at: datetime) -> DecisionNow:
    rows = list(Measure.objects.filter(decision=decision).order_by("recorded_at", "pk"))
    known = {row.chosen_id: row for row in _with_ends(rows) if row.superseded_at is None}
    seen = {row.chosen_id for row in rows}
    stays = {
        stay.measure: stay
        for stay in Stay.objects.filter(decision=decision, superseded_at=None, valid_until=None)
    }
    carried = getattr(decision, "carried_out", None)
    appeal = getattr(decision, "appeal", None)
    measures = tuple(
        MeasureNow(
            chosen=chosen,
            in_force=known.get(chosen.pk),
            stay=stays.get(chosen.name),
            was_set_aside=chosen.pk in seen and chosen.pk not in known,
        )
        for chosen in decision.measures.order_by("place")
    )
    return DecisionNow(
        decision=decision,
        approvals=tuple(decision.approvals.select_related("person").order_by("given_at", "pk")),
        measures=measures,
        served_at=None if carried is None else served_at(carried.notice_id, known_at=at),
        appeal=appeal,
        outcome=getattr(appeal, "outcome", None),
        plan_runs=any(
            one.chosen.ends == "completed"
            and one.in_force is not None
            and one.in_force.valid_until is None
            for one in measures
        ),
    )


def _with_ends(measures: Iterable[Measure]) -> list[Measure]:
    """Return measures with their ends as the rule book reads them (``facts.measures``).

    One that lasts until a course is passed keeps an open span: it is over when everybody asked
    has passed, which ends the assignment it made.
    """
    rows = list(measures)
    passed_at = dict(
        Assignment.objects.filter(
            cause_id__in=[row.fact_id for row in rows],
            superseded_at=None,
            valid_until__isnull=False,
        ).values_list("cause_id", "valid_until")
    )
    for row in rows:
        row.valid_until = row.valid_until or passed_at.get(row.fact_id)
    return rows
