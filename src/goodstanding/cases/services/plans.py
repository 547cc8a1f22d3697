"""Finding a remediation plan completed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from goodstanding.accounts.models import Role
from goodstanding.cases.events import MeasureEnd, PlanCompleted
from goodstanding.cases.models import Case, Decision, Measure, PlanCompletion
from goodstanding.cases.rules.lengths import Ends
from goodstanding.cases.rules.people import TieError
from goodstanding.cases.selectors.record import key_of
from goodstanding.cases.services.locking import locked_case, person_with
from goodstanding.cases.services.measures import end_now, open_measures
from goodstanding.evidence.payloads import Private
from goodstanding.evidence.services import Change, change
from goodstanding.values.actor import Actor
from goodstanding.values.errors import ConflictError


def complete_plan(
    decision_id: UUID, *, remark: str = "", no_tie: bool, actor: Actor, at: datetime
) -> PlanCompletion:
    """Find every step of a plan done: whatever lasts until then ends, and held money is free.

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
        ending = [
            measure
            for measure in open_measures(decision, at=at)
            if measure.chosen.lasting.ends is Ends.COMPLETED
        ]
        if not ending:
            raise ConflictError(
                "No plan of this decision is under way. Reload the case to see what is."
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
