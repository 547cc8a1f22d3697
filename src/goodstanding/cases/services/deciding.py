"""Deciding what follows from a finding, and approving it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from goodstanding.accounts.models import Role
from goodstanding.cases.events import DecisionApproved, DecisionProposed, DecisionReturned
from goodstanding.cases.models import (
    Approval,
    Basis,
    Case,
    ChosenMeasure,
    ClawbackOrder,
    Decision,
    FailureBasis,
    MilestonePlanned,
    PlanFailure,
    Verdict,
)
from goodstanding.cases.rules.choosing import Choice, Chosen, choose
from goodstanding.cases.rules.people import Part, require_hands
from goodstanding.cases.rules.states import Act, next_state
from goodstanding.cases.selectors.record import (
    Advice,
    advice_for,
    failures_of,
    key_of,
    standing_decisions,
)
from goodstanding.cases.services.carrying_out import carry_out
from goodstanding.cases.services.locking import hands_of, locked_case, move, person_with
from goodstanding.evidence.payloads import Code, Private
from goodstanding.evidence.services import Change, change
from goodstanding.incentives.models import Earning
from goodstanding.programs.selectors import pack_of
from goodstanding.rulebook.phrases import Duration
from goodstanding.training.models import Course
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError, InvalidValueError


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBack:
    """An earning to be taken back; all of it where no amount is given."""

    earning_id: UUID
    amount_minor: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a decider wants to follow from a finding."""

    rung: str
    reasons: str
    factors: tuple[str, ...] = ()
    deviation_reason: str = ""
    release_months: int | None = None
    #: Of the measures whose length is the decider's choice, by name.
    lengths: Mapping[str, Duration] = field(default_factory=dict)
    take_back: tuple[TakeBack, ...] = ()
    milestones: tuple[str, ...] = field(default=())

    def choice(self) -> Choice:
        """Return the part of it that the ladder judges."""
        return Choice(
            rung=self.rung,
            deviation_reason=self.deviation_reason,
            release_months=self.release_months,
            lengths=self.lengths,
            takes_back=bool(self.take_back),
            has_steps=bool(self.milestones),
        )


def decide(case_id: UUID, wanted: Wanted, *, no_tie: bool, actor: Actor, at: datetime) -> Decision:
    """Decide what follows from a finding; carried out at once where nobody has to approve it.

    The same again returns the decision; another one is refused while it stands.

    Raises:
        NotPermittedError: The actor is no decider, investigated the case, or has a tie.
        DeviationError: It is not what the ladder recommends, and no reason is given.
        PlanWithoutStepsError: It asks for a plan, and no step of it is written.
        MeasureLengthError: The length of a measure is to be chosen, and is not, or out of bounds.
        InvalidValueError: A time of release is to be chosen, or an earning is not this partner's.
        NotNowError: There is no finding to decide on.
    """
    with change(actor=actor, at=at) as done:
        case = locked_case(case_id)
        decider = person_with(Role.DECIDER, program_id=case.program_id, actor=actor, at=at)
        earlier = case.decisions.order_by("-number").first()
        if earlier is not None and _same(earlier, wanted, decider):
            return earlier
        next_state(case.stage, Act.PROPOSE)
        require_hands(Part.DECIDE, decider, hands_of(case), no_tie=no_tie)
        advice = advice_for(case.finding, factors=wanted.factors, at=at)
        chosen = choose(pack_of(advice.version), advice.recommended, wanted.choice())
        _require_courses(case, chosen)
        decision = _write(case, wanted, advice, chosen, decider=decider, at=at)
        move(case, Act.PROPOSE)
        _record(done, decision, wanted, advice, chosen)
        _approve(done, case, decision, decider, at=at)
    return decision


def _same(earlier: Decision, wanted: Wanted, decider: UUID) -> bool:
    """Return whether a decision is what is wanted, asked for again by the same person."""
    returned = earlier.approvals.filter(verdict=Verdict.RETURNED).exists()
    fallen = earlier.fates.exclude(fate="kept").exists()
    failed = PlanFailure.objects.filter(decision=earlier).exists()
    orders = {
        (row.earning_id, row.amount_minor) for row in ClawbackOrder.objects.filter(decision=earlier)
    }
    return (
        not returned
        and not fallen
        and not failed
        and (earlier.proposed_by_id, earlier.rung, earlier.reasons, earlier.deviation_reason)
        == (decider, wanted.rung, wanted.reasons, wanted.deviation_reason)
        and set(earlier.factors) == set(wanted.factors)
        and orders == {(one.earning_id, one.amount_minor) for one in wanted.take_back}
        and all(
            one.lasting.duration == wanted.lengths.get(one.name, one.lasting.duration)
            for one in earlier.measures.all()
        )
    )


def _require_courses(case: Case, chosen: Chosen) -> None:
    """Refuse a measure that asks for a course which nobody can take."""
    for measure in chosen.measures:
        course = measure.declared.assigns
        if (
            course is not None
            and not Course.objects.filter(
                program_id=case.program_id, code=course, versions__isnull=False
            ).exists()
        ):
            raise ConflictError(
                f"The rule book answers this with the course “{course}”, which is not published. "
                "Publish it first."
            )


def _write(
    case: Case,
    wanted: Wanted,
    advice: Advice,
    chosen: Chosen,
    *,
    decider: UUID,
    at: datetime,
) -> Decision:
    recommended = advice.recommended.rung
    decision = Decision.objects.create(
        case=case,
        number=case.decisions.count() + 1,
        pack_version=advice.version,
        rung=wanted.rung,
        recommended="" if recommended is None else recommended.name,
        count=advice.recommended.count,
        factors=sorted(set(wanted.factors)),
        reasons=wanted.reasons,
        deviation_reason=wanted.deviation_reason,
        approvals_needed=chosen.approvals,
        proposed_by_id=decider,
        proposed_at=at,
        weighed_on=advice.as_of,
    )
    _write_basis(decision, advice)
    ChosenMeasure.objects.bulk_create(
        ChosenMeasure(
            decision=decision,
            place=place,
            name=one.declared.name,
            ends=one.lasting.ends.value,
            months=one.lasting.months,
            days=one.lasting.days,
            release_months=one.release_months,
        )
        for place, one in enumerate(chosen.measures, start=1)
    )
    ClawbackOrder.objects.bulk_create(_orders(case, decision, wanted.take_back))
    MilestonePlanned.objects.bulk_create(
        MilestonePlanned(decision=decision, place=place, words=words)
        for place, words in enumerate(wanted.milestones, start=1)
    )
    return decision


def _write_basis(decision: Decision, advice: Advice) -> None:
    Basis.objects.bulk_create(
        Basis(decision=decision, finding_id=finding, answered=finding == decision.case.finding.pk)
        for finding in sorted(advice.rests_on)
    )
    FailureBasis.objects.bulk_create(
        FailureBasis(decision=decision, failure_id=failure, answered=answered)
        for failure, answered in sorted(advice.failures.items())
    )


def _answered(advice: Advice) -> set[UUID]:
    """Return the failed plans that a decision as advised answers."""
    return {failure for failure, answered in advice.failures.items() if answered}


def _orders(case: Case, decision: Decision, wanted: Sequence[TakeBack]) -> list[ClawbackOrder]:
    theirs = set(
        Earning.objects.filter(
            program_id=case.program_id,
            partner_id=case.partner_id,
            pk__in=[one.earning_id for one in wanted],
        ).values_list("pk", flat=True)
    )
    if {one.earning_id for one in wanted} - theirs:
        raise InvalidValueError(
            "One of the earnings is not this partner’s. Choose from the partner’s own statement."
        )
    return [
        ClawbackOrder(decision=decision, earning_id=one.earning_id, amount_minor=one.amount_minor)
        for one in sorted(wanted, key=lambda item: item.earning_id)
    ]


def _record(
    done: Change, decision: Decision, wanted: Wanted, advice: Advice, chosen: Chosen
) -> None:
    done.record(
        DecisionProposed(
            decision_id=decision.pk,
            case_id=decision.case_id,
            pack_version_id=decision.pack_version_id,
            rung=Code(decision.rung),
            recommended=Code(decision.recommended) if decision.recommended else None,
            factors=[Code(factor) for factor in decision.factors],
            measures=[Code(one.declared.name) for one in chosen.measures],
            lengths=[Code(one.lasting.code) for one in chosen.measures],
            release_months=[one.release_months for one in chosen.measures],
            answers=[decision.case.finding.pk, *sorted(_answered(advice))],
            rests_on=sorted({*advice.rests_on, *advice.failures}),
            approvals_needed=decision.approvals_needed,
            reasons=Private(wanted.reasons),
            deviation_reason=Private(wanted.deviation_reason) if wanted.deviation_reason else None,
        ),
        partners=[key_of(decision.case)],
    )


def _approve(
    done: Change, case: Case, decision: Decision, person_id: UUID, *, at: datetime
) -> None:
    """Write one decider's approval; the last one needed carries the decision out."""
    approval = Approval.objects.create(
        decision=decision, person_id=person_id, verdict=Verdict.APPROVED, given_at=at
    )
    done.record(
        DecisionApproved(decision_id=decision.pk, approval_id=approval.pk, person_id=person_id),
        partners=[key_of(case)],
    )
    given = decision.approvals.filter(verdict=Verdict.APPROVED).count()
    if given >= decision.approvals_needed:
        carry_out(case, decision, actor=done.actor, at=at)


def _open_decision(case: Case, decision_id: UUID) -> Decision:
    decision = case.decisions.filter(pk=decision_id).first()
    if decision is None:
        raise ConflictError("This decision belongs to another case. Open that case.")
    return decision


def _require_standing(decision: Decision) -> None:
    """Refuse to carry out what rests on something that fell while it waited for approval."""
    key = key_of(decision.case)
    count = failures_of(key).order_by().values("pk")
    if (
        decision.basis.filter(finding__overturning__isnull=False).exists()
        or decision.failure_basis.exclude(failure_id__in=count).exists()
    ):
        raise ConflictError(
            "A finding that this decision rests on has fallen since it was proposed. Return it, "
            "and decide again."
        )
    standing = standing_decisions(key).order_by().values("decision_id")
    answered = decision.failure_basis.filter(answered=True).values("failure_id")
    others = FailureBasis.objects.filter(answered=True, failure_id__in=answered)
    if others.filter(decision_id__in=standing).exists():
        raise ConflictError(
            "A failed plan that this decision answers was answered in another case since it was "
            "proposed. Return it, and decide again."
        )


def approve(
    case_id: UUID, decision_id: UUID, *, no_tie: bool, actor: Actor, at: datetime
) -> Approval:
    """Agree to a decision as another decider; with the last approval needed it is carried out.

    Agreeing twice adds nothing.

    Raises:
        NotPermittedError: The actor is no decider, took another part in the case, or has a tie.
        NotNowError: The decision does not wait for approval.
    """
    with change(actor=actor, at=at) as done:
        case = locked_case(case_id)
        decider = person_with(Role.DECIDER, program_id=case.program_id, actor=actor, at=at)
        decision = _open_decision(case, decision_id)
        earlier = decision.approvals.filter(person_id=decider, verdict=Verdict.APPROVED).first()
        if earlier is not None and earlier.person_id != decision.proposed_by_id:
            return earlier
        next_state(case.stage, Act.DECIDE)
        require_hands(Part.APPROVE, decider, hands_of(case, decision=decision), no_tie=no_tie)
        _require_standing(decision)
        _approve(done, case, decision, decider, at=at)
        return decision.approvals.get(person_id=decider)


def return_decision(
    case_id: UUID, decision_id: UUID, *, reason: str, no_tie: bool, actor: Actor, at: datetime
) -> Approval:
    """Do not agree to a decision; the case waits for another one. Nothing reached the partner.

    Raises:
        NotPermittedError: The actor is no decider, took another part in the case, or has a tie.
        NotNowError: The decision does not wait for approval.
    """
    with change(actor=actor, at=at) as done:
        case = locked_case(case_id)
        decider = person_with(Role.DECIDER, program_id=case.program_id, actor=actor, at=at)
        decision = _open_decision(case, decision_id)
        earlier = decision.approvals.filter(person_id=decider, verdict=Verdict.RETURNED).first()
        if earlier is not None and earlier.reason == reason:
            return earlier
        next_state(case.stage, Act.RETURN)
        require_hands(Part.APPROVE, decider, hands_of(case, decision=decision), no_tie=no_tie)
        approval = Approval.objects.create(
            decision=decision,
            person_id=decider,
            verdict=Verdict.RETURNED,
            reason=reason,
            given_at=at,
        )
        move(case, Act.RETURN)
        done.record(
            DecisionReturned(
                decision_id=decision.pk,
                approval_id=approval.pk,
                person_id=decider,
                reason=Private(reason),
            ),
            partners=[key_of(case)],
        )
    return approval
