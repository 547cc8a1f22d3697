"""What is known of a partner when one of its cases is weighed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, Min, OuterRef, QuerySet

from goodstanding.agreements.models import Acceptance
from goodstanding.cases.models import (
    Allegation,
    Basis,
    CarriedOut,
    Case,
    ChosenMeasure,
    Decision,
    DecisionFate,
    FailureBasis,
    FateChoice,
    Finding,
    Measure,
    Overturning,
    PlanFailure,
)
from goodstanding.cases.rules.overturn import Weighed
from goodstanding.cases.rules.weighing import (
    NOT_SERVED,
    Made,
    NotKept,
    Record,
    rests_on,
    weigh,
)
from goodstanding.notices.models import Proof
from goodstanding.partners.models import Affiliation, Enrolment
from goodstanding.partners.selectors.structure import zone_of
from goodstanding.programs.models import PackVersion
from goodstanding.programs.selectors import pack_of, version_in_force
from goodstanding.rulebook.facts import ProofOutcome
from goodstanding.rulebook.ladder import Recommendation
from goodstanding.rulebook.ladder_history import Failure
from goodstanding.rulebook.ladder_history import Finding as LadderFinding
from goodstanding.rulebook.ladder_terms import Ladder, Since
from goodstanding.training.models import Assignment, Completion
from goodstanding.values.days import local_day
from goodstanding.values.errors import ConflictError
from goodstanding.values.keys import PartnerKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What the ladder recommends for a case, by which rule book, and what it would rest on."""

    version: PackVersion
    ladder: Ladder
    recommended: Recommendation
    rests_on: frozenset[UUID]  #: Findings.
    failures: Mapping[UUID, bool]  #: Failed plans that it rests on, and whether it answers them.
    as_of: date


class NoLadderError(ConflictError):
    """No rule book with a ladder is in force, so nothing says what may follow."""

    code = "case_no_ladder"


def key_of(case: Case) -> PartnerKey:
    """Return what standing of a case's partner is asked for."""
    return PartnerKey(case.program_id, case.partner_id)


def version_with_ladder(program_id: UUID, *, at: datetime) -> tuple[PackVersion, Ladder]:
    """Return the rule book in force and its ladder.

    Raises:
        NoLadderError: There is none.
    """
    version = version_in_force(program_id, as_of=at)
    ladder = None if version is None else pack_of(version).ladder
    if version is None or ladder is None:
        raise NoLadderError(
            "No rule book with a ladder is in force. Publish one before anything is decided."
        )
    return version, ladder


def served_by_notice(notice_ids: Iterable[UUID]) -> dict[UUID, datetime]:
    """Return when each notice was first proven to have reached somebody."""
    return dict(
        Proof.objects.filter(
            notice_id__in=list(notice_ids), outcome=ProofOutcome.DELIVERED.value, voided_at=None
        )
        .values_list("notice_id")
        .annotate(first=Min("happened_at"))
    )


def findings_of(key: PartnerKey) -> QuerySet[Finding]:
    """Return a partner's findings, oldest event first, fallen ones included."""
    return (
        Finding.objects.filter(program_id=key.program_id, partner_id=key.partner_id, voided_at=None)
        .select_related("case")
        .order_by("event_at", "pk")
    )


def failures_of(key: PartnerKey) -> QuerySet[PlanFailure]:
    """Return a partner's failed plans that count, in order of time: their decisions stand."""
    standing = standing_decisions(key).order_by().values("decision_id")
    return (
        PlanFailure.objects.filter(decision_id__in=standing)
        .select_related("decision__case")
        .order_by("found_at", "pk")
    )


def record_of(key: PartnerKey, ladder: Ladder, *, at: datetime) -> Record:
    """Return what the ladder has to know of a partner."""
    zone = zone_of(key.partner_id, program_id=key.program_id, at=at)
    fallen = set(
        Overturning.objects.filter(
            finding__program_id=key.program_id, finding__partner_id=key.partner_id
        ).values_list("finding_id", flat=True)
    )
    alleged = Allegation.objects.filter(
        case__program_id=key.program_id, case__partner_id=key.partner_id
    ).values_list("notice_id", flat=True)
    return Record(
        findings=tuple(
            LadderFinding(
                finding_id=str(finding.pk),
                clause=finding.clause_ref,
                severity=finding.severity,
                event_at=finding.event_at,
                event_on=finding.event_on,
                overturned=finding.pk in fallen,
            )
            for finding in findings_of(key)
        ),
        made=tuple(made for _, made in decisions_made(key, zone=zone)),
        not_kept=tuple(_not_kept(failure) for failure in failures_of(key)),
        since_on=_since(key, ladder, zone=zone),
        notices=tuple(sorted(served_by_notice(alleged).values())),
    )


def _not_kept(failure: PlanFailure) -> NotKept:
    """Return a failed plan as the ladder's history has it: it failed when its last day was over."""
    return NotKept(
        failure=Failure(
            failure_id=str(failure.pk),
            measure=failure.measure,
            failed_on=failure.due_on + timedelta(days=1),
        ),
        decision_id=str(failure.decision_id),
        found_at=failure.found_at,
    )


def _since(key: PartnerKey, ladder: Ladder, *, zone: str) -> date | None:
    match ladder.counts.since:
        case Since.FIRST_ACCEPTANCE:
            first = Acceptance.objects.filter(
                partner_id=key.partner_id, version__agreement__program_id=key.program_id
            ).aggregate(first=Min("accepted_at"))["first"]
        case Since.ENROLMENT:
            first = Enrolment.objects.filter(
                partner_id=key.partner_id, program_id=key.program_id, superseded_at=None
            ).aggregate(first=Min("valid_from"))["first"]
        case _:
            return None
    return None if first is None else local_day(first, zone)


def standing_decisions(key: PartnerKey) -> QuerySet[CarriedOut]:
    """Return the decisions that were carried out and have not fallen, in order of time."""
    fallen = DecisionFate.objects.filter(
        fate__in=[FateChoice.ENDS.value, FateChoice.STAYED.value]
    ).values("decision_id")
    return (
        CarriedOut.objects.filter(
            decision__case__program_id=key.program_id, decision__case__partner_id=key.partner_id
        )
        .exclude(decision_id__in=fallen)
        .select_related("decision__case", "decision__pack_version")
        .order_by("decided_at", "decision_id")
    )


def decisions_made(key: PartnerKey, *, zone: str) -> list[tuple[Decision, Made]]:
    """Return the decisions that stand, each as the ladder's history has it."""
    done = list(standing_decisions(key))
    served = served_by_notice(one.notice_id for one in done)
    passed = _passed(one.decision_id for one in done)
    basis = _basis(one.decision_id for one in done)
    found = []
    for one in done:
        notice_at = served.get(one.notice_id, NOT_SERVED)
        under = basis[one.decision_id]
        made = Made(
            decision_id=str(one.decision_id),
            rung=one.decision.rung,
            decided_at=one.decided_at,
            notice_at=notice_at,
            notice_on=notice_at.date() if notice_at == NOT_SERVED else local_day(notice_at, zone),
            answers=frozenset(name for name, answered in under if answered),
            rests_on=frozenset(name for name, _ in under),
            passed_on=local_day(passed[one.decision_id], zone)
            if one.decision_id in passed
            else None,
        )
        found.append((one.decision, made))
    return found


def _basis(decision_ids: Iterable[UUID]) -> dict[UUID, list[tuple[str, bool]]]:
    """Return what each decision rests on, findings and failures, and whether it answers it."""
    ids = list(decision_ids)
    found: dict[UUID, list[tuple[str, bool]]] = defaultdict(list)
    for basis in Basis.objects.filter(decision_id__in=ids):
        found[basis.decision_id].append((str(basis.finding_id), basis.answered))
    for under in FailureBasis.objects.filter(decision_id__in=ids):
        found[under.decision_id].append((str(under.failure_id), under.answered))
    return found


def _passed(decision_ids: Iterable[UUID]) -> dict[UUID, datetime]:
    """Return when everybody had passed the course that a decision asked for."""
    causes = dict(
        Measure.objects.filter(decision_id__in=list(decision_ids), superseded_at=None).values_list(
            "fact_id", "decision_id"
        )
    )
    ended = fulfilled().filter(cause_id__in=list(causes)).values_list("cause_id", "valid_until")
    return {causes[cause_id]: at for cause_id, at in ended.order_by("valid_until") if at}


def fulfilled() -> QuerySet[Assignment]:
    """Return the assignments that ended because all who are asked have passed.

    They ended at the instant of somebody's completion, or when the last who had not passed left.
    """
    passes = Completion.objects.filter(
        version__course_id=OuterRef("course_id"), happened_at=OuterRef("valid_until")
    )
    leaves = Affiliation.objects.filter(
        partner_id=OuterRef("partner_id"), valid_until=OuterRef("valid_until"), superseded_at=None
    )
    return Assignment.objects.filter(Exists(passes) | Exists(leaves), superseded_at=None)


def weighed_decisions(key: PartnerKey, *, at: datetime) -> list[Weighed]:
    """Return the decisions that stand, each with what it was weighed by when it was made."""
    zone = zone_of(key.partner_id, program_id=key.program_id, at=at)
    found = []
    for decision, made in decisions_made(key, zone=zone):
        ladder = pack_of(decision.pack_version).ladder
        assert ladder is not None  # a decision was weighed by one
        lengths = [
            (measure.name, duration)
            for measure in ChosenMeasure.objects.filter(decision=decision)
            if (duration := measure.lasting.duration) is not None
        ]
        found.append(
            Weighed(
                made=made,
                ladder=ladder,
                as_of=decision.weighed_on,
                factors=tuple(decision.factors),
                lengths=tuple(lengths),
            )
        )
    return found


def advice_for(finding: Finding, *, factors: Iterable[str] = (), at: datetime) -> Advice:
    """Return what the ladder recommends in answer to a finding, as of an instant.

    A failed plan of the same case is answered with it, unless another decision has answered it.
    Of the ladder in force at the event and the one in force now, the milder outcome applies.

    Raises:
        NoLadderError: No rule book with a ladder is in force.
    """
    key = PartnerKey(finding.program_id, finding.partner_id)
    now = version_with_ladder(key.program_id, at=at)
    versions = [now]
    then = version_in_force(key.program_id, as_of=finding.event_at)
    if then is not None and then.pk != now[0].pk and (ladder := pack_of(then).ladder):
        versions.append((then, ladder))
    as_of = local_day(at, zone_of(key.partner_id, program_id=key.program_id, at=at))
    own = {str(one.pk) for one in failures_of(key) if one.decision.case_id == finding.case_id}
    advices = []
    for version, ladder in versions:
        record = record_of(key, ladder, at=at)
        taken = frozenset[str]().union(*(one.answers for one in record.made))
        answers = frozenset({str(finding.pk)} | (own - taken))
        advice = _advice(version, ladder, record, answers, as_of=as_of, factors=tuple(factors))
        advices.append(advice)
    return min(advices, key=lambda one: one.recommended.gravity)


def _advice(
    version: PackVersion,
    ladder: Ladder,
    record: Record,
    answers: frozenset[str],
    *,
    as_of: date,
    factors: tuple[str, ...],
) -> Advice:
    recommended = weigh(ladder, record, answers=answers, as_of=as_of, factors=factors)
    under = rests_on(ladder, recommended, record, answers=answers)
    found = {one.finding_id for one in record.findings}
    return Advice(
        version=version,
        ladder=ladder,
        recommended=recommended,
        rests_on=frozenset(UUID(one) for one in under & found),
        failures={UUID(one): one in answers | recommended.rests_on for one in under - found},
        as_of=as_of,
    )


def counting(key: PartnerKey, *, at: datetime) -> int:
    """Return how many findings of a partner count at an instant, as the ladder counts them."""
    _, ladder = version_with_ladder(key.program_id, at=at)
    record = record_of(key, ladder, at=at)
    zone = zone_of(key.partner_id, program_id=key.program_id, at=at)
    return weigh(ladder, record, answers=(), as_of=local_day(at, zone)).count
