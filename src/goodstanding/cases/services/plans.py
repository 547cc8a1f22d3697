"""Finding a remediation plan completed, or not done by the time it was due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from goodstanding.accounts.errors import TieError
from goodstanding.accounts.models import Role
from goodstanding.cases.events import MeasureEnd, PlanCompleted, PlanFailed
from goodstanding.cases.letters import clause_cited, plan_failed_words
from goodstanding.cases.models import Case, Decision, Measure, PlanCompletion, PlanFailure
from goodstanding.cases.rules.clocks import appeal_days, last_day_for
from goodstanding.cases.rules.people import Part, require_hands
from goodstanding.cases.rules.states import Act, next_state
from goodstanding.cases.selectors.file import clause_text
from goodstanding.cases.selectors.record import key_of
from goodstanding.cases.services.locking import hands_of, locked_case, person_with
from goodstanding.cases.services.measures import end_now, measures_of_plan
from goodstanding.cases.services.undoing import put_before_a_decider
from goodstanding.evidence.payloads import Code, Private
from goodstanding.evidence.services import Change, change
from goodstanding.notices.models import Notice
from goodstanding.notices.selectors.service import served_at
from goodstanding.notices.services.sending import Addressee, send_notice
from goodstanding.programs.selectors import pack_of
from goodstanding.values.actor import Actor
from goodstanding.values.days import ends_at
from goodstanding.values.errors import ConflictError, InvalidValueError


class PlanNotDueError(ConflictError):
    """The time to do what a plan asks is not over, or has not begun."""

    code = "case_plan_not_due"


def complete_plan(
    decision_id: UUID, *, remark: str = "", no_tie: bool, actor: Actor, at: datetime
) -> PlanCompletion:
    """Find every step of a plan done: whatever lasts until then ends, and held money is free.

    A plan that was found not kept can still be done; that it was late stays on record.

    Raises:
        NotPermittedError: The actor is no officer of the program, or has a tie.
        ConflictError: The decision asks for no plan, or what it asks for is over.
    """
    with change(actor=actor, at=at) as done:
        case = locked_case(Decision.objects.values_list("case_id", flat=True).get(pk=decision_id))
        officer = person_with(Role.OFFICER, program_id=case.program_id, actor=actor, at=at)
        if not no_tie:
            raise TieError
        decision = case.decisions.get(pk=decision_id)
        earlier = PlanCompletion.objects.filter(decision=decision).first()
        if earlier is not None:
            return earlier
        ending = measures_of_plan(decision, at=at)
        if not ending:
            raise ConflictError(
                "No plan of this decision is under way. Open the case to see what is."
            )
        completion = PlanCompletion.objects.create(
            decision=decision, verified_by_id=officer, remark=remark, completed_at=at
        )
        _complete(done, case, completion, ending)
    return completion


def _complete(done: Change, case: Case, completion: PlanCompletion, ending: list[Measure]) -> None:
    done.record(
        PlanCompleted(
            decision_id=completion.decision_id,
            verified_by=completion.verified_by_id,
            remark=Private(completion.remark),
        ),
        partners=[key_of(case)],
    )
    end_now(done, ending, MeasureEnd.COMPLETED)


def fail_plan(
    decision_id: UUID,
    *,
    reasons: str,
    missing: Sequence[int] = (),
    no_tie: bool,
    actor: Actor,
    at: datetime,
) -> PlanFailure:
    """Find that a plan was not done by the time it was due, and have its case decided again.

    What the plan holds goes on meanwhile. ``missing`` are the places of planned steps, one at
    least where any were planned. The partner is told. The same again returns the failure.

    Raises:
        NotPermittedError: The actor is no decider, investigates the case, or has a tie.
        PlanNotDueError: Its time is not over, or has not begun.
        InvalidValueError: The missing steps are none that were planned.
        ConflictError: No plan is under way, its decision is under appeal, or it was found not
            kept in other words.
    """
    with change(actor=actor, at=at) as done:
        case = locked_case(Decision.objects.values_list("case_id", flat=True).get(pk=decision_id))
        decider = person_with(Role.DECIDER, program_id=case.program_id, actor=actor, at=at)
        decision = case.decisions.get(pk=decision_id)
        places = sorted(set(missing))
        earlier = PlanFailure.objects.filter(decision=decision).first()
        if earlier is not None:
            return _same(earlier, (decider, places, reasons))
        next_state(case.stage, Act.FAIL)
        require_hands(Part.FIND, decider, hands_of(case), no_tie=no_tie)
        plan = _plan_under_way(decision, at=at)
        due_on, due_at = _time_over(plan, at=at)
        _require_planned(decision, places)
        failure = PlanFailure(
            decision=decision,
            measure=plan.name,
            due_at=due_at,
            due_on=due_on,
            missing=places,
            reasons=reasons,
            found_by_id=decider,
            found_at=at,
        )
        failure.notice = _tell(case, failure, done)
        failure.save(force_insert=True)
        _record(done, case, failure)
        put_before_a_decider(case, Act.FAIL, at=at)
    return failure


def _same(earlier: PlanFailure, said: tuple[UUID, list[int], str]) -> PlanFailure:
    """Return what was found before, where it is said again by the same person.

    Raises:
        ConflictError: It is said otherwise, or by somebody else.
    """
    if (earlier.found_by_id, earlier.missing, earlier.reasons) != said:
        raise ConflictError("This plan was found not kept before. Open the case to go on.")
    return earlier


def _plan_under_way(decision: Decision, *, at: datetime) -> Measure:
    """Return the measure of a decision whose failure is an event, while it lasts.

    Raises:
        ConflictError: It asks for none, or what it asks for is over.
    """
    pack = pack_of(decision.pack_version)
    for measure in measures_of_plan(decision, at=at):
        if pack.measure(measure.name).failure_is_event:
            return measure
    raise ConflictError(
        "No plan of this decision is under way: it was completed or ended, it waits, or none was "
        "asked for. Open the case to see what is."
    )


def _time_over(plan: Measure, *, at: datetime) -> tuple[date, datetime]:
    """Return the last day there was for a plan, and the instant at which it was over.

    Raises:
        PlanNotDueError: It is not over, or has not begun.
    """
    decision = plan.decision
    due = pack_of(decision.pack_version).measure(plan.name).due
    if due is None:
        raise PlanNotDueError(
            "The rule book of this decision gives no time for the plan. Publish one that says "
            "“due: 90 days after service”; it holds for the decisions that follow."
        )
    carried = decision.carried_out
    due_on = last_day_for(
        due,
        started_at=plan.valid_from,
        served_at=served_at(carried.notice_id, known_at=at),
        zone=carried.zone,
    )
    if due_on is None:
        raise PlanNotDueError(
            "The partner was not reached yet, so the time for its plan has not begun. Try "
            "another contact first."
        )
    due_at = ends_at(due_on, carried.zone)
    if at < due_at:
        raise PlanNotDueError(
            f"The partner has time for its plan until {due_at:%Y-%m-%d %H:%M} UTC. Wait for that "
            "day."
        )
    return due_on, due_at


def _require_planned(decision: Decision, missing: Sequence[int]) -> None:
    planned = set(decision.milestones.values_list("place", flat=True))
    if bool(planned) != bool(missing) or not planned.issuperset(missing):
        raise InvalidValueError(
            "Say which of the planned steps are missing, one at least."
            if planned
            else "This plan has no steps of its own. Say in your reasons what is missing."
        )


def _tell(case: Case, failure: PlanFailure, done: Change) -> Notice:
    within, _ = appeal_days(pack_of(failure.decision.pack_version).cases)
    ref = case.finding.clause_ref
    return send_notice(
        plan_failed_words(
            clause_cited(clause_text(case.program_id, ref), ref),
            failure.measure,
            due_on=failure.due_on,
            missing=failure.missing,
            appeal_days=within,
        ),
        program_id=case.program_id,
        to=Addressee(partner_id=case.partner_id),
        cause_id=failure.pk,
        sender_id=failure.found_by_id,
        actor=done.actor,
        at=done.at,
    )


def _record(done: Change, case: Case, failure: PlanFailure) -> None:
    done.record(
        PlanFailed(
            failure_id=failure.pk,
            decision_id=failure.decision_id,
            measure=Code(failure.measure),
            due_at=failure.due_at,
            due_on=failure.due_on,
            missing=failure.missing,
            found_by=failure.found_by_id,
            notice_id=failure.notice_id,
            reasons=Private(failure.reasons),
        ),
        partners=[key_of(case)],
    )
