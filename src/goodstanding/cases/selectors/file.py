"""Everything a case page shows: what is said, what happened when, what was decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from goodstanding.agreements.models import Clause
from goodstanding.cases.models import (
    Allegation,
    Appeal,
    AppealOutcome,
    Approval,
    CarriedOut,
    Case,
    CaseEnding,
    ChosenMeasure,
    Decision,
    Finding,
    Measure,
    PartnerAnswer,
    PlanFailure,
    Stay,
)
from goodstanding.cases.rules.clocks import last_day_for
from goodstanding.cases.rules.lengths import Ends
from goodstanding.notices.selectors.service import served_at
from goodstanding.programs.selectors import pack_of
from goodstanding.rulebook.pack import Pack
from goodstanding.rulebook.phrases import Anchor, Duration
from goodstanding.training.models import Assignment
from goodstanding.values.clauses import ClauseRef
from goodstanding.values.days import ends_at


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureNow:
    """A chosen measure, with what became of it by now."""

    chosen: ChosenMeasure
    in_force: Measure | None  #: The span it holds in, as known now.
    stay: Stay | None  #: While it waits.
    was_set_aside: bool
    due_on: date | None  #: The last day to do what it asks, once its time runs.
    failed: bool  #: It was found not done by then.


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
    plan_over_at: datetime | None  #: The time for a plan that runs, and whose failure counts.
    failure: PlanFailure | None


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
        .select_related(
            "proposed_by", "case", "pack_version", "carried_out", "appeal__outcome", "plan_failure"
        )
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


def time_from_service(pack: Pack, name: str) -> Duration | None:
    """Return how long there is for what a measure asks, where time runs from service."""
    due = pack.measure(name).due
    return due.after if due is not None and due.anchor is Anchor.SERVICE else None


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
    failure = getattr(decision, "plan_failure", None)
    told_at = None if carried is None else served_at(carried.notice_id, known_at=at)
    measures = tuple(
        MeasureNow(
            chosen=chosen,
            in_force=known.get(chosen.pk),
            stay=stays.get(chosen.name),
            was_set_aside=chosen.pk in seen and chosen.pk not in known,
            due_on=None
            if carried is None
            else _due_on(chosen, carried, known.get(chosen.pk), served_at=told_at),
            failed=failure is not None and failure.measure == chosen.name,
        )
        for chosen in decision.measures.order_by("place")
    )
    plans = [one for one in measures if _is_a_plan_that_runs(one)]
    return DecisionNow(
        decision=decision,
        approvals=tuple(decision.approvals.select_related("person").order_by("given_at", "pk")),
        measures=measures,
        served_at=told_at,
        appeal=appeal,
        outcome=getattr(appeal, "outcome", None),
        plan_runs=bool(plans),
        plan_over_at=_plan_over_at(decision, plans),
        failure=failure,
    )


def _due_on(
    chosen: ChosenMeasure,
    carried: CarriedOut,
    in_force: Measure | None,
    *,
    served_at: datetime | None,
) -> date | None:
    due = pack_of(chosen.decision.pack_version).measure(chosen.name).due
    if due is None:
        return None
    return last_day_for(
        due,
        started_at=carried.decided_at if in_force is None else in_force.valid_from,
        served_at=served_at,
        zone=carried.zone,
    )


def _is_a_plan_that_runs(measure: MeasureNow) -> bool:
    span = measure.in_force
    return (
        measure.chosen.lasting.ends is Ends.COMPLETED
        and span is not None
        and span.valid_until is None
    )


def _plan_over_at(decision: Decision, plans: Iterable[MeasureNow]) -> datetime | None:
    """Return when the time for a plan is over that has not failed yet."""
    pack = pack_of(decision.pack_version)
    for plan in plans:
        if plan.due_on and not plan.failed and pack.measure(plan.chosen.name).failure_is_event:
            return ends_at(plan.due_on, decision.carried_out.zone)
    return None


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
